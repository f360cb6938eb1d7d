import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { ask, at, HOSTILE, queries, turn } from "./samples";

/** Debates in bulk, and their versions. */
export const versions: Cases = {
  "adds many debates in the given order, all or none": async ({ scope: { debates } }) => {
    const taken = (await debates.add({ query: "taken", rounds: 1 })).id;
    const [later, earlier] = [randomUUID(), randomUUID()];
    const made = await debates.addMany([
      { id: later.toUpperCase(), query: `b ${HOSTILE}`, rounds: 1, panel: { text: HOSTILE } },
      { id: earlier, query: "a", rounds: 2, finalOutput: "porpoise", createdAt: at(1) },
      { query: "c", rounds: 3, panel: null, finalOutput: null, concludedAt: null },
    ]);
    assert.deepEqual(made.map(({ id }) => id).slice(0, 2), [later, earlier]);
    assert.deepEqual(queries(made), [`b ${HOSTILE}`, "a", "c"]);
    assert.deepEqual([made[0]!.panel, made[1]!.panel], [{ text: HOSTILE }, null]);
    assert.deepEqual([made[1]!.concludedAt, made[2]!.concludedAt], [at(1), null]);
    assert.deepEqual(await debates.getMany([later, earlier, made[2]!.id]), made);
    assert.deepEqual((await debates.search({ text: "porpoise" })).items, [made[1]]);
    assert.deepEqual(await debates.addMany([]), []);

    const good = { query: "new", rounds: 1 };
    const error = await refused(
      debates.addMany([good, { ...good, id: taken }]),
      "unique_violation",
      /one of the ids is taken/,
    );
    assert.deepEqual([error.operation, error.field], ["debates.addMany", "id"]);
    await refused(debates.addMany([good, { ...good, rounds: 0 }]), "validation", /debates\[1\]\.rounds/);
    assert.equal((await everything(debates.list())).length, 4);
  },

  "reads many debates in the order of their ids, and null for missing ones": async ({ scope }) => {
    const { debates } = scope;
    const [one, other] = [await ask(scope, "one"), await ask(scope, "other")];
    const ids = [other.id.toUpperCase(), randomUUID(), one.id, other.id];
    assert.deepEqual(await debates.getMany(ids), [other, null, one, other]);
    assert.deepEqual(await debates.getMany([]), []);
  },

  "with ifVersion concludes and removes only that version": async ({ scope }) => {
    const { debates } = scope;
    const { id, version } = await ask(scope);
    assert.equal(version, 1);
    const early = debates.conclude(id, { finalOutput: "early" }, { ifVersion: 2 });
    const error = await refused(
      early,
      "version_conflict",
      new RegExp(`debate ${id} no longer has version 2`),
    );
    assert.equal(error.operation, "debates.conclude");
    assert.deepEqual((await debates.search({ text: "early" })).items, []);
    const concluded = await debates.conclude(id, { finalOutput: "done" }, { ifVersion: 1 });
    assert.deepEqual([concluded.version, concluded.finalOutput], [2, "done"]);
    assert.deepEqual(await debates.get(id), concluded);
    await refused(debates.conclude(id, { finalOutput: "x" }, { ifVersion: 1 }), "version_conflict");
    await refused(
      debates.conclude(id, { finalOutput: "x" }, { ifVersion: 2 }),
      "conflict",
      /concluded already/,
    );
    await refused(debates.conclude(randomUUID(), { finalOutput: "x" }, { ifVersion: 1 }), "not_found");
    assert.deepEqual(await debates.get(id), concluded);

    await debates.turns.add(turn(id, "a"));
    await refused(debates.remove(id, { ifVersion: 1 }), "version_conflict");
    assert.equal((await everything(debates.transcript(id))).length, 1);
    assert.equal(await debates.remove(id, { ifVersion: 2 }), true);
    assert.equal(await debates.remove(id, { ifVersion: 2 }), false);
  },

  "turns, critiques and votes do not change the version of their debate": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const { id: said } = await debates.turns.add(turn(id, "a"));
    await debates.turns.remove(said);
    assert.equal((await debates.getOrThrow(id)).version, 1);
    assert.equal((await debates.add({ query: "old", rounds: 1, finalOutput: "so" })).version, 1);
  },
};
