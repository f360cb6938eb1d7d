import assert from "node:assert/strict";
import type { RetrievalJudgedQuery } from "../../src/retrieval/evaluation/types";
import type { Scope } from "../../src/scope";
import { hashedWords } from "../embedder";
import { type Cases, refused } from "../suite";
import { remembered } from "./samples";

const memory = (id: string, relevance = 3) => ({ in: "memory" as const, id, relevance });
const judged = (text: string, ...ids: string[]): RetrievalJudgedQuery => ({
  text,
  judgments: ids.map((id) => memory(id)),
});

/**
 * Texts that share a word with their own query, and queries that words find better than vectors.
 */
async function many(scope: Scope): Promise<RetrievalJudgedQuery[]> {
  const topics = Array.from({ length: 12 }, (_, i) => `topic${i}`);
  const ids = await remembered(
    scope,
    topics.flatMap((topic) => [`${topic} is described here in some words`, `here are some other words`]),
  );
  return topics.map((topic, i) => judged(`some words about ${topic}`, ids[2 * i]!));
}

/** Evaluation and tuning. */
export const evaluation: Cases = {
  "evaluate computes nDCG, recall and MRR of each configuration": async ({ scope }) => {
    const ids = await remembered(scope, ["whale one", "whale two", "fish"]);
    const { hits } = await scope.retrieval.search({ text: "whale" });
    const [first, second] = hits.map(({ id }) => id);
    await scope.retrieval.configs.put({ name: "strict", minScore: 1 });
    const { configs, ...rest } = await scope.retrieval.evaluate({
      k: 2,
      dataset: [
        // The second hit alone is relevant: a discount of log2(3).
        { text: "whale", judgments: [memory(first!, 0), memory(second!, 1)] },
        // Both, the less relevant one first; and one that is never found.
        { text: "whale", judgments: [memory(first!, 1), memory(second!, 3), memory(ids[2]!, 2)] },
        { text: "nothing to judge", judgments: [memory(ids[2]!, 0)] },
      ],
      configs: [{ name: "default" }, "strict"],
    });
    assert.deepEqual(rest, { k: 2, queries: 2, skipped: 1 });
    const [one, strict] = configs;
    const log3 = Math.log2(3);
    const ndcg = (1 / log3 + (1 + 7 / log3) / (7 + 3 / log3)) / 2;
    assert.ok(Math.abs(one!.ndcg - ndcg) < 1e-6, `${one!.ndcg} should be ${ndcg}`);
    assert.deepEqual([one!.recall, one!.mrr], [0.833333, 0.75]);
    assert.deepEqual([one!.name, one!.version, one!.difference], ["default", null, null]);
    assert.deepEqual([strict!.name, strict!.version, strict!.ndcg], ["strict", 1, 0]);
    const { difference } = strict!;
    assert.ok(difference!.low <= difference!.ndcg && difference!.ndcg <= difference!.high);
    assert.ok(Math.abs(difference!.ndcg + ndcg) < 1e-6);
    for (const { latencyMs } of configs) assert.ok(latencyMs.p50 > 0 && latencyMs.p95 >= latencyMs.p50);
  },

  "evaluation is the same each time, and writes nothing": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const dataset = await many(scope);
    await scope.retrieval.embedPending();
    await scope.retrieval.configs.put({ name: "c", log: "text", cacheMs: 60_000 });
    const asked = { dataset, configs: ["c", { name: "words", weights: { dense: 0 } }] };
    const figures = async () => {
      const { configs } = await scope.retrieval.evaluate(asked);
      return configs.map(({ latencyMs: _, ...rest }) => rest);
    };
    assert.deepEqual(await figures(), await figures());
    assert.deepEqual((await scope.retrieval.queries.list()).items, []);
  },

  "feedback in the log gives judgments: of one text and row their mean": async ({ scope }) => {
    const [wanted, other] = await remembered(scope, ["whale one", "whale two"]);
    const { retrieval } = scope;
    const ask = async (text: string, log: "text" | "hash" = "text") =>
      (await retrieval.search({ text, log })).queryId!;
    const [one, again, hashed] = [await ask("whale"), await ask("whale"), await ask("whale", "hash")];
    const about = (queryId: string, itemId: string, rating: number) => ({
      queryId,
      in: "memory" as const,
      itemId,
      rating,
    });
    await retrieval.feedback.addMany([
      about(one, wanted!, 1),
      about(again, wanted!, -1),
      about(again, other!, 0.5),
      about(hashed, wanted!, 1),
    ]);
    const { hits } = await retrieval.search({ text: "whale" });
    const { queries, configs } = await retrieval.evaluate({ log: {}, k: 1 });
    assert.equal(queries, 1);
    // Both rows have a relevance of 1.5, so that either is the best first hit.
    assert.deepEqual([hits.length, configs[0]!.ndcg, configs[0]!.recall], [2, 1, 0.5]);
    const never = retrieval.evaluate({ log: { createdTo: new Date(0) } });
    assert.equal((await refused(never, "validation")).field, "log");
  },

  "tune finds weights on one half, reports both, and writes only where that is asked for": async ({
    embedding,
  }) => {
    const scope = embedding(hashedWords("hashed-words", 8));
    const dataset = await many(scope);
    await scope.retrieval.embedPending();
    const { retrieval } = scope;
    await retrieval.configs.put({ name: "dense", in: ["memory"], weights: { lexical: 0, dense: 1 } });
    const asked = { dataset, config: "dense", k: 1 };
    const found = await retrieval.tune(asked);
    assert.deepEqual(await retrieval.tune(asked), found);
    assert.equal(found.tuned.queries + found.heldOut.queries, dataset.length);
    assert.equal(found.trials.length, 12);
    assert.deepEqual(found.trials[0]!.settings.weights, { lexical: 0, dense: 1 });
    const best = Math.max(...found.trials.map(({ ndcg }) => ndcg));
    assert.equal(found.tuned.after.ndcg, best);
    assert.ok(found.tuned.after.ndcg > found.tuned.before.ndcg, JSON.stringify(found.trials));
    assert.ok(found.settings.weights!.lexical! > 0);
    assert.deepEqual(found.settings.in, ["memory"]);
    assert.equal(found.saved, null);
    assert.equal((await retrieval.configs.list()).items.length, 1);
    const evaluated = await retrieval.evaluate({ dataset, configs: ["dense"], k: 1 });
    const { tuned, heldOut } = found;
    const whole =
      (tuned.before.ndcg * tuned.queries + heldOut.before.ndcg * heldOut.queries) / dataset.length;
    assert.ok(Math.abs(evaluated.configs[0]!.ndcg - whole) < 1e-5);
    const saved = await retrieval.tune({ ...asked, save: "better" });
    assert.deepEqual(saved.saved, { name: "better", version: 1 });
    assert.deepEqual((await retrieval.configs.getOrThrow("better")).weights, found.settings.weights);
  },

  "tune varies several members, one after the other, and ties keep what there was": async ({ scope }) => {
    const dataset = await many(scope);
    const { trials, settings } = await scope.retrieval.tune({
      dataset,
      config: { minScore: 0.05, recency: { halfLifeDays: 10 } },
      over: { minScore: [0, 1], diversity: [0.1], halfLifeDays: [null] },
    });
    assert.deepEqual(
      trials.map(({ settings: { minScore, diversity, recency } }) => [minScore, diversity, recency]),
      [
        [0.05, undefined, { halfLifeDays: 10 }],
        [0, undefined, { halfLifeDays: 10 }],
        [1, undefined, { halfLifeDays: 10 }],
        [0.05, 0.1, { halfLifeDays: 10 }],
        [0.05, undefined, undefined],
      ],
    );
    assert.deepEqual(settings, { minScore: 0.05, recency: { halfLifeDays: 10 } });
  },

  "invalid evaluations are refused with the member, and nothing is searched": async ({ scope }) => {
    const [id] = await remembered(scope);
    const dataset = [judged("whales", id!)];
    const { retrieval } = scope;
    const cases: [object, string][] = [
      [{}, "dataset"],
      [{ dataset, log: {} }, "dataset"],
      [{ dataset: [] }, "dataset"],
      [{ dataset: [{ text: "x", judgments: [] }] }, "dataset"],
      [{ dataset: [{ text: "", judgments: [] }] }, "dataset[0].text"],
      [{ dataset: [{ text: "x", judgments: [{ ...memory(id!), in: "x" }] }] }, "dataset[0].judgments[0].in"],
      [{ dataset: [{ text: "x", judgments: [memory("x")] }] }, "dataset[0].judgments[0].id"],
      [{ dataset: [{ text: "x", judgments: [memory(id!, 4)] }] }, "dataset[0].judgments[0].relevance"],
      [{ dataset, k: 0 }, "k"],
      [{ dataset, configs: [] }, "configs"],
      [{ dataset, configs: [{ limit: 1 }] }, "configs[0].name"],
      [{ dataset, configs: [{ name: "c", minScore: 7 }] }, "configs[0].minScore"],
      [{ dataset, over: {} }, "over"],
      [{ log: { createdFrom: 5 } }, "log.createdFrom"],
    ];
    for (const [query, field] of cases)
      assert.equal((await refused(retrieval.evaluate(query as never), "validation")).field, field);
    const missing = await refused(retrieval.evaluate({ dataset, configs: ["none"] }), "not_found");
    assert.equal(missing.field, "configs[0]");
    const tunings: [object, string][] = [
      [{ dataset }, "dataset"],
      [{ dataset, over: {} }, "over"],
      [{ dataset, over: { weights: [] } }, "over.weights"],
      [{ dataset, over: { weights: [{ lexical: -1 }] } }, "over.weights[0].weights.lexical"],
      [{ dataset, config: { minScore: 2 } }, "config.minScore"],
      [{ dataset, save: "" }, "save"],
    ];
    for (const [query, field] of tunings)
      assert.equal((await refused(retrieval.tune(query as never), "validation")).field, field);
    const none = await refused(retrieval.tune({ dataset, config: "none" }), "not_found");
    assert.equal(none.field, "config");
  },
};
