import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { AnalyticsCallInput } from "../../src/stores/analytics/types";
import { type Cases, everything, refused } from "../suite";
import { a, at, EVER, HOSTILE_TEXT } from "./samples";

const UNKNOWN = {
  provider: null,
  profileId: null,
  tokensIn: null,
  tokensOut: null,
  costUsd: null,
  latencyMs: null,
  success: null,
  toolset: null,
};

/** Calls of language models: stored values, and refused input. */
export const calls: Cases = {
  "a recorded call is read back as it was added": async ({ scope: { analytics } }) => {
    const full: AnalyticsCallInput = {
      id: randomUUID(),
      createdAt: at(0.123),
      task: "zusammenfassen 😀",
      model: "m-1",
      provider: "p:q/r",
      profileId: "é",
      tokensIn: 900_000_000_000,
      tokensOut: 0,
      costUsd: 0.1 + 0.2,
      latencyMs: 6593.409,
      success: false,
      toolset: ["sql", { name: HOSTILE_TEXT }],
    };
    const call = await analytics.calls.add(full);
    assert.deepEqual(call, full);
    assert.deepEqual(await analytics.calls.get(call.id.toUpperCase()), call);

    const { id, createdAt: when, ...bare } = await analytics.calls.add(a());
    assert.deepEqual(bare, { task: "t", model: "m", ...UNKNOWN });
    assert.ok(when instanceof Date && Math.abs(Date.now() - when.getTime()) < 60_000);
    assert.deepEqual(await analytics.calls.get(id), { id, createdAt: when, ...bare });
    const nulls = await analytics.calls.add(a(UNKNOWN));
    assert.deepEqual({ ...nulls, id, createdAt: when }, { id, createdAt: when, ...bare });
    assert.equal(await analytics.calls.get(randomUUID()), null);
  },

  "the sign of a zero is not kept, in results of add and of reads": async ({ scope }) => {
    const { analytics } = scope;
    const zero = { tokensIn: -0, tokensOut: -0, costUsd: -0, latencyMs: -0 };
    const call = await analytics.calls.add(a(zero));
    const metric = await analytics.metrics.add({ name: "z", value: -0 });
    const event = await analytics.bandits.add({ task: "t", arm: "a", reward: -0 });
    const feedback = await analytics.feedback.add({ callId: call.id, rating: -0 });
    const found = [
      call,
      metric,
      event,
      feedback,
      await analytics.calls.get(call.id),
      ...(await analytics.metrics.list()).items,
      ...(await analytics.bandits.list()).items,
      ...(await analytics.feedback.list()).items,
    ];
    assert.equal(found.length, 8);
    for (const record of found)
      for (const [name, value] of Object.entries(record!)) assert.ok(!Object.is(value, -0), name);
  },

  "any number within the range is kept exactly": async ({ scope: { analytics } }) => {
    const numbers = Array.from({ length: 2000 }, (_, i) => Math.random() * 10 ** ((i % 32) - 20));
    numbers.push(900_000_000_000, 5e-324, Number.EPSILON, 899_999_999_999.9999);
    const made = await analytics.calls.addMany(
      numbers.map((n, i) => a({ createdAt: at(i), costUsd: n, latencyMs: numbers.at(-1 - i)! })),
    );
    assert.deepEqual(
      made.map(({ costUsd, latencyMs }) => [costUsd, latencyMs]),
      numbers.map((n, i) => [n, numbers.at(-1 - i)]),
    );
    const kept = await everything(analytics.calls.list({ order: "oldest", limit: 1000 }));
    assert.deepEqual(kept, made);
  },

  "an invalid call is refused, and nothing is written": async ({ scope: { analytics } }) => {
    const wrong: [object, RegExp][] = [
      [{ model: "m" }, /task is missing: it must be a non-empty string/],
      [{ task: "t" }, /model is missing/],
      [a({ task: "" }), /task must be/],
      [a({ model: "m\u0000" }), /model must be/],
      [a({ provider: "" }), /provider must be/],
      [a({ profileId: 7 as never }), /profileId must be/],
      [a({ tokensIn: 1.5 }), /tokensIn must be a whole number from 0 to 900000000000/],
      [a({ tokensOut: -1 }), /tokensOut must be/],
      [a({ tokensOut: 900_000_000_001 }), /tokensOut must be/],
      [a({ costUsd: -0.01 }), /costUsd must be a number from 0 to 900000000000/],
      [a({ costUsd: Number.NaN }), /costUsd must be/],
      [a({ latencyMs: Number.POSITIVE_INFINITY }), /latencyMs must be/],
      [a({ latencyMs: "12" as never }), /latencyMs must be/],
      [a({ success: 1 as never }), /success must be true or false/],
      [a({ toolset: [Number.NaN] }), /toolset\[0\] is NaN/],
      [a({ toolset: new Date() as never }), /toolset is a Date/],
      [a({ id: "7" }), /id must be a UUID/],
      [a({ createdAt: "2025" as never }), /createdAt must be a valid Date/],
      [{ ...a(), cost: 1 }, /cost is not known here: use costUsd, createdAt/],
      [{ ...a(), timeoutMs: 1 }, /belongs in the options/],
    ];
    for (const [input, message] of wrong) {
      await refused(analytics.calls.add(input as never), "validation", message);
      const many = analytics.calls.addMany([a(), input as never]);
      const { field } = await refused(many, "validation");
      assert.match(field!, /^calls\[1\]/);
    }
    await refused(analytics.calls.addMany({} as never), "validation", /calls must be an array/);
    await refused(
      analytics.calls.add(7 as never),
      "validation",
      /must be an object with model, task; it may/,
    );
    await refused(analytics.calls.add(a(), { timeout: 5 } as never), "validation", /options\.timeout/);
    await refused(analytics.calls.get("x"), "validation", /id must be a UUID/);
    assert.deepEqual((await analytics.calls.list()).items, []);
  },

  "F3 calls are recorded all or none, and keep the order in which they were given": async ({ scope }) => {
    const { analytics } = scope;
    const same = at(5);
    const first = await analytics.calls.addMany(
      Array.from({ length: 1500 }, (_, i) => a({ model: `m${i}`, createdAt: same })),
    );
    assert.deepEqual(await everything(analytics.calls.list({ order: "oldest", limit: 700 })), first);
    const taken = first[700]!.id;
    await refused(analytics.calls.addMany([a(), a({ id: taken }), a()]), "unique_violation");
    await refused(analytics.calls.add(a({ id: taken })), "unique_violation");
    const twice = randomUUID();
    await refused(analytics.calls.addMany([a({ id: twice }), a({ id: twice })]), "unique_violation");
    assert.equal((await analytics.calls.summarize(EVER))[0]!.calls, 1500);
    assert.deepEqual(await analytics.calls.addMany([]), []);
    // With descending ids, the rows still come back in the given order.
    const ids = [randomUUID(), randomUUID(), randomUUID()].sort().reverse();
    const made = await analytics.calls.addMany(ids.map((id) => a({ id })));
    assert.deepEqual(
      made.map(({ id }) => id),
      ids,
    );
  },

  "F9 calls recorded in parallel are all kept": async ({ scope: { analytics } }) => {
    const one = Array.from({ length: 60 }, (_, i) => analytics.calls.add(a({ tokensIn: i })));
    const many = Array.from({ length: 20 }, (_, n) =>
      analytics.calls.addMany(Array.from({ length: 10 }, (_, i) => a({ tokensIn: 1000 + n * 10 + i }))),
    );
    const recorded = [...(await Promise.all(one)), ...(await Promise.all(many)).flat()];
    const kept = await everything(analytics.calls.list({ limit: 100 }));
    const byId = (calls: { id: string }[]) => [...calls].sort((x, y) => (x.id < y.id ? -1 : 1));
    assert.deepEqual(byId(kept), byId(recorded));
    assert.equal(kept.length, 260);
  },

  "of parallel calls with the same ids in different orders one wins": async ({ scope: { analytics } }) => {
    const ids = Array.from({ length: 200 }, () => randomUUID());
    const settled = await Promise.allSettled(
      Array.from({ length: 6 }, (_, n) =>
        analytics.calls.addMany((n % 2 ? ids : [...ids].reverse()).map((id) => a({ id, model: `m${n}` }))),
      ),
    );
    assert.equal(settled.filter(({ status }) => status === "fulfilled").length, 1);
    for (const each of settled)
      if (each.status === "rejected") await refused(Promise.reject(each.reason), "unique_violation");
    const [only, ...others] = await analytics.calls.summarize({ ...EVER, groupBy: ["model"] });
    assert.deepEqual([only!.calls, others], [200, []]);
  },

  "scopes do not see each other's calls": async ({ scope, another }) => {
    const others = [another({ tenant: scope.tenant, workspace: "other" }), another()];
    const { analytics } = scope;
    const call = await analytics.calls.add(a({ latencyMs: 1 }));
    await analytics.feedback.add({ callId: call.id, rating: 1 });
    await analytics.metrics.add({ name: "n", value: 1 });
    await analytics.bandits.add({ task: "t", arm: "a" });
    await analytics.variants.put({ task: "t", templateHash: "h" });
    for (const { analytics: other } of others) {
      assert.equal(await other.calls.get(call.id), null);
      await refused(other.feedback.add({ callId: call.id }), "not_found");
      const lists = [
        other.calls.list(),
        other.feedback.list(),
        other.feedback.list({ callId: call.id }),
        other.metrics.list(),
        other.bandits.list(),
        other.variants.list(),
      ];
      for (const list of lists) assert.deepEqual((await list).items, []);
      assert.deepEqual(await other.calls.summarize(EVER), []);
      assert.deepEqual(await other.metrics.summarize({ ...EVER, name: "n" }), []);
      assert.deepEqual(await other.bandits.arms({ task: "t" }), []);
      assert.equal(await other.variants.get({ task: "t", templateHash: "h" }), null);
      assert.equal(await other.variants.remove({ task: "t", templateHash: "h" }), false);
      assert.deepEqual(await other.calls.prune({ olderThanMs: 0, now: EVER.createdTo }), {
        deleted: 0,
        done: true,
      });
      // In another scope the same id is another call.
      assert.equal((await other.calls.add(a({ id: call.id }))).id, call.id);
    }
    assert.equal((await analytics.calls.summarize(EVER))[0]!.calls, 1);
    assert.equal((await analytics.feedback.list({ callId: call.id })).items.length, 1);
    assert.notEqual(await analytics.variants.get({ task: "t", templateHash: "h" }), null);
  },

  "records join the transaction around them": async ({ scope }) => {
    const kept = await scope.transaction(async (tx) => {
      const call = await tx.analytics.calls.add(a({ costUsd: 1 }));
      await tx.analytics.feedback.add({ callId: call.id, rating: 5 });
      assert.equal((await tx.analytics.calls.summarize(EVER))[0]!.costUsd, 1);
      return call;
    });
    const undone = scope.transaction(async (tx) => {
      await tx.analytics.calls.addMany([a(), a()]);
      await tx.analytics.metrics.add({ name: "n", value: 1 });
      await tx.analytics.calls.prune({ olderThanMs: 0, now: EVER.createdTo });
      await tx.analytics.metrics.prune({ olderThanMs: 0, now: EVER.createdTo });
      assert.deepEqual(await tx.analytics.calls.summarize(EVER), []);
      throw new Error("undo");
    });
    await assert.rejects(undone, /undo/);
    assert.deepEqual((await scope.analytics.calls.list()).items, [kept]);
    assert.equal((await scope.analytics.feedback.list({ callId: kept.id })).items.length, 1);
    assert.deepEqual((await scope.analytics.metrics.list()).items, []);
  },

  "a call that is aborted before it starts changes nothing": async ({ scope: { analytics } }) => {
    const signal = AbortSignal.abort();
    await refused(analytics.calls.add(a(), { signal }), "aborted");
    await refused(analytics.calls.addMany([a()], { signal }), "aborted");
    await refused(analytics.calls.summarize(EVER, { signal }), "aborted");
    await refused(analytics.calls.prune({ olderThanMs: 0 }, { signal }), "aborted");
    assert.deepEqual((await analytics.calls.list()).items, []);
  },
};
