import assert from "node:assert/strict";
import type { Scope } from "../../../scope";
import { type Cases, everything, refused } from "../suite";
import { HOSTILE, idsOf, many, pluginsIn } from "./samples";

/** Those of these subjects that a rollout has. */
async function membersOf({ marketplace }: Scope, rollout: string, subjects: string[]): Promise<string[]> {
  const answers = await Promise.all(subjects.map((subject) => marketplace.inRollout({ rollout }, subject)));
  return subjects.filter((_, i) => answers[i]);
}

/** Rollouts, and whom they have. */
export const rollouts: Cases = {
  "put keeps a rollout, and changes what it gives": async ({ scope }) => {
    await pluginsIn(scope, "p", "q");
    const { rollouts } = scope.marketplace;
    const whole = { id: "roll-0", plugin: "p", percent: 25, attrs: { by: "ops" } };
    assert.deepEqual(await rollouts.put(whole), whole);
    assert.deepEqual(await rollouts.get("roll-0"), whole);
    assert.deepEqual(await rollouts.put({ id: "roll-0", plugin: "p", percent: 33.3 }), {
      ...whole,
      percent: 33.3,
    });
    const zero = await rollouts.put({ id: "roll-1", plugin: "q", percent: -0 });
    assert.ok(Object.is(zero.percent, 0));
    for (const percent of [-0.1, 100.1, Number.NaN, Infinity, "5", null] as never[])
      await refused(
        rollouts.put({ id: "roll-0", plugin: "p", percent }),
        "validation",
        /percent (must|is missing)/,
      );
    await refused(rollouts.put({ id: "roll-2", plugin: "gone", percent: 5 }), "not_found", /plugin/);
    await refused(rollouts.getOrThrow("roll-2"), "not_found", /rollout/);
    assert.deepEqual(idsOf(await everything(rollouts.list({ limit: 1 }))), ["roll-0", "roll-1"]);
    assert.deepEqual(idsOf((await rollouts.list({ plugin: "q" })).items), ["roll-1"]);
    assert.equal(await rollouts.remove("roll-1"), true);
    assert.equal(await rollouts.remove("roll-1"), false);
  },

  "who is in a rollout stays in while it grows, and 0 and 100 percent are nobody and everybody": async ({
    scope,
  }) => {
    await pluginsIn(scope, "p");
    const { rollouts } = scope.marketplace;
    const subjects = [...HOSTILE, ...many(150, (i) => `user-${i}`)];
    let before: string[] = [];
    for (const percent of [0, 1, 10, 25, 50, 75, 99, 100]) {
      await rollouts.put({ id: "grow", plugin: "p", percent });
      const members = await membersOf(scope, "grow", subjects);
      assert.deepEqual(
        before.filter((subject) => !members.includes(subject)),
        [],
      );
      if (percent === 0) assert.deepEqual(members, []);
      if (percent === 100) assert.deepEqual(members, subjects);
      before = members;
    }
  },

  "the answer is the same in every scope, and another in another rollout": async ({ scope, another }) => {
    const subjects = many(100, (i) => `user-${i}`);
    const other = another();
    for (const each of [scope, other]) {
      await pluginsIn(each, "p");
      await each.marketplace.rollouts.putMany(["one", "two"].map((id) => ({ id, plugin: "p", percent: 50 })));
    }
    const one = await membersOf(scope, "one", subjects);
    assert.deepEqual(await membersOf(other, "one", subjects), one);
    assert.notDeepEqual(await membersOf(scope, "two", subjects), one);
    // Of a plugin any of its rollouts will do.
    const two = await membersOf(scope, "two", subjects);
    for (const subject of subjects) {
      const either = one.includes(subject) || two.includes(subject);
      assert.equal(await scope.marketplace.inRollout({ plugin: "p" }, subject), either);
    }
  },

  // Worked out apart from this package: sha-256, its first six bytes, the rest of a division by 10,000.
  "inRollout answers as it always did": async ({ scope }) => {
    await pluginsIn(scope, "p");
    await scope.marketplace.rollouts.put({ id: "roll-0", plugin: "p", percent: 25 });
    const members = await membersOf(
      scope,
      "roll-0",
      many(20, (i) => `user-${i}`),
    );
    assert.deepEqual(members, ["user-0", "user-4", "user-6", "user-8", "user-16", "user-17"]);
  },

  "inRollout is refused without a rollout, and for half a question": async ({ scope }) => {
    await pluginsIn(scope, "p");
    const { marketplace } = scope;
    await refused(marketplace.inRollout({ rollout: "none" }, "a"), "not_found", /rollout/);
    await refused(marketplace.inRollout({ plugin: "p" }, "a"), "not_found", /rollout/);
    await marketplace.rollouts.put({ id: "x", plugin: "p", percent: 100 });
    assert.equal(await marketplace.inRollout({ plugin: "p" }, "a"), true);
    for (const target of [
      {},
      { rollout: "x", plugin: "p" },
      { id: "x" },
      { rollout: "" },
      "x",
      null,
    ] as never[])
      await refused(marketplace.inRollout(target, "a"), "validation", /target/);
    for (const subject of [undefined, null, 5, "", "a\0b"] as never[])
      await refused(
        marketplace.inRollout({ rollout: "x" }, subject),
        "validation",
        /subject (must|is missing)/,
      );
  },
};
