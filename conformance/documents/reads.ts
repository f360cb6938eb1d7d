import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { chunksOf, markdown, SOURCE, sectionsOf, sentences } from "./samples";

const sourcesOf = async (items: AsyncIterable<{ source: string }>): Promise<string[]> =>
  (await everything(items)).map(({ source }) => source);

/** Lists, look-ups and searches. */
export const reads: Cases = {
  "documents are listed by source, prefix and time": async ({ scope: { documents } }) => {
    for (const source of ["b/2", "a/1", "b/10", "B", "b%", "é"])
      await documents.put({ source, text: source });
    assert.deepEqual(await sourcesOf(documents.list({ limit: 2 })), ["B", "a/1", "b%", "b/10", "b/2", "é"]);
    assert.deepEqual(await sourcesOf(documents.list({ prefix: "b/", limit: 1 })), ["b/10", "b/2"]);
    const [first] = await documents.getMany(["a/1", "none"]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { document } = await documents.put({ source: "b/2", text: "changed" });
    const updatedFrom = document.updatedAt;
    assert.deepEqual(await sourcesOf(documents.list({ updatedFrom })), ["b/2"]);
    assert.deepEqual(
      await sourcesOf(documents.list({ updatedFrom: first!.updatedAt, updatedTo: updatedFrom, prefix: "b" })),
      ["b%", "b/10"],
    );
    await documents.put({ source: "a/1", text: "a/1" });
    assert.deepEqual(await sourcesOf(documents.list({ updatedFrom })), ["b/2"]);
    const { nextCursor } = await documents.list({ prefix: "b", limit: 1 });
    await refused(documents.list({ prefix: "b/", cursor: nextCursor }), "validation", /cursor/);
    assert.deepEqual(
      (await documents.list({ prefix: "b", cursor: nextCursor, limit: 1 })).items[0]!.source,
      "b/10",
    );
  },

  "rows are read by their keys": async ({ scope: { documents }, scope }) => {
    const { document } = await documents.put({ source: SOURCE, text: markdown("A") });
    const [section] = await sectionsOf(scope);
    const [chunk, other] = await chunksOf(scope);
    assert.deepEqual(await documents.getOrThrow(SOURCE), document);
    assert.deepEqual(await documents.getMany(["x", SOURCE]), [null, document]);
    assert.deepEqual(await documents.sections.get(chunk!.sectionId), section);
    assert.deepEqual(await documents.sections.getOrThrow(section!.id), section);
    assert.deepEqual(await documents.sections.getMany([randomUUID(), section!.id]), [null, section]);
    assert.deepEqual(await documents.chunks.get(chunk!.id.toUpperCase()), chunk);
    assert.deepEqual(await documents.chunks.getOrThrow(chunk!.id), chunk);
    assert.deepEqual(await documents.chunks.getMany([other!.id, randomUUID(), chunk!.id]), [
      other,
      null,
      chunk,
    ]);
    await refused(documents.getOrThrow("x"), "not_found");
    await refused(documents.sections.getOrThrow(randomUUID()), "not_found", /section/);
    await refused(documents.chunks.getOrThrow(randomUUID()), "not_found", /chunk/);
    assert.equal(await documents.text("x"), null);
    assert.deepEqual(await documents.chunks.list({ source: "x" }), { items: [], nextCursor: null });
  },

  "chunks and sections come in the order of the text, page by page": async ({
    scope: { documents },
    scope,
  }) => {
    await documents.put({ source: SOURCE, text: markdown("A", "B", "C") });
    await documents.put({ source: "other", text: markdown("A") });
    const [chunks, sections] = [await chunksOf(scope), await sectionsOf(scope)];
    assert.deepEqual(await everything(documents.chunks.list({ source: SOURCE, limit: 2 })), chunks);
    assert.deepEqual(await everything(documents.sections.list({ source: SOURCE, limit: 1 })), sections);
    const [, { id: sectionId }] = sections as [unknown, { id: string }];
    assert.deepEqual(
      await everything(documents.chunks.list({ source: SOURCE, sectionId, limit: 1 })),
      chunks.filter((chunk) => chunk.sectionId === sectionId),
    );
    assert.deepEqual(await everything(documents.chunks.list({ source: "other", sectionId })), []);
    const { nextCursor } = await documents.chunks.list({ source: SOURCE, limit: 1 });
    await refused(documents.chunks.list({ source: "other", cursor: nextCursor }), "validation", /cursor/);
    await refused(documents.sections.list({ source: SOURCE, cursor: nextCursor }), "validation", /cursor/);
  },

  "chunks are found by their words and headings, in documents of a prefix": async ({
    scope: { documents },
  }) => {
    await documents.putMany([
      {
        source: "docs/whales.md",
        text: `# Animals\n\n## Whales\n\nThey are mammals. ${sentences(20, "sea")} Krill!`,
      },
      { source: "docs/fish.md", text: "# Animals\n\n## Fish\n\nThey are no mammals." },
      { source: "notes/x", text: "mammals", format: "text" },
    ]);
    const found = async (query: object) =>
      (await everything(documents.chunks.search(query as never))).map(({ source }) => source).sort();
    assert.deepEqual(await found({ text: "mammals" }), ["docs/fish.md", "docs/whales.md", "notes/x"]);
    assert.deepEqual(await found({ text: "mammals", prefix: "docs/" }), ["docs/fish.md", "docs/whales.md"]);
    assert.deepEqual(await found({ text: "mammals", source: "notes/x" }), ["notes/x"]);
    assert.deepEqual(await found({ text: "mammals", source: "notes/x", prefix: "docs/" }), []);
    assert.deepEqual(await found({ text: "fish mammals", mode: "words" }), ["docs/fish.md"]);
    assert.deepEqual(await found({ text: "fish krill" }), ["docs/fish.md", "docs/whales.md"]);
    assert.deepEqual(await found({ text: "krill" }), ["docs/whales.md"]);
    // The second chunk of the section has the headings too.
    assert.deepEqual(await found({ text: "whales krill", mode: "words" }), ["docs/whales.md"]);
    assert.deepEqual(await found({ text: "o mammals.", mode: "substring" }), ["docs/fish.md"]);
    await documents.put({ source: "docs/fish.md", text: "# Animals\n\n## Fish\n\nThey have gills." });
    assert.deepEqual(await found({ text: "mammals", prefix: "docs/" }), ["docs/whales.md"]);
    assert.deepEqual(await found({ text: "gills animals", mode: "words" }), ["docs/fish.md"]);
    await documents.remove("docs/fish.md");
    assert.deepEqual(await found({ text: "gills" }), []);
  },

  "documents are removed by prefix and time": async ({ scope: { documents } }) => {
    for (const source of ["a/1", "a/2", "b/1"]) await documents.put({ source, text: source });
    assert.equal(await documents.removeMany({ prefix: "a/" }), 2);
    assert.deepEqual(await sourcesOf(documents.list()), ["b/1"]);
    assert.equal(await documents.removeMany({ updatedTo: new Date(0) }), 0);
    assert.equal(await documents.removeMany({ updatedFrom: new Date(0), prefix: "b" }), 1);
    assert.equal(await documents.removeMany({ prefix: "b" }), 0);
    assert.deepEqual(await everything(documents.chunks.search({ text: "a" })), []);
  },
};
