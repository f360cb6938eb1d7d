import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { a, at } from "./samples";

const SECOND = 1000;

/** Pruning by age. */
export const retention: Cases = {
  "prune deletes what is older, with the feedback of calls, and nothing else": async ({ scope, another }) => {
    const stranger = another({ tenant: scope.tenant, workspace: "other" });
    for (const { analytics } of [scope, stranger]) {
      const made = await analytics.recordCalls([0, 1, 2, 3].map((i) => a({ at: at(i) })));
      // Young feedback of an old call, and old feedback of a young one.
      await analytics.recordFeedback({ callId: made[0]!.id, rating: 0, at: at(100) });
      await analytics.recordFeedback({ callId: made[3]!.id, rating: 3, at: at(-100) });
      await analytics.recordMetrics([0, 1, 2, 3].map((value) => ({ name: "n", value, at: at(value) })));
      await analytics.recordBanditEvents(
        [0, 1, 2, 3].map((reward) => ({ task: "t", arm: "a", reward, at: at(reward) })),
      );
      await analytics.putVariant({ task: "t", templateHash: "h", createdAt: at(-100) });
    }
    const { analytics } = scope;
    const left = async ({ analytics: store } = scope) => ({
      calls: (await store.listCalls()).items.length,
      feedback: (await store.listFeedback()).items.map(({ rating }) => rating),
      metrics: (await store.listMetrics()).items.map(({ value }) => value),
      events: (await store.listBanditEvents()).items.map(({ reward }) => reward),
      variants: (await store.listVariants()).items.length,
    });
    const all = { calls: 4, feedback: [0, 3], metrics: [3, 2, 1, 0], events: [3, 2, 1, 0], variants: 1 };
    const now = at(10);
    assert.deepEqual(await analytics.prune({ olderThanMs: 10 * SECOND, now }), { deleted: 0, done: true });
    assert.deepEqual(await left(), all);
    const metrics = await analytics.prune({ olderThanMs: 8 * SECOND, now, kinds: ["metrics"] });
    assert.deepEqual(metrics, { deleted: 2, done: true });
    assert.deepEqual(await left(), { ...all, metrics: [3, 2] });
    const calls = await analytics.prune({ olderThanMs: 8 * SECOND, now, kinds: ["calls"] });
    assert.deepEqual(calls, { deleted: 2, done: true });
    assert.deepEqual(await left(), { ...all, metrics: [3, 2], calls: 2, feedback: [3] });
    assert.deepEqual(await analytics.prune({ olderThanMs: 7 * SECOND, now }), { deleted: 5, done: true });
    assert.deepEqual(await left(), { calls: 1, feedback: [3], metrics: [3], events: [3], variants: 1 });
    assert.deepEqual(await left(stranger), all);
    assert.deepEqual(await analytics.prune({ olderThanMs: Number.MAX_SAFE_INTEGER }), {
      deleted: 0,
      done: true,
    });
    assert.deepEqual(await analytics.prune({ olderThanMs: 0 }), { deleted: 3, done: true });
  },

  "prune stops at maxRows and goes on when called again, the oldest first": async ({ scope }) => {
    const { analytics } = scope;
    await analytics.recordCalls(Array.from({ length: 2500 }, (_, i) => a({ at: at(i), tokensIn: i })));
    await analytics.recordMetrics(
      Array.from({ length: 100 }, (_, i) => ({ name: "n", value: i, at: at(i) })),
    );
    const query = { olderThanMs: 0, now: at(2400) };
    assert.deepEqual(await analytics.prune({ ...query, maxRows: 1200 }), { deleted: 1200, done: false });
    const oldest = await analytics.listCalls({ order: "oldest", limit: 1 });
    assert.equal(oldest.items[0]!.tokensIn, 1200);
    assert.equal((await analytics.listMetrics({ limit: 1 })).items.length, 1);
    assert.deepEqual(await analytics.prune(query), { deleted: 1300, done: true });
    assert.equal((await everything(analytics.listCalls())).length, 100);
  },

  "parallel prunes delete all that is due between them, and say so only then": async ({ scope }) => {
    const { analytics } = scope;
    await analytics.recordCalls(Array.from({ length: 3000 }, (_, i) => a({ at: at(i) })));
    const query = { olderThanMs: 0, now: at(3000) };
    const results = await Promise.all([1, 2, 3].map(() => analytics.prune({ ...query, maxRows: 800 })));
    const deleted = results.reduce((sum, result) => sum + result.deleted, 0);
    assert.equal((await everything(analytics.listCalls({ limit: 1000 }))).length, 3000 - deleted);
    assert.deepEqual(
      results.filter(({ done }) => done),
      [],
    );
    let last = await analytics.prune(query);
    while (!last.done) last = await analytics.prune(query);
    assert.deepEqual((await analytics.listCalls()).items, []);
  },

  "what cannot be pruned by is refused": async ({ scope: { analytics } }) => {
    await analytics.recordCall(a({ at: at(0) }));
    const wrong: [object, RegExp][] = [
      [{}, /olderThanMs is missing: it must be a whole number/],
      [{ olderThanMs: -1 }, /olderThanMs must be/],
      [{ olderThanMs: 0, kinds: [] }, /kinds must be an array of one or more different ones of calls/],
      [{ olderThanMs: 0, kinds: ["feedback"] }, /kinds must be/],
      [{ olderThanMs: 0, kinds: new Array(1) }, /kinds must be/],
      [{ olderThanMs: 0, maxRows: 0 }, /maxRows must be a whole number from 1/],
      [{ olderThanMs: 0, now: 5 }, /now must be/],
      [{ olderThanMs: 0, before: at(0) }, /before is not known here/],
    ];
    for (const [query, message] of wrong)
      await refused(analytics.prune(query as never), "validation", message);
    assert.equal((await analytics.listCalls()).items.length, 1);
  },
};
