import assert from "node:assert/strict";
import { hashedWords } from "../embedder";
import { type Cases, refused } from "../suite";
import { remembered } from "./samples";

const CACHED = { text: "mammals", in: ["memory" as const], cacheMs: 60_000 };

/** The result cache. */
export const cache: Cases = {
  "without cacheMs nothing is cached": async ({ scope }) => {
    await remembered(scope);
    const { cacheMs: _, ...query } = CACHED;
    for (let i = 0; i < 2; i++) {
      const { notes } = await scope.retrieval.search(query);
      assert.deepEqual([notes.cached, notes.cachedAgeMs], [false, null]);
    }
  },

  "the cache gives the same answer, and says that it answered": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    await remembered(scope);
    await scope.retrieval.embedPending();
    const first = await scope.retrieval.search(CACHED);
    const second = await scope.retrieval.search(CACHED);
    assert.deepEqual([first.notes.cached, second.notes.cached], [false, true]);
    assert.ok(second.notes.cachedAgeMs! >= 0);
    assert.deepEqual(second.hits, first.hits);
    assert.equal(second.nextCursor, first.nextCursor);
    const { cached: _, cachedAgeMs: _age, ...notes } = second.notes;
    assert.deepEqual({ ...notes, cached: false, cachedAgeMs: null }, first.notes);
    // An answer is the caller's own.
    second.hits[0]!.parts.words.push("changed");
    assert.deepEqual((await scope.retrieval.search(CACHED)).hits, first.hits);
  },

  "another query, page, limit or scope is not answered by it": async ({ scope, another }) => {
    await remembered(scope);
    const page = await scope.retrieval.search({ ...CACHED, limit: 1 });
    const others = [
      CACHED,
      { ...CACHED, text: "mammals " },
      { ...CACHED, limit: 1, cursor: page.nextCursor },
      { ...CACHED, minScore: 0.1 },
      { ...CACHED, where: { memory: { type: "fact" } } },
      { ...CACHED, cacheMs: 0 },
    ];
    for (const query of others) assert.equal((await scope.retrieval.search(query)).notes.cached, false);
    for (const tenant of [another(), another({ tenant: scope.tenant, workspace: "other" })]) {
      const { hits, notes } = await tenant.retrieval.search({ ...CACHED, limit: 1 });
      assert.deepEqual([hits, notes.cached], [[], false]);
    }
    assert.equal((await scope.retrieval.search({ ...CACHED, limit: 1 })).notes.cached, true);
  },

  "cached rows are read anew: removed ones are gone, changed ones are as they are now": async ({ scope }) => {
    const ids = await remembered(scope);
    const { hits } = await scope.retrieval.search(CACHED);
    assert.deepEqual(hits.map(({ id }) => id).sort(), [ids[0], ids[3]].sort());
    await scope.memory.remove(ids[0]!);
    await scope.memory.update(ids[3]!, { content: { text: "changed" } });
    const cached = await scope.retrieval.search(CACHED);
    assert.equal(cached.notes.cached, true);
    assert.deepEqual(
      cached.hits.map(({ id, text, item }) => [id, text, item.content]),
      [[ids[3], "changed", { text: "changed" }]],
    );
  },

  "a transaction and a rerank hook are neither cached nor answered from the cache": async ({ scope }) => {
    await remembered(scope);
    await scope.retrieval.search(CACHED);
    await scope.transaction(async (tx) => {
      assert.equal((await tx.retrieval.search(CACHED)).notes.cached, false);
    });
    const rerank = (_: string, candidates: readonly unknown[]) => candidates.map((_, i) => i);
    for (let i = 0; i < 2; i++)
      assert.equal((await scope.retrieval.search({ ...CACHED, rerank })).notes.cached, false);
    await refused(scope.retrieval.search({ ...CACHED, cacheMs: 1e9 }), "validation");
  },

  "a cached answer is logged as one": async ({ scope }) => {
    await remembered(scope);
    await scope.retrieval.search(CACHED);
    const { queryId, hits } = await scope.retrieval.search({ ...CACHED, log: "text" });
    const row = await scope.retrieval.queries.getOrThrow(queryId!);
    assert.deepEqual([row.cached, row.hitCount], [true, hits.length]);
  },
};
