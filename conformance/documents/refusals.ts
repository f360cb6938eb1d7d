import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { chunksOf, markdown, SOURCE } from "./samples";

/** What bad input, another tenant or an aborted call does not do. */
export const refusals: Cases = {
  "a splitter that never answers ends with the call": async ({ scope: { documents } }) => {
    const split = (): Promise<never> => new Promise(() => {});
    const input = { source: "a", text: "b", chunking: { split } };
    await refused(documents.put(input, { timeoutMs: 20 }), "timeout");
    const stop = new AbortController();
    const put = refused(documents.put(input, { signal: stop.signal }), "aborted");
    stop.abort();
    await put;
    assert.equal(await documents.get("a"), null);
  },

  "bad input is refused with its field, and nothing is written": async ({ scope: { documents } }) => {
    const no = (call: PromiseLike<unknown>, field: string) =>
      refused(call, "validation").then((error) => assert.equal(error.field, field, error.message));
    const bad = (value: unknown): never => value as never;
    const put = (input: object, options?: object) =>
      documents.put(bad({ source: "a", text: "# a\n\nb", ...input }), bad(options ?? {}));
    await no(documents.put(bad(null)), "the input");
    await no(documents.put(bad({ source: "a" })), "text");
    for (const source of [undefined, null, "", "a\0", "x".repeat(513)]) await no(put({ source }), "source");
    await no(put({ title: 5 }), "title");
    await no(put({ meta: { a: [Number.NaN] } }), "meta.a[0]");
    await no(put({ format: "html" }), "format");
    await no(put({ text: 5 }), "text");
    await no(put({ text: null }), "text");
    await no(put({ text: "é".repeat(10 * 1024 * 1024 + 1) }), "text");
    await no(put({ sections: [] }), "text");
    await no(put({ text: undefined, sections: "a" }), "sections");
    await no(put({ text: undefined, sections: [{ text: "a" }, {}] }), "sections[1].text");
    await no(
      put({ text: undefined, sections: [{ text: "a", headings: ["a", ""] }] }),
      "sections[0].headings",
    );
    await no(
      put({ text: undefined, sections: [{ text: "a", headings: [..."abcdefg"] }] }),
      "sections[0].headings",
    );
    const half = { text: "x".repeat(11 * 1024 * 1024) };
    await no(put({ text: undefined, sections: [half, half] }), "sections");
    await no(put({ chunks: 5 }), "chunks");
    await no(put({ ifVersion: 1 }), "ifVersion");
    await no(put({ chunking: 5 }), "chunking");
    for (const size of [15, 100_001, 20.5, "20", null])
      await no(put({ chunking: { size } }), "chunking.size");
    for (const overlap of [-1, 101, 0.5]) await no(put({ chunking: { overlap } }), "chunking.overlap");
    await no(put({ chunking: { unit: "words" } }), "chunking.unit");
    await no(put({ chunking: { countTokens: 5 } }), "chunking.countTokens");
    for (const tokens of [Number.NaN, -1, "5", undefined, Infinity, Promise.resolve(1)])
      await no(put({ chunking: { countTokens: () => tokens } }), "chunking.countTokens");
    await no(put({ chunking: { split: "lines" } }), "chunking.split");
    for (const ranges of [undefined, 5, "a"])
      await no(put({ chunking: { split: () => ranges } }), "chunking.split");
    for (const [start, end] of [
      [0, 7],
      [2, 2],
      [3, 2],
      [3, 5],
    ])
      await no(put({ chunking: { split: () => [{ start, end }] } }), "chunking.split[0]");
    await no(put({ chunking: { split: () => [{ start: -1, end: 5 }] } }), "chunking.split[0].start");
    await no(put({ chunking: { split: () => [{ start: 0, end: 1.5 }] } }), "chunking.split[0].end");
    const twice = { start: 0, end: 3 };
    await no(put({ chunking: { split: () => [twice, twice] } }), "chunking.split[1]");
    await no(put({ text: "a👍", chunking: { split: () => [{ start: 0, end: 2 }] } }), "chunking.split[0]");
    for (const ifVersion of [0, 1.5, "1"]) await no(put({}, { ifVersion }), "options.ifVersion");
    await no(documents.putMany(bad({})), "documents");
    await no(
      documents.putMany(
        bad([
          { source: "a", text: "" },
          { source: "b", text: "", title: 5 },
        ]),
      ),
      "documents[1].title",
    );
    await no(
      documents.putMany([{ source: "a", text: "", chunking: { size: 5 } }]),
      "documents[0].chunking.size",
    );
    await no(
      documents.putMany([{ source: "a", text: "a", chunking: { countTokens: () => -1 } }]),
      "documents[0].chunking.countTokens",
    );
    await no(documents.get(bad(5)), "source");
    await no(documents.text(bad("")), "source");
    await no(documents.getMany(bad(["a", 5])), "sources[1]");
    await no(documents.list(bad({ prefix: 5 })), "prefix");
    await no(documents.list({ updatedFrom: new Date(2), updatedTo: new Date(1) }), "updatedTo");
    await no(documents.removeMany({}), "filter");
    await no(documents.removeMany(bad({ prefix: "" })), "filter.prefix");
    await no(documents.chunks.list(bad({})), "source");
    await no(documents.chunks.list(bad({ source: "a", sectionId: "b" })), "sectionId");
    await no(documents.chunks.get(bad("a")), "id");
    await no(documents.chunks.getMany(bad(["a"])), "ids[0]");
    await no(documents.chunks.search({ text: "" }), "text");
    await no(documents.chunks.search(bad({ text: "a", mode: "fuzzy" })), "mode");
    await no(documents.sections.list(bad({ source: "" })), "source");
    await no(documents.sections.get(bad(null)), "id");
    assert.deepEqual(await everything(documents.list()), []);
  },

  "errors of the caller's functions are the cause of a validation error, and nothing is written": async ({
    scope,
  }) => {
    const own = new Error("own");
    const fail = (): never => {
      throw own;
    };
    for (const chunking of [{ countTokens: fail }, { split: fail }, { split: () => Promise.reject(own) }]) {
      const failed = scope.documents.put({ source: SOURCE, text: "text", chunking });
      const error = await refused(failed, "validation", /chunking\.(split|countTokens) threw an error/);
      assert.equal(error.cause, own);
    }
    assert.equal(await scope.documents.get(SOURCE), null);
  },

  "tenants and workspaces see nothing of each other": async ({ scope, another }) => {
    const others = [another(), another({ tenant: scope.tenant, workspace: "other" })];
    const { document } = await scope.documents.put({ source: SOURCE, text: markdown("A") });
    const chunks = await chunksOf(scope);
    const { id, sectionId } = chunks[0]!;
    for (const other of others) {
      const { documents } = other;
      assert.equal(await documents.get(SOURCE), null);
      assert.equal(await documents.text(SOURCE), null);
      assert.deepEqual(await everything(documents.list()), []);
      assert.deepEqual(await documents.chunks.getMany([id]), [null]);
      assert.equal(await documents.sections.get(sectionId), null);
      assert.deepEqual(await chunksOf(other), []);
      assert.deepEqual(await everything(documents.chunks.list({ source: SOURCE, sectionId })), []);
      assert.deepEqual(await everything(documents.chunks.search({ text: "sentence" })), []);
      assert.deepEqual(await everything(documents.chunks.search({ text: "e", mode: "substring" })), []);
      await refused(documents.put({ source: SOURCE, text: "b" }, { ifVersion: 1 }), "not_found");
      assert.equal(await documents.remove(SOURCE), false);
      assert.equal(await documents.removeMany({ prefix: "docs" }), 0);
      assert.equal((await documents.put({ source: SOURCE, text: markdown("A", "B") })).outcome, "created");
      assert.equal((await documents.put({ source: SOURCE, text: "c" })).document.version, 2);
    }
    assert.deepEqual(await scope.documents.get(SOURCE), document);
    assert.deepEqual(await chunksOf(scope), chunks);
  },

  "calls that are aborted before they begin write nothing": async ({ scope: { documents } }) => {
    const signal = AbortSignal.abort();
    await refused(documents.put({ source: SOURCE, text: "a" }, { signal }), "aborted");
    await refused(documents.putMany([{ source: SOURCE, text: "a" }], { signal }), "aborted");
    assert.equal(await documents.get(SOURCE), null);
    await documents.put({ source: SOURCE, text: "a" });
    await refused(documents.remove(SOURCE, { signal }), "aborted");
    await refused(documents.removeMany({ prefix: "d" }, { signal }), "aborted");
    assert.equal(await documents.text(SOURCE, {}), "a");
  },
};
