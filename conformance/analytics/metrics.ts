import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { figuresOf, startOf } from "./model";
import { at, EVER, HOSTILE_TEXT } from "./samples";

/** Metrics, and their summaries. */
export const metrics: Cases = {
  "a measurement is read back as it was added": async ({ scope: { analytics } }) => {
    const full = {
      id: randomUUID(),
      name: "q:1",
      value: -0.1,
      labels: { host: HOSTILE_TEXT },
      createdAt: at(0.5),
    };
    assert.deepEqual(await analytics.metrics.add(full), full);
    const many = await analytics.metrics.addMany(
      Array.from({ length: 5 }, (_, i) => ({ name: i % 2 ? "odd" : "even", value: i, createdAt: at(i + 1) })),
    );
    assert.deepEqual(many[0], { id: many[0]!.id, name: "even", value: 0, labels: null, createdAt: at(1) });
    assert.deepEqual(await everything(analytics.metrics.list({ order: "oldest", limit: 2 })), [
      full,
      ...many,
    ]);
    assert.deepEqual((await analytics.metrics.list({ name: "odd" })).items, [many[3], many[1]]);
    assert.deepEqual(
      (await analytics.metrics.list({ name: "even", createdFrom: at(2), createdTo: at(5) })).items,
      [many[2]],
    );
    await refused(analytics.metrics.add(full), "unique_violation");
    const wrong: [object, RegExp][] = [
      [{ value: 1 }, /name is missing/],
      [{ name: "n" }, /value is missing: it must be a number from -900000000000 to 900000000000/],
      [{ name: "n", value: null }, /value must be/],
      [{ name: "n", value: 1e12 }, /value must be/],
      [{ name: "n", value: 1, labels: () => 1 }, /labels is a function/],
    ];
    for (const [input, message] of wrong) {
      await refused(analytics.metrics.add(input as never), "validation", message);
      const error = await refused(
        analytics.metrics.addMany([{ name: "n", value: 1 }, input as never]),
        "validation",
      );
      assert.match(error.field!, /^metrics\[1\]/);
    }
    await refused(analytics.metrics.addMany([{ name: "n", value: 1 }, full]), "unique_violation");
    assert.equal((await everything(analytics.metrics.list())).length, 6);
  },

  "more than 10,000 buckets are refused, not truncated": async ({ scope: { analytics } }) => {
    const minute = (i: number) => ({ name: "n", value: i, createdAt: at(i * 60) });
    await analytics.metrics.addMany(Array.from({ length: 10_001 }, (_, i) => minute(i)));
    const query = { ...EVER, name: "n", bucket: "minute" } as const;
    const error = await refused(analytics.metrics.summarize(query), "validation", /more than 10,000 rows/);
    assert.equal(error.field, "bucket");
    assert.equal((await analytics.metrics.summarize({ ...query, createdFrom: at(60) })).length, 10_000);
    assert.equal((await analytics.metrics.summarize({ ...query, bucket: "hour" })).length, 167);
  },

  "summarize equals a simple computation in memory": async ({ scope: { analytics } }) => {
    const made = await analytics.metrics.addMany(
      Array.from({ length: 2000 }, (_, i) => ({
        name: i % 10 ? "n" : "other",
        value: (Math.random() - 0.5) * 10 ** (i % 13),
        createdAt: at(i * 60),
      })),
    );
    const from = at(6000);
    const to = at(90_000);
    const named = made.filter(({ name, createdAt: when }) => name === "n" && when >= from && when < to);
    assert.deepEqual(await analytics.metrics.summarize({ name: "n", createdFrom: from, createdTo: to }), [
      { bucket: null, count: named.length, ...figuresOf(named.map(({ value }) => value)) },
    ]);
    for (const bucket of ["minute", "hour", "day"] as const) {
      const stretches = new Map<number, number[]>();
      for (const { value, createdAt: when } of named) {
        const begins = startOf(bucket, when).getTime();
        stretches.set(begins, [...(stretches.get(begins) ?? []), value]);
      }
      assert.deepEqual(
        await analytics.metrics.summarize({ name: "n", createdFrom: from, createdTo: to, bucket }),
        [...stretches].map(([begins, values]) => ({
          bucket: new Date(begins),
          count: values.length,
          ...figuresOf(values),
        })),
      );
    }
    assert.deepEqual(await analytics.metrics.summarize({ ...EVER, name: "none" }), []);
    await refused(analytics.metrics.summarize({ ...EVER } as never), "validation", /name is missing/);
    await refused(
      analytics.metrics.summarize({ name: "n" } as never),
      "validation",
      /createdFrom is missing/,
    );
    const grouped = analytics.metrics.summarize({ ...EVER, name: "n", groupBy: ["name"] } as never);
    await refused(grouped, "validation", /groupBy is not known here/);
  },
};
