import assert from "node:assert/strict";
import type {
  AnalyticsBucket,
  AnalyticsCallGroup,
  AnalyticsCallInput,
} from "../../src/stores/analytics/types";
import { type Cases, days, everything, refused } from "../suite";
import { summaryOf } from "./model";
import { a, at, EVER } from "./samples";

const NONE = { tokensIn: null, tokensOut: null, costUsd: null, latency: null };

/** Summaries of calls, compared with a simple computation in memory. */
export const summaries: Cases = {
  "a summary counts, sums and ranks the known values": async ({ scope: { analytics } }) => {
    await analytics.calls.addMany([
      a({ success: true, tokensIn: 10, tokensOut: 1, costUsd: 0.1, latencyMs: 100.25 }),
      a({ success: true, tokensIn: 5, costUsd: 0.2, latencyMs: 50 }),
      a({ success: false, tokensOut: 0, latencyMs: 0 }),
      a(),
    ]);
    assert.deepEqual(await analytics.calls.summarize(EVER), [
      {
        bucket: null,
        group: {},
        calls: 4,
        succeeded: 2,
        failed: 1,
        successRate: 2 / 3,
        tokensIn: 15,
        tokensOut: 1,
        costUsd: 0.3,
        latency: { sum: 150.25, mean: 150.25 / 3, min: 0, p50: 50, p95: 100.25, p99: 100.25, max: 100.25 },
      },
    ]);
  },

  "unknown values give null, and no calls give no row": async ({ scope }) => {
    const { analytics } = scope;
    for (const query of [{}, { bucket: "day" }, { groupBy: ["task"] }] as const)
      assert.deepEqual(await analytics.calls.summarize({ ...EVER, ...query }), []);
    await analytics.calls.add(a({ createdAt: at(0) }));
    const unknown = { calls: 1, succeeded: 0, failed: 0, successRate: null, ...NONE };
    assert.deepEqual(await analytics.calls.summarize({ ...EVER, groupBy: ["success", "provider"] }), [
      { bucket: null, group: { success: null, provider: null }, ...unknown },
    ]);
    assert.deepEqual(await analytics.calls.summarize({ ...EVER, bucket: "month" }), [
      { bucket: at(0), group: {}, ...unknown },
    ]);
  },

  "percentiles are the nearest rank, for every number of calls": async ({ scope, another }) => {
    const made: AnalyticsCallInput[] = [];
    for (let count = 1; count <= 120; count++) {
      const values = Array.from({ length: count }, (_, i) => ((i * 7919) % count) + 1);
      made.push(...values.map((latencyMs) => a({ model: String(count), latencyMs })));
      if (count % 3 === 0) made.push(a({ model: String(count) }));
    }
    await scope.analytics.calls.addMany(made);
    const rows = await scope.analytics.calls.summarize({ ...EVER, groupBy: ["model"] });
    assert.equal(rows.length, 120);
    for (const { group, latency } of rows) {
      const count = Number(group.model);
      const { p50, p95, p99, min, max } = latency!;
      const ranks = [50, 95, 99].map((percent) => Math.ceil((count * percent) / 100));
      assert.deepEqual([min, p50, p95, p99, max], [1, ...ranks, count]);
    }
    // Equal values share a rank. This must hold for many of them too.
    const { analytics } = another();
    await analytics.calls.addMany([1, 2, 2, 2, 9].map((latencyMs) => a({ latencyMs })));
    const { latency } = (await analytics.calls.summarize(EVER))[0]!;
    assert.deepEqual([latency!.p50, latency!.p95, latency!.p99], [2, 9, 9]);
  },

  "createdFrom is inclusive, createdTo is exclusive, and filters are combined": async ({
    scope: { analytics },
  }) => {
    await analytics.calls.addMany(
      Array.from({ length: 12 }, (_, i) =>
        a({
          createdAt: at(i),
          tokensIn: 1 << i,
          task: i % 2 ? "odd" : "even",
          model: i < 6 ? "low" : "high",
          provider: i % 3 ? "p" : null,
          profileId: i === 4 ? "four" : null,
          success: i % 4 !== 0,
        }),
      ),
    );
    const found = async (query: object): Promise<string> => {
      const [row, ...more] = await analytics.calls.summarize({ ...EVER, ...query });
      assert.deepEqual(more, []);
      const bits = row?.tokensIn ?? 0;
      return Array.from({ length: 12 }, (_, i) => i)
        .filter((i) => bits & (1 << i))
        .join();
    };
    assert.equal(await found({ createdFrom: at(3), createdTo: at(6) }), "3,4,5");
    assert.equal(await found({ createdFrom: at(6), createdTo: at(6) }), "");
    assert.equal(await found({ task: "odd" }), "1,3,5,7,9,11");
    assert.equal(await found({ model: "low" }), "0,1,2,3,4,5");
    assert.equal(await found({ provider: "p", createdTo: at(6) }), "1,2,4,5");
    assert.equal(await found({ profileId: "four" }), "4");
    assert.equal(await found({ success: false }), "0,4,8");
    assert.equal(await found({ success: true, task: "even" }), "2,6,10");
    assert.equal(await found({ task: "none" }), "");
  },

  "groups are sorted in the order of groupBy: by code point, false before true, unknown last": async ({
    scope,
  }) => {
    const { analytics } = scope;
    const providers = ["b", null, "😀", "\uffee", "Z", "é", "a"];
    await analytics.calls.addMany(
      providers.flatMap((provider) => [true, null, false].map((success) => a({ provider, success }))),
    );
    const rows = await analytics.calls.summarize({ ...EVER, groupBy: ["success", "provider"] });
    const sorted = ["Z", "a", "b", "é", "\uffee", "😀", null];
    assert.deepEqual(
      rows.map(({ group }) => [group.success, group.provider]),
      [false, true, null].flatMap((success) => sorted.map((provider) => [success, provider])),
    );
    assert.deepEqual(Object.keys(rows[0]!.group), ["success", "provider"]);
    const byProvider = await analytics.calls.summarize({ ...EVER, groupBy: ["provider"] });
    assert.deepEqual(
      byProvider.map(({ group, calls }) => [group, calls]),
      sorted.map((provider) => [{ provider }, 3]),
    );
  },

  "buckets start at the boundaries of the UTC calendar": async ({ scope: { analytics } }) => {
    const times = [
      "2024-02-29T23:59:59.999Z",
      "2024-03-01T00:00:00.000Z",
      "2024-12-29T12:00:00.000Z",
      "2024-12-30T00:00:00.000Z",
      "2025-01-05T23:59:59.999Z",
      "2025-01-06T00:00:00.000Z",
      "1969-12-31T23:59:59.999Z",
      "0001-01-01T00:00:00.000Z",
      "0099-03-04T05:06:07.008Z",
    ];
    const made = await analytics.calls.addMany(times.map((time) => a({ createdAt: new Date(time) })));
    for (const bucket of ["minute", "hour", "day", "week", "month"] as const)
      assert.deepEqual(await analytics.calls.summarize({ ...EVER, bucket }), summaryOf(made, { bucket }));
    const weeks = await analytics.calls.summarize({ ...EVER, bucket: "week" });
    assert.deepEqual(
      weeks.map(({ bucket, calls }) => [bucket!.toISOString().slice(0, 10), calls]),
      [
        ["0001-01-01", 1],
        ["0099-03-02", 1],
        ["1969-12-29", 1],
        ["2024-02-26", 2],
        ["2024-12-23", 1],
        ["2024-12-30", 2],
        ["2025-01-06", 1],
      ],
    );
  },

  "sums are exact up to 2^53, and the nearest number above": async ({ scope: { analytics } }) => {
    const most = 900_000_000_000;
    await analytics.calls.addMany(Array.from({ length: 1000 }, () => a({ model: "cents", costUsd: 0.01 })));
    await analytics.calls.addMany(
      Array.from({ length: 10_100 }, (_, i) =>
        a({
          model: "most",
          tokensIn: most - (i % 2),
          tokensOut: i ? most : 1,
          costUsd: most,
          latencyMs: most,
        }),
      ),
    );
    const rounds = [0.0000000004, 0.0000000005, 1.9999999996, 0.1234567891];
    await analytics.calls.addMany(rounds.map((costUsd) => a({ model: "rounds", costUsd })));
    const [cents, large, rounded] = await analytics.calls.summarize({ ...EVER, groupBy: ["model"] });
    assert.equal(cents!.costUsd, 10);
    assert.equal(rounded!.costUsd, 2.12345679);
    assert.equal(large!.tokensIn, Number(BigInt(most) * 10_100n - 5050n));
    assert.equal(large!.tokensOut, Number(BigInt(most) * 10_099n + 1n));
    assert.equal(large!.costUsd, most * 10_100);
    assert.equal(large!.latency!.mean, most);
  },

  "a summary of random calls equals a simple computation in memory": async ({ scope: { analytics } }) => {
    const draw = <T>(...of: T[]): T => of[Math.floor(Math.random() * of.length)]!;
    const figure = (): number | null =>
      draw(null, 0, Math.random(), Math.random() * 10 ** draw(-9, -3, 0, 4, 11), draw(1, 2, 3));
    const made = await analytics.calls.addMany(
      Array.from({ length: 3000 }, () =>
        a({
          createdAt: new Date(at(0).getTime() + Math.floor(Math.random() * days(40))),
          task: draw("a", "b", "ß"),
          model: draw("m", "M"),
          provider: draw(null, "p", "😀", "\uffee"),
          profileId: draw(null, "x"),
          tokensIn: draw(null, Math.floor(Math.random() * 1e6)),
          tokensOut: draw(null, Math.floor(Math.random() * 9e11)),
          costUsd: figure(),
          latencyMs: figure(),
          success: draw(null, true, true, false),
        }),
      ),
    );
    const groups: AnalyticsCallGroup[][] = [
      [],
      ["task"],
      ["success", "model"],
      ["provider", "profileId"],
      ["profileId", "success", "provider", "model", "task"],
    ];
    const buckets: (AnalyticsBucket | undefined)[] = [undefined, "month", "week", "day", "hour"];
    const from = new Date(at(0).getTime() + days(3));
    const to = new Date(at(0).getTime() + days(33));
    for (const groupBy of groups) {
      for (const bucket of buckets) {
        const query = { groupBy, ...(bucket && { bucket }) };
        const within = made.filter((call) => call.createdAt >= from && call.createdAt < to);
        assert.deepEqual(
          await analytics.calls.summarize({ createdFrom: from, createdTo: to, ...query }),
          summaryOf(within, query),
        );
      }
    }
    assert.equal((await everything(analytics.calls.list({ limit: 1000 }))).length, made.length);
  },

  "more than 10,000 rows are refused, not truncated": async ({ scope: { analytics } }) => {
    await analytics.calls.addMany(
      Array.from({ length: 10_000 }, (_, i) => a({ task: `t${i}`, createdAt: at(0) })),
    );
    const query = { ...EVER, groupBy: ["task"] } as const;
    assert.equal((await analytics.calls.summarize(query)).length, 10_000);
    await analytics.calls.add(a({ task: "one more", createdAt: at(0) }));
    const error = await refused(
      analytics.calls.summarize(query),
      "validation",
      /more than 10,000 rows: ask for fewer/,
    );
    assert.equal(error.field, "groupBy");
    assert.equal((await analytics.calls.summarize({ ...EVER, bucket: "day" }))[0]!.calls, 10_001);
  },

  "changing the groupBy array during a call has no effect": async ({ scope: { analytics } }) => {
    await analytics.calls.add(a());
    const groupBy: AnalyticsCallGroup[] = ["task"];
    const summing = analytics.calls.summarize({ ...EVER, groupBy });
    groupBy[0] = "model";
    assert.deepEqual((await summing)[0]!.group, { task: "t" });
  },

  "an invalid summary query is refused": async ({ scope: { analytics } }) => {
    const wrong: [object, RegExp][] = [
      [{}, /createdFrom is missing: it must be a valid Date/],
      [{ createdFrom: at(0) }, /createdTo is missing/],
      [
        { createdFrom: at(9), createdTo: at(6) },
        /createdTo must not be before createdFrom: nothing can lie between the two/,
      ],
      [{ ...EVER, groupBy: "task" }, /groupBy must be an array of distinct values among task, model/],
      [{ ...EVER, groupBy: ["cost"] }, /groupBy must be/],
      [{ ...EVER, groupBy: ["task", "task"] }, /groupBy must be/],
      [{ ...EVER, groupBy: Object.assign(new Array(2), ["task"]) }, /groupBy must be/],
      [{ ...EVER, bucket: "year" }, /bucket must be one of minute, hour/],
      [{ ...EVER, success: 1 }, /success must be/],
      [{ ...EVER, limit: 5 }, /limit is not known here/],
    ];
    for (const [query, message] of wrong)
      await refused(analytics.calls.summarize(query as never), "validation", message);
  },
};
