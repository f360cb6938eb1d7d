import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { at, HOSTILE, join, many, parallel } from "./samples";

/** Participants: bulk upserts, and versions. */
export const upserts: Cases = {
  "participants: upsertMany creates and changes rows in the given order": async ({ scope }) => {
    const { participants } = scope.conversations;
    const preferences = { a: [HOSTILE] };
    const ada = await join(scope, "ada", { name: "Ada", groupId: "g", preferences, createdAt: at(0) });
    const id = randomUUID();
    const made = await participants.upsertMany<unknown[] | null>([
      { externalId: "new", id: id.toUpperCase(), name: "New", preferences: [1], createdAt: at(1) },
      { externalId: "ada", name: null, consent: true, interactionCount: 9 },
      { externalId: "bare" },
    ]);
    assert.deepEqual(
      made.map(({ externalId }) => externalId),
      ["new", "ada", "bare"],
    );
    assert.deepEqual(
      [made[0]!.id, made[0]!.name, made[0]!.preferences, made[0]!.createdAt, made[0]!.version],
      [id, "New", [1], at(1), 1],
    );
    assert.deepEqual(made[1], { ...ada, name: null, version: 2, updatedAt: made[1]!.updatedAt });
    assert.deepEqual(await participants.getMany(made.map((each) => each.id)), made);
    assert.deepEqual(await participants.upsertMany([]), []);
    // Members that all, some or none of the inputs give.
    const again = await participants.upsertMany([
      { externalId: "new", groupId: "h", name: "N" },
      { externalId: "ada", groupId: null, preferences: null, name: "A" },
    ]);
    assert.deepEqual(
      again.map(({ name, groupId, preferences }) => [name, groupId, preferences]),
      [
        ["N", "h", [1]],
        ["A", null, null],
      ],
    );
  },

  "participants: upsertMany merges inputs with the same external id": async ({ scope }) => {
    const { participants } = scope.conversations;
    const [one, same, other] = await participants.upsertMany([
      { externalId: "u", name: "first", groupId: "g", createdAt: at(0) },
      { externalId: "u", name: "last", preferences: 1, createdAt: at(1), id: randomUUID() },
      { externalId: "v" },
    ]);
    assert.deepEqual(one, same);
    assert.deepEqual([one!.name, one!.groupId, one!.preferences, one!.version], ["last", "g", 1, 1]);
    assert.deepEqual(one!.createdAt, at(0));
    assert.deepEqual(await everything(participants.list({ order: "oldest" })), [one, other]);
    const [changed] = await participants.upsertMany([
      { externalId: "u", name: "x" },
      { externalId: "u", groupId: null },
    ]);
    assert.deepEqual([changed!.name, changed!.groupId, changed!.version], ["x", null, 2]);
  },

  "participants: F3 upsertMany writes all or nothing, and overlapping calls wait for each other": async ({
    scope,
  }) => {
    const { participants } = scope.conversations;
    const { id } = await join(scope, "taken");
    const inputs = [{ externalId: "new" }, { externalId: "other", id }];
    const error = await refused(participants.upsertMany(inputs), "unique_violation");
    assert.equal(error.field, "id");
    assert.equal((await participants.list()).items.length, 1);
    const names = many(20, (i) => ({ externalId: `u${i}` }));
    await parallel(12, (i) => participants.upsertMany(i % 2 ? names : names.toReversed()));
    const { items } = await participants.list({ limit: 1000 });
    assert.equal(items.length, 21);
    for (const each of items) assert.equal(each.version, each.id === id ? 1 : 12);
  },

  "participants: upsert with ifVersion changes an existing row, and creates none": async ({ scope }) => {
    const { participants } = scope.conversations;
    const made = await join(scope, "u", { name: "Ada", groupId: "g" });
    const changed = await participants.upsert(
      { externalId: "u", name: "A", preferences: [1], interactionCount: 7 },
      { ifVersion: 1 },
    );
    const { updatedAt } = changed;
    assert.deepEqual(changed, { ...made, name: "A", preferences: [1], version: 2, updatedAt });
    assert.deepEqual(await participants.get(made.id), changed);
    await refused(participants.upsert({ externalId: "u", name: "B" }, { ifVersion: 1 }), "version_conflict");
    const missing = participants.upsert({ externalId: "v" }, { ifVersion: 1 });
    assert.equal((await refused(missing, "not_found")).field, "externalId");
    assert.equal((await participants.upsert({ externalId: "u" }, { ifVersion: 2 })).version, 3);
    assert.deepEqual((await participants.list()).items.length, 1);
  },
};
