import assert from "node:assert/strict";
import type { RetrievalCandidate, RetrievalResult } from "../../src/retrieval/types";
import { hashedWords } from "../embedder";
import { type Cases, days, thrown } from "../suite";
import { remembered, TEXTS } from "./samples";

const TEXT = "mammals that live in a harbor or the sea";

export const ranking: Cases = {
  "pages with recency go on from one another while time passes": async ({ scope }) => {
    await remembered(
      scope,
      Array.from({ length: 25 }, (_, i) => `whale ${i}`),
    );
    const query = { text: "whale", in: ["memory"] as const, recency: { halfLifeDays: 0.001 }, limit: 10 };
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { hits, nextCursor } = await scope.retrieval.search({ ...query, ...(cursor && { cursor }) });
      seen.push(...hits.map(({ id }) => id));
      assert.ok(seen.length <= 25, "a row came twice");
      cursor = nextCursor;
      // The scores of all rows sink.
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    assert.equal(new Set(seen).size, 25);
  },

  "pages go on where the one before ended, and each hit comes once": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const texts = Array.from({ length: 30 }, (_, i) => `mammals of the harbor ${"sea ".repeat(i % 7)}${i}`);
    await remembered(scope, texts);
    await scope.retrieval.embedPending();
    const whole = await scope.retrieval.search({ text: TEXT, limit: 30 });
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page: RetrievalResult = await scope.retrieval.search({ text: TEXT, limit: 7, cursor });
      ids.push(...page.hits.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    assert.deepEqual(
      ids,
      whole.hits.map(({ id }) => id),
    );
    assert.equal(new Set(ids).size, 30);
  },

  "a score is the same whatever else is found, so that a threshold means something": async ({
    embedding,
  }) => {
    const scope = embedding(hashedWords());
    const ids = await remembered(scope);
    await scope.retrieval.embedPending();
    const before = await scope.retrieval.search({ text: TEXT, weights: { lexical: 0, dense: 1 } });
    await remembered(scope, ["nothing in common", "whatever else"]);
    await scope.retrieval.embedPending();
    const after = await scope.retrieval.search({ text: TEXT, weights: { lexical: 0, dense: 1 } });
    const scores = ({ hits }: typeof before) =>
      Object.fromEntries(hits.filter(({ id }) => ids.includes(id)).map(({ id, score }) => [id, score]));
    assert.deepEqual(scores(after), scores(before));
    const best = before.hits[0]!;
    const { hits } = await scope.retrieval.search({
      text: TEXT,
      weights: { lexical: 0, dense: 1 },
      minScore: best.score,
    });
    assert.deepEqual(
      hits.map(({ id }) => id),
      [best.id],
    );
  },

  "recency halves a score after each half-life, and pinned items keep theirs": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const createdAt = new Date(Date.now() - days(30));
    const old = { type: "fact", content: { text: TEXTS[0]! }, createdAt };
    const [aged, pinned] = await scope.memory.addMany([old, { ...old, pinned: true }]);
    await scope.retrieval.embedPending();
    const query = { text: TEXTS[0]!, recency: { halfLifeDays: 30 } };
    const { hits } = await scope.retrieval.search(query);
    assert.deepEqual(
      hits.map(({ id }) => id),
      [pinned!.id, aged!.id],
    );
    assert.equal(hits[0]!.parts.recency, null);
    assert.ok(Math.abs(hits[1]!.parts.recency! - 0.5) < 0.001);
    assert.ok(Math.abs(hits[1]!.score - hits[0]!.score / 2) < 0.001);
  },

  "diversity prefers texts that differ from those before": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const [first, , third] = await remembered(scope, [
      "whales are mammals of the sea",
      "whales are mammals of the sea too",
      "mammals",
    ]);
    await scope.retrieval.embedPending();
    const query = { text: "whales are mammals of the sea", limit: 2 };
    const { hits } = await scope.retrieval.search({ ...query, diversity: 0.7 });
    assert.deepEqual(
      hits.map(({ id }) => id),
      [first, third],
    );
  },

  "a neighbor in the graph gains by the score of a hit, and joins the hits": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const { nodes, edges } = scope.graph;
    const node = (name: string) => nodes.upsert({ type: "animal", name });
    const [whale, krill, plankton] = [await node("blue whale"), await node("krill"), await node("plankton")];
    await edges.upsert({ from: whale.id, type: "eats", to: krill.id });
    await edges.upsert({ from: krill.id, type: "eats", to: plankton.id });
    await edges.upsert({ from: whale.id, type: "named like", to: plankton.id });
    await scope.retrieval.embedPending();
    const query = { text: "blue whale", in: ["nodes"], weights: { lexical: 1, dense: 0 } } as const;
    const alone = await scope.retrieval.search(query);
    assert.deepEqual(
      alone.hits.map(({ id }) => id),
      [whale.id],
    );
    const score = alone.hits[0]!.score;
    const one = await scope.retrieval.search({ ...query, graph: { edges: ["eats"] } });
    assert.deepEqual(
      one.hits.map(({ id }) => id),
      [whale.id, krill.id],
    );
    assert.deepEqual(one.hits[1]!.parts.graph, {
      from: whale.id,
      edge: "eats",
      added: Math.round(score * 1e5) / 1e6,
    });
    assert.equal(one.hits[0]!.score, score);
    const two = await scope.retrieval.search({ ...query, graph: { edges: ["eats"], hops: 2, weight: 0.5 } });
    assert.deepEqual(
      two.hits.map(({ id }) => id),
      [whale.id, krill.id, plankton.id],
    );
    const where = { nodes: { type: "plant" } };
    assert.deepEqual(
      (await scope.retrieval.search({ ...query, where, graph: { edges: ["eats"] } })).hits,
      [],
    );
  },

  "a row of another source gains by the nodes that it names": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const { nodes, edges } = scope.graph;
    const [sea, ship] = [
      await nodes.upsert({ type: "t", name: "sea" }),
      await nodes.upsert({ type: "t", name: "ship" }),
    ];
    await edges.upsert({ from: sea.id, type: "about", to: ship.id });
    const text = "the sea is calm";
    const [plain, linked] = await scope.memory.addMany([
      { type: "fact", content: { text, node: null } },
      { type: "fact", content: { text, node: ship.id } },
    ]);
    const { hits } = await scope.retrieval.search({
      text: "sea",
      graph: {
        edges: ["about"],
        nodesOf: ({ item }) => [(item as { content?: { node?: string } }).content?.node ?? ""],
      },
    });
    const scoreOf = (id: string): number => hits.find((hit) => hit.id === id)!.score;
    assert.ok(scoreOf(linked!.id) !== scoreOf(plain!.id));
    assert.equal(hits.find(({ id }) => id === linked!.id)!.parts.graph?.from, sea.id);
  },

  "a reranker decides the order of all candidates": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const ids = await remembered(scope);
    await scope.retrieval.embedPending();
    const asked: { query: string; candidates: readonly RetrievalCandidate[] }[] = [];
    const { hits, notes } = await scope.retrieval.search({
      text: TEXT,
      limit: 1,
      rerank: (query, candidates) => {
        asked.push({ query, candidates });
        return candidates.map(({ id }) => (id === ids[2] ? 9 : 0));
      },
    });
    assert.equal(asked[0]!.query, TEXT);
    assert.ok(asked[0]!.candidates.length > 1);
    assert.deepEqual([hits[0]!.id, hits[0]!.score, hits[0]!.parts.rerank], [ids[2], 9, 9]);
    assert.deepEqual(notes.skipped, []);
  },

  "a reranker that fails, is late or gives something else leaves the order as it was": async ({
    embedding,
  }) => {
    const scope = embedding(hashedWords());
    await remembered(scope);
    await scope.retrieval.embedPending();
    const plain = await scope.retrieval.search({ text: TEXT });
    const hooks = [
      () => {
        throw new RangeError("no");
      },
      () => new Promise<number[]>(() => undefined),
      () => [1],
      () => [Number.NaN],
      () => null as never,
    ];
    for (const rerank of hooks) {
      const { hits, notes } = await scope.retrieval.search({ text: TEXT, rerank, rerankTimeoutMs: 50 });
      assert.deepEqual(hits, plain.hits);
      assert.match(notes.skipped.join(), /^rerank: /);
    }
  },

  "an embedder that fails is told, and its own message is not": async ({ embedding }) => {
    const failing = hashedWords("failing", 64, {
      maxAttempts: 1,
      embed: () => {
        throw new Error("secret text");
      },
    });
    const scope = embedding([hashedWords(), failing]);
    await remembered(scope);
    await scope.retrieval.embedPending();
    const error = await thrown(scope.retrieval.embedPending({ model: "failing" }));
    assert.match(String(error), /embedder of "failing" failed once, at last with Error/);
    assert.doesNotMatch(String(error), /secret/);
    assert.equal((await scope.retrieval.search({ text: TEXT })).notes.model, "hashed-words");
  },
};
