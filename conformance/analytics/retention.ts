import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { a, at } from "./samples";

const SECOND = 1000;

/** Pruning by age. */
export const retention: Cases = {
  "prune deletes only older rows, and the feedback of deleted calls": async ({ scope, another }) => {
    const stranger = another({ tenant: scope.tenant, workspace: "other" });
    for (const { analytics } of [scope, stranger]) {
      const made = await analytics.calls.addMany([0, 1, 2, 3].map((i) => a({ createdAt: at(i) })));
      // New feedback on an old call, and old feedback on a new call.
      await analytics.feedback.add({ callId: made[0]!.id, rating: 0, createdAt: at(100) });
      await analytics.feedback.add({ callId: made[3]!.id, rating: 3, createdAt: at(-100) });
      await analytics.metrics.addMany(
        [0, 1, 2, 3].map((value) => ({ name: "n", value, createdAt: at(value) })),
      );
      await analytics.bandits.addMany(
        [0, 1, 2, 3].map((reward) => ({ task: "t", arm: "a", reward, createdAt: at(reward) })),
      );
      await analytics.variants.put({ task: "t", templateHash: "h", createdAt: at(-100) });
    }
    const { analytics } = scope;
    const left = async ({ analytics: store } = scope) => ({
      calls: (await store.calls.list()).items.length,
      feedback: (await store.feedback.list()).items.map(({ rating }) => rating),
      metrics: (await store.metrics.list()).items.map(({ value }) => value),
      events: (await store.bandits.list()).items.map(({ reward }) => reward),
      variants: (await store.variants.list()).items.length,
    });
    const all = { calls: 4, feedback: [0, 3], metrics: [3, 2, 1, 0], events: [3, 2, 1, 0], variants: 1 };
    const now = at(10);
    const { calls: made, bandits, metrics: measured } = analytics;
    const nothing = { deleted: 0, done: true };
    for (const collection of [made, bandits, measured])
      assert.deepEqual(await collection.prune({ olderThanMs: 10 * SECOND, now }), nothing);
    assert.deepEqual(await left(), all);
    const metrics = await measured.prune({ olderThanMs: 8 * SECOND, now });
    assert.deepEqual(metrics, { deleted: 2, done: true });
    assert.deepEqual(await left(), { ...all, metrics: [3, 2] });
    const calls = await made.prune({ olderThanMs: 8 * SECOND, now });
    assert.deepEqual(calls, { deleted: 2, done: true });
    assert.deepEqual(await left(), { ...all, metrics: [3, 2], calls: 2, feedback: [3] });
    for (const [collection, deleted] of [
      [made, 1],
      [bandits, 3],
      [measured, 1],
    ] as const)
      assert.deepEqual(await collection.prune({ olderThanMs: 7 * SECOND, now }), { deleted, done: true });
    assert.deepEqual(await left(), { calls: 1, feedback: [3], metrics: [3], events: [3], variants: 1 });
    assert.deepEqual(await left(stranger), all);
    assert.deepEqual(await made.prune({ olderThanMs: Number.MAX_SAFE_INTEGER }), nothing);
    for (const collection of [made, bandits, measured])
      assert.deepEqual(await collection.prune({ olderThanMs: 0 }), { deleted: 1, done: true });
  },

  "prune stops at limit, oldest first, and the next call continues": async ({ scope }) => {
    const { analytics } = scope;
    await analytics.calls.addMany(
      Array.from({ length: 2500 }, (_, i) => a({ createdAt: at(i), tokensIn: i })),
    );
    const query = { olderThanMs: 0, now: at(2400) };
    assert.deepEqual(await analytics.calls.prune({ ...query, limit: 1200 }), {
      deleted: 1200,
      done: false,
    });
    const oldest = await analytics.calls.list({ order: "oldest", limit: 1 });
    assert.equal(oldest.items[0]!.tokensIn, 1200);
    assert.deepEqual(await analytics.calls.prune(query), { deleted: 1200, done: true });
    assert.equal((await everything(analytics.calls.list())).length, 100);
  },

  "parallel prunes together delete all due rows, and report done only then": async ({ scope }) => {
    const { analytics } = scope;
    await analytics.calls.addMany(Array.from({ length: 3000 }, (_, i) => a({ createdAt: at(i) })));
    const query = { olderThanMs: 0, now: at(3000) };
    const results = await Promise.all([1, 2, 3].map(() => analytics.calls.prune({ ...query, limit: 800 })));
    const deleted = results.reduce((sum, result) => sum + result.deleted, 0);
    assert.equal((await everything(analytics.calls.list({ limit: 1000 }))).length, 3000 - deleted);
    assert.deepEqual(
      results.filter(({ done }) => done),
      [],
    );
    let last = await analytics.calls.prune(query);
    while (!last.done) last = await analytics.calls.prune(query);
    assert.deepEqual((await analytics.calls.list()).items, []);
  },

  "an invalid prune query is refused": async ({ scope: { analytics } }) => {
    await analytics.calls.add(a({ createdAt: at(0) }));
    const wrong: [object, RegExp][] = [
      [{}, /olderThanMs is missing: it must be a whole number/],
      [{ olderThanMs: -1 }, /olderThanMs must be/],
      [{ olderThanMs: 0, limit: 0 }, /limit must be a whole number from 1/],
      [{ olderThanMs: 0, now: 5 }, /now must be/],
      [{ olderThanMs: 0, before: at(0) }, /before is not known here/],
    ];
    for (const [query, message] of wrong)
      await refused(analytics.calls.prune(query as never), "validation", message);
    assert.equal((await analytics.calls.list()).items.length, 1);
  },
};
