import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, refused } from "../suite";
import { sumOf } from "./model";
import { at, HOSTILE_TEXT } from "./samples";

/** Bandits: choices among arms. */
export const bandit: Cases = {
  "a choice is read back as it was added": async ({ scope: { analytics } }) => {
    const full = {
      id: randomUUID(),
      task: "routing",
      arm: "c",
      reward: -0.3623,
      context: { len: 21, text: HOSTILE_TEXT },
      createdAt: at(0.001),
    };
    assert.deepEqual(await analytics.bandits.add(full), full);
    const bare = await analytics.bandits.add({ task: "routing", arm: "a", createdAt: at(1) });
    assert.deepEqual(bare, {
      id: bare.id,
      task: "routing",
      arm: "a",
      reward: null,
      context: null,
      createdAt: at(1),
    });
    assert.deepEqual((await analytics.bandits.list()).items, [bare, full]);
    await refused(analytics.bandits.add(full), "unique_violation");
    await refused(analytics.bandits.addMany([{ task: "t", arm: "a" }, full]), "unique_violation");
    const reward = 900_000_000_001;
    const wrong: [object, RegExp][] = [
      [{ task: "t" }, /arm is missing/],
      [{ task: "t", arm: "a", reward }, /reward must be a number from -900000000000 to 900000000000/],
      [{ task: "t", arm: "a", reward: Number.NaN }, /reward must be/],
      [{ task: "t", arm: "a", context: { x: 1n } }, /context\.x is a BigInt/],
    ];
    for (const [input, message] of wrong) {
      await refused(analytics.bandits.add(input as never), "validation", message);
      const many = analytics.bandits.addMany([input as never]);
      assert.match((await refused(many, "validation")).field!, /^events\[0\]/);
    }
    assert.equal((await analytics.bandits.list()).items.length, 2);
  },

  "arms returns the results of each arm of a task": async ({ scope: { analytics } }) => {
    const event = (arm: string, reward: number | null, second = 0, task = "t") => ({
      task,
      arm,
      reward,
      createdAt: at(second),
    });
    await analytics.bandits.addMany([
      ...["b", "😀", "\uffee", "B"].map((arm) => event(arm, null)),
      ...[0.1, 0.2, 0.3, null].map((reward, i) => event("a", reward, i)),
      ...Array.from({ length: 10 }, () => event("b", 0.1)),
      event("b", -900_000_000_000),
      event("z", 5, 0, "u"),
    ]);
    const none = { pulls: 1, rewarded: 0, rewardSum: null, rewardMean: null };
    const lost = -899_999_999_999;
    assert.deepEqual(await analytics.bandits.arms({ task: "t" }), [
      { arm: "B", ...none },
      { arm: "a", pulls: 4, rewarded: 3, rewardSum: 0.6, rewardMean: 0.6 / 3 },
      { arm: "b", pulls: 12, rewarded: 11, rewardSum: lost, rewardMean: lost / 11 },
      { arm: "\uffee", ...none },
      { arm: "😀", ...none },
    ]);
    assert.deepEqual(await analytics.bandits.arms({ task: "t", createdFrom: at(1), createdTo: at(3) }), [
      { arm: "a", pulls: 2, rewarded: 2, rewardSum: 0.5, rewardMean: 0.25 },
    ]);
    assert.deepEqual(await analytics.bandits.arms({ task: "v" }), []);
    await refused(analytics.bandits.arms({} as never), "validation", /task is missing/);
    await refused(
      analytics.bandits.arms({ task: "t", arm: "a" } as never),
      "validation",
      /arm is not known here/,
    );
  },

  "more than 10,000 arms are refused, not truncated": async ({ scope: { analytics } }) => {
    const events = Array.from({ length: 10_000 }, (_, i) => ({
      task: "t",
      arm: `arm-${i}`,
      createdAt: at(i),
    }));
    await analytics.bandits.addMany(events);
    assert.equal((await analytics.bandits.arms({ task: "t" })).length, 10_000);
    await analytics.bandits.add({ task: "t", arm: "one more", createdAt: at(10_000) });
    const error = await refused(
      analytics.bandits.arms({ task: "t" }),
      "validation",
      /more than 10,000 rows: ask for a/,
    );
    assert.equal(error.field, "createdFrom");
    assert.equal((await analytics.bandits.arms({ task: "t", createdFrom: at(1) })).length, 10_000);
  },

  "the sum of rewards of any size does not depend on their order": async ({ scope, another }) => {
    const rewards = Array.from({ length: 3000 }, (_, i) => (Math.random() - 0.5) * 10 ** (i % 12));
    const sums: unknown[] = [];
    for (const { analytics } of [scope, another()]) {
      await analytics.bandits.addMany(rewards.map((reward) => ({ task: "t", arm: "a", reward })));
      rewards.reverse();
      const [arm] = await analytics.bandits.arms({ task: "t" });
      sums.push(arm!.rewardSum);
    }
    assert.deepEqual(sums, [sumOf(rewards), sumOf(rewards)]);
  },
};
