import assert from "node:assert/strict";
import type { Scope } from "../../src/scope";
import { type Cases, everything, refused } from "../suite";
import { HOSTILE, idsOf, many, pluginsIn } from "./samples";

/** The subjects that are in a rollout. */
async function membersOf({ marketplace }: Scope, rolloutId: string, subjects: string[]): Promise<string[]> {
  const answers = await Promise.all(subjects.map((subject) => marketplace.inRollout({ rolloutId, subject })));
  return subjects.filter((_, i) => answers[i]);
}

/** Rollouts, and their subjects. */
export const rollouts: Cases = {
  "upsert stores a rollout, and changes the given members": async ({ scope }) => {
    await pluginsIn(scope, "p", "q");
    const { rollouts } = scope.marketplace;
    const whole = { id: "roll-0", pluginId: "p", percent: 25, attrs: { by: "ops" } };
    assert.deepEqual(await rollouts.upsert(whole), { ...whole, rowVersion: 1 });
    assert.deepEqual(await rollouts.get("roll-0"), { ...whole, rowVersion: 1 });
    assert.deepEqual(await rollouts.upsert({ id: "roll-0", pluginId: "p", percent: 33.3 }), {
      ...whole,
      percent: 33.3,
      rowVersion: 2,
    });
    const zero = await rollouts.upsert({ id: "roll-1", pluginId: "q", percent: -0 });
    assert.ok(Object.is(zero.percent, 0));
    for (const percent of [-0.1, 100.1, Number.NaN, Infinity, "5", null] as never[])
      await refused(
        rollouts.upsert({ id: "roll-0", pluginId: "p", percent }),
        "validation",
        /percent (must|is missing)/,
      );
    await refused(rollouts.upsert({ id: "roll-2", pluginId: "gone", percent: 5 }), "not_found", /plugin/);
    await refused(rollouts.getOrThrow("roll-2"), "not_found", /rollout/);
    assert.deepEqual(idsOf(await everything(rollouts.list({ limit: 1 }))), ["roll-0", "roll-1"]);
    assert.deepEqual(idsOf((await rollouts.list({ pluginId: "q" })).items), ["roll-1"]);
    assert.equal(await rollouts.remove("roll-1"), true);
    assert.equal(await rollouts.remove("roll-1"), false);
  },

  "a subject in a rollout stays in as the percentage grows; 0 percent has no subject, 100 percent has all":
    async ({ scope }) => {
      await pluginsIn(scope, "p");
      const { rollouts } = scope.marketplace;
      const subjects = [...HOSTILE, ...many(150, (i) => `user-${i}`)];
      let before: string[] = [];
      for (const percent of [0, 1, 10, 25, 50, 75, 99, 100]) {
        await rollouts.upsert({ id: "grow", pluginId: "p", percent });
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

  "the answer is the same in every scope, and differs between rollouts": async ({ scope, another }) => {
    const subjects = many(100, (i) => `user-${i}`);
    const other = another();
    for (const each of [scope, other]) {
      await pluginsIn(each, "p");
      await each.marketplace.rollouts.upsertMany(
        ["one", "two"].map((id) => ({ id, pluginId: "p", percent: 50 })),
      );
    }
    const one = await membersOf(scope, "one", subjects);
    assert.deepEqual(await membersOf(other, "one", subjects), one);
    assert.notDeepEqual(await membersOf(scope, "two", subjects), one);
    // For a plugin, one of its rollouts is enough.
    const two = await membersOf(scope, "two", subjects);
    for (const subject of subjects) {
      const either = one.includes(subject) || two.includes(subject);
      assert.equal(await scope.marketplace.inRollout({ pluginId: "p", subject: subject }), either);
    }
  },

  // Expected values computed without this package: the first six bytes of sha-256, modulo 10,000.
  "inRollout answers do not change between versions": async ({ scope }) => {
    await pluginsIn(scope, "p");
    await scope.marketplace.rollouts.upsert({ id: "roll-0", pluginId: "p", percent: 25 });
    const members = await membersOf(
      scope,
      "roll-0",
      many(20, (i) => `user-${i}`),
    );
    assert.deepEqual(members, ["user-0", "user-4", "user-6", "user-8", "user-16", "user-17"]);
  },

  "inRollout is refused without an existing rollout, and for an incomplete query": async ({ scope }) => {
    await pluginsIn(scope, "p");
    const { marketplace } = scope;
    await refused(marketplace.inRollout({ rolloutId: "none", subject: "a" }), "not_found", /rollout/);
    await refused(marketplace.inRollout({ pluginId: "p", subject: "a" }), "not_found", /rollout/);
    await marketplace.rollouts.upsert({ id: "x", pluginId: "p", percent: 100 });
    assert.equal(await marketplace.inRollout({ pluginId: "p", subject: "a" }), true);
    for (const target of [
      {},
      { rolloutId: "x", pluginId: "p" },
      { id: "x" },
      { rolloutId: "" },
      "x",
      null,
    ] as never[])
      await refused(marketplace.inRollout({ subject: "a", ...(target as object) } as never), "validation");
    for (const subject of [undefined, null, 5, "", "a\0b"] as never[])
      await refused(
        marketplace.inRollout({ rolloutId: "x", subject: subject }),
        "validation",
        /subject (must|is missing)/,
      );
  },
};
