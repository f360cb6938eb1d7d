import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { MemoryItem } from "../../src/stores/memory/types";
import { type Cases, refused } from "../suite";
import { at, notes, textOf } from "./samples";

/** Changing, touching and removing items. */
export const changes: Cases = {
  "update changes the given members, and the version": async ({ scope }) => {
    const { id, ...before } = await scope.memory.add({
      type: "a",
      content: { text: "before" },
      embedding: [1],
    });
    const changed = await scope.memory.update(id, { content: { text: "after" }, decayScore: 0.5 });
    assert.deepEqual(changed, { id, ...before, content: { text: "after" }, decayScore: 0.5, version: 2 });
    for (const embedding of [null, [2]])
      await refused(
        scope.memory.update(id, { embedding, type: "b" }),
        "validation",
        /patch\.embedding is the vector of a content/,
      );
    await refused(
      scope.memory.update(id, { embedding: [2, 3], content: { text: "after" } }),
      "validation",
      /patch\.embedding must have the 1 dimensions/,
    );
    await scope.memory.update(id, { type: "b" });
    await scope.memory.update(id, { content: { text: "after" }, embedding: [2] });
    assert.deepEqual((await scope.memory.search({ text: "before" })).items, []);
    assert.equal((await scope.memory.search({ text: "after" })).items[0]?.id, id);
    await refused(scope.memory.update(id, {}), "validation", /patch must change/);
    await refused(scope.memory.update(id, { type: undefined }), "validation", /patch must change/);
    await refused(
      scope.memory.update(id, { version: 7 } as never),
      "validation",
      /patch\.version is not known/,
    );
    await refused(scope.memory.update(id, { content: Number.NaN }), "validation", /patch\.content is NaN/);
    await refused(scope.memory.update(randomUUID(), { type: "x" }), "not_found");
    assert.equal((await scope.memory.getOrThrow(id)).version, 4);
  },

  "F7 no parallel update is lost, and ifVersion detects the race": async ({ scope }) => {
    const { id } = await scope.memory.add({ type: "t", content: 0 });
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        scope.memory.update(id, i % 2 ? { decayScore: i } : { content: i }),
      ),
    );
    assert.equal((await scope.memory.getOrThrow(id)).version, 21);
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, (_, i) =>
        scope.memory.update(id, { content: { text: `winner${i}` } }, { ifVersion: 21 }),
      ),
    );
    const won = results.filter(({ status }) => status === "fulfilled");
    assert.equal(won.length, 1);
    for (const result of results)
      if (result.status === "rejected") assert.equal(result.reason.code, "version_conflict");
    const winner = textOf(await scope.memory.getOrThrow(id));
    for (let i = 0; i < 5; i++) {
      const { items } = await scope.memory.search({ text: `winner${i}` });
      assert.equal(items.length, winner === `winner${i}` ? 1 : 0, "the index follows the row");
    }
    await refused(scope.memory.update(id, { type: "x" }, { ifVersion: 0 }), "validation", /ifVersion/);
    await refused(scope.memory.remove(id, { ifVersion: 3 }), "version_conflict");
    assert.equal(await scope.memory.remove(id, { ifVersion: 22 }), true);
    assert.equal(await scope.memory.remove(id, { ifVersion: 22 }), false);
  },

  "touch only moves the last use forward, and keeps the version": async ({ scope: { memory } }) => {
    const { id } = await memory.add({ type: "t", content: 1, createdAt: at(0) });
    assert.equal(await memory.touch(id, { usedAt: at(50) }), true);
    assert.equal(await memory.touch(id.toUpperCase(), { usedAt: at(20) }), true);
    const item = await memory.getOrThrow(id);
    assert.deepEqual([item.lastUsedAt, item.createdAt, item.version], [at(50), at(0), 1]);
    await memory.touch(id);
    assert.ok((await memory.getOrThrow(id)).lastUsedAt > at(50));
    assert.equal(await memory.touch(randomUUID()), false);
    await refused(memory.touch("x"), "validation", /id must be a UUID/);
    await refused(memory.touch(id, { usedAt: "now" as never }), "validation", /usedAt must be a valid Date/);
    await refused(memory.touch(id, { at: at(1) } as never), "validation", /at is not known here/);
  },

  "touchMany counts existing items, each once": async ({ scope: { memory } }) => {
    const [first, second] = await memory.addMany(
      notes("a", "b").map((each) => ({ ...each, createdAt: at(0) })),
    );
    const ids = [first!.id, first!.id.toUpperCase(), second!.id, randomUUID()];
    assert.equal(await memory.touchMany(ids, { usedAt: at(50) }), 2);
    assert.equal(await memory.touchMany([second!.id], { usedAt: at(20) }), 1);
    const found = await memory.getMany([first!.id, second!.id]);
    assert.deepEqual(
      found.map((item) => [item?.lastUsedAt, item?.version]),
      [
        [at(50), 1],
        [at(50), 1],
      ],
    );
    assert.equal(await memory.touchMany([]), 0);
    await refused(memory.touchMany([first!.id, "x"]), "validation", /ids\[1\] must be a UUID/);
    await refused(memory.touchMany("x" as never), "validation", /ids must be an array/);
    await refused(memory.touchMany([], { usedAt: 5 as never }), "validation", /usedAt must be a valid Date/);
  },

  "pin, unpin, archive and unarchive": async ({ scope: { memory } }) => {
    const { id } = await memory.add({ type: "t", content: { text: "kept" } });
    const flags = ({ pinned, archived, version }: MemoryItem): unknown[] => [pinned, archived, version];
    assert.deepEqual(flags(await memory.pin(id)), [true, false, 2]);
    assert.deepEqual(flags(await memory.archive(id)), [true, true, 3]);
    assert.deepEqual(flags(await memory.unpin(id)), [false, true, 4]);
    const item = await memory.unarchive(id, { ifVersion: 4 });
    assert.deepEqual(flags(item), [false, false, 5]);
    assert.deepEqual(await memory.getOrThrow(id), item);
    await refused(memory.pin(id, true as never), "validation", /options must be/);
    for (const verb of ["pin", "unpin", "archive", "unarchive"] as const) {
      await refused(memory[verb](id, { ifVersion: 4 }), "version_conflict", /no longer has version 4/);
      await refused(memory[verb](id, { ifVersion: 0 }), "validation", /ifVersion/);
      await refused(memory[verb]("x"), "validation", /id must be a UUID/);
      await refused(memory[verb](randomUUID()), "not_found");
      await refused(memory[verb](randomUUID(), { ifVersion: 1 }), "not_found");
    }
    assert.equal((await memory.getOrThrow(id)).version, 5);
  },

  "a missing item is reported with its field": async ({ scope: { memory } }) => {
    const id = randomUUID();
    const calls = [
      () => memory.getOrThrow(id),
      () => memory.update(id, { type: "x" }),
      () => memory.update(id, { type: "x" }, { ifVersion: 1 }),
      () => memory.pin(id),
    ];
    for (const call of calls) {
      const error = await refused(call(), "not_found");
      assert.deepEqual([error.field, error.message.includes(id)], ["id", true]);
    }
  },

  "remove deletes the item's search entries too": async ({ scope }) => {
    const [item] = await scope.memory.addMany(notes("vanishing"));
    assert.equal(await scope.memory.remove(item!.id), true);
    assert.equal(await scope.memory.remove(item!.id), false);
    assert.equal(await scope.memory.get(item!.id), null);
    assert.deepEqual((await scope.memory.search({ text: "vanishing" })).items, []);
    assert.deepEqual((await scope.memory.search({ text: "anish", mode: "substring" })).items, []);
    const [again] = await scope.memory.addMany(
      notes("other words").map((note) => ({ ...note, id: item!.id })),
    );
    assert.equal(again!.id, item!.id);
    assert.deepEqual((await scope.memory.search({ text: "vanishing" })).items, []);
  },
};
