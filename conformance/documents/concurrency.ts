import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { chunksOf, identity, markdown, SOURCE, sectionsOf } from "./samples";

/** What versions, parallel calls and transactions promise. */
export const concurrency: Cases = {
  "versions are checked": async ({ scope: { documents }, scope }) => {
    const missing = await refused(
      documents.put({ source: SOURCE, text: "a" }, { ifVersion: 1 }),
      "not_found",
    );
    assert.equal(missing.field, "source");
    await documents.put({ source: SOURCE, text: "a" });
    const { document } = await documents.put({ source: SOURCE, text: "b" }, { ifVersion: 1 });
    assert.equal(document.version, 2);
    await refused(documents.put({ source: SOURCE, text: "c" }, { ifVersion: 1 }), "version_conflict");
    await refused(documents.remove(SOURCE, { ifVersion: 1 }), "version_conflict");
    assert.equal(await documents.text(SOURCE), "b");
    assert.equal(await documents.remove(SOURCE, { ifVersion: 2 }), true);
    assert.equal(await documents.remove(SOURCE), false);
    assert.deepEqual([await chunksOf(scope), await sectionsOf(scope)], [[], []]);
    assert.equal((await documents.put({ source: SOURCE, text: "d" })).document.version, 1);
  },

  "of parallel puts of one source the last wins as a whole": async ({ scope }) => {
    const texts = Array.from({ length: 8 }, (_, i) => markdown("Same", `Own ${i}`, `Last ${i}`));
    const results = await Promise.all(texts.map((text) => scope.documents.put({ source: SOURCE, text })));
    const versions = results.map(({ document }) => document.version).sort((a, b) => a - b);
    assert.deepEqual(versions, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.equal(results.filter(({ outcome }) => outcome === "created").length, 1);
    const last = results.find(({ document }) => document.version === 8)!;
    const text = texts[results.indexOf(last)]!;
    assert.equal(await scope.documents.text(SOURCE), text);
    assert.deepEqual(await scope.documents.get(SOURCE), last.document);
    const chunks = await chunksOf(scope);
    assert.equal(chunks.length, last.document.chunkCount);
    for (const chunk of chunks) assert.equal(chunk.text, text.slice(chunk.start, chunk.end));
    assert.deepEqual(
      chunks.map(({ position }) => position),
      chunks.map((_, i) => i + 1),
    );
  },

  "parallel puts and removals leave a whole document or none": async ({ scope }) => {
    const text = markdown("A", "B");
    await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        i % 2 === 0
          ? scope.documents.put({ source: SOURCE, text: `${text}${i}` })
          : scope.documents.remove(SOURCE),
      ),
    );
    const document = await scope.documents.get(SOURCE);
    const chunks = await chunksOf(scope);
    assert.equal(chunks.length, document?.chunkCount ?? 0);
    assert.equal((await sectionsOf(scope)).length, document?.sectionCount ?? 0);
  },

  "parallel bulk puts of the same sources all succeed": async ({ scope }) => {
    const sources = ["a", "b", "c", "d"];
    const calls = Array.from({ length: 6 }, (_, i) => {
      const order = i % 2 === 0 ? sources : [...sources].reverse();
      return scope.documents.putMany(order.map((source) => ({ source, text: `text of ${source} by ${i}` })));
    });
    await Promise.all(calls);
    const texts = await Promise.all(sources.map((source) => scope.documents.text(source)));
    const by = new Set(texts.map((text) => text?.at(-1)));
    assert.equal(by.size, 1, texts.join());
  },

  "bulk puts write all or none, and the last of a source": async ({ scope: { documents }, scope }) => {
    const results = await documents.putMany([
      { source: "b", text: "first of b" },
      { source: "a", text: "a" },
      { source: "b", text: "last of b" },
    ]);
    assert.deepEqual(
      results.map(({ document, outcome }) => [document.source, document.version, outcome]),
      [
        ["b", 1, "created"],
        ["a", 1, "created"],
        ["b", 1, "created"],
      ],
    );
    assert.equal(await documents.text("b"), "last of b");
    const bad = [
      { source: "c", text: "c" },
      { source: "d", text: 5 as never },
    ];
    assert.equal((await refused(documents.putMany(bad), "validation")).field, "documents[1].text");
    assert.deepEqual(
      (await everything(scope.documents.list())).map(({ source }) => source),
      ["a", "b"],
    );
    assert.deepEqual(await documents.putMany([]), []);
  },

  "transactions take all of it back": async ({ scope }) => {
    await scope.documents.put({ source: SOURCE, text: markdown("A", "B") });
    const before = (await chunksOf(scope)).map(identity);
    const undo = new Error("undo");
    const failed = scope.transaction(async (tx) => {
      await tx.documents.put({ source: SOURCE, text: markdown("B", "C") });
      await tx.documents.put({ source: "new", text: "new" });
      assert.equal(await tx.documents.text("new"), "new");
      await tx.documents.removeMany({ prefix: "docs" });
      throw undo;
    });
    assert.equal(await failed.catch((error: unknown) => error), undo);
    assert.deepEqual((await chunksOf(scope)).map(identity), before);
    assert.equal(await scope.documents.get("new"), null);
    await scope.transaction(async (tx) => {
      await tx.documents.put({ source: SOURCE, text: markdown("B", "C") });
      await refused(tx.documents.put({ source: SOURCE, text: "x" }, { ifVersion: 1 }), "version_conflict");
    });
    assert.equal(await scope.documents.text(SOURCE), markdown("B", "C"));
  },
};
