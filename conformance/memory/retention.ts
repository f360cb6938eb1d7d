import assert from "node:assert/strict";
import type { MemoryItemInput } from "../../src/stores/memory/types";
import { type Cases, days, everything, refused } from "../suite";
import { at, textOf } from "./samples";

/** Pruning by retention policies. */
export const retention: Cases = {
  "prune deletes only items that are expired by their policy": async ({ scope, another }) => {
    const now = at(0);
    const ago = (count: number): Date => new Date(now.getTime() - days(count));
    await scope.memory.policies.put({ name: "week", ttlDays: 7 });
    await scope.memory.policies.put({ name: "year", ttlDays: 365 });
    await scope.memory.policies.put({ name: "ever", ttlDays: 1e9 });
    const item = (name: string, policy: string, age: number, more: object = {}): MemoryItemInput => ({
      type: "t",
      content: { text: name },
      policyName: policy,
      createdAt: ago(400),
      lastUsedAt: ago(age),
      ...more,
    });
    const all = [
      item("stale week", "week", 8),
      item("fresh week", "week", 6),
      item("exactly a week", "week", 7),
      item("pinned", "week", 100, { pinned: true }),
      item("archived", "week", 100, { archived: true }),
      item("within the year", "year", 100),
      item("over a year", "year", 366),
      item("for ever", "ever", 4000),
      item("no such policy", "none", 4000),
    ];
    await scope.memory.addMany(all);
    const stranger = another();
    await stranger.memory.addMany(all);
    assert.deepEqual(await scope.memory.prune({ now }), { deleted: 2, done: true });
    const left = (await everything(scope.memory.list({ order: "oldest" }))).map(textOf).sort();
    const kept = all
      .map((each) => (each.content as { text: string }).text)
      .filter((text) => text !== "stale week" && text !== "over a year");
    assert.deepEqual(left, kept.sort());
    assert.deepEqual(await scope.memory.prune({ now }), { deleted: 0, done: true });
    assert.equal((await scope.memory.search({ text: "stale" })).items.length, 0);
    assert.equal((await everything(stranger.memory.list())).length, all.length);
  },

  "prune stops at limit, and the next call continues": async ({ scope }) => {
    await scope.memory.policies.put({ name: "short", ttlDays: 0.5 });
    const rows = Array.from({ length: 2500 }, (_, i) => ({
      type: "t",
      content: i,
      policyName: "short",
      createdAt: at(i),
    }));
    await scope.memory.addMany(rows);
    const now = new Date(at(0).getTime() + days(2));
    assert.deepEqual(await scope.memory.prune({ now, limit: 1200 }), { deleted: 1200, done: false });
    const oldest = (await scope.memory.list({ order: "oldest", limit: 1 })).items[0]!;
    assert.equal(oldest.content, 1200, "the longest unused go first");
    assert.deepEqual(await scope.memory.prune({ now }), { deleted: 1300, done: true });
    await refused(scope.memory.prune({ limit: 0 }), "validation", /limit must be/);
    await refused(scope.memory.prune({ before: now } as never), "validation", /before is not known/);
    await refused(scope.memory.prune({ now: 5 as never }), "validation", /now must be/);
    await refused(scope.memory.prune({}, { signal: AbortSignal.abort() }), "aborted");
  },

  "parallel prunes together delete all due rows, and report done only then": async ({ scope }) => {
    await scope.memory.policies.put({ name: "short", ttlDays: 1 });
    await scope.memory.addMany(
      Array.from({ length: 3000 }, (_, i) => ({
        type: "t",
        content: i,
        policyName: "short",
        createdAt: at(i),
      })),
    );
    const now = new Date(at(3000).getTime() + days(2));
    const results = await Promise.all([1, 2, 3].map(() => scope.memory.prune({ now, limit: 800 })));
    const deleted = results.reduce((sum, result) => sum + result.deleted, 0);
    assert.equal((await everything(scope.memory.list({ limit: 1000 }))).length, 3000 - deleted);
    assert.deepEqual(
      results.filter((result) => result.done),
      [],
    );
    let last = await scope.memory.prune({ now });
    while (!last.done) last = await scope.memory.prune({ now });
    assert.deepEqual((await scope.memory.list()).items, []);
  },
};
