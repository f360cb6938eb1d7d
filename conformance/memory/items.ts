import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { MemoryItemInput } from "../../src/stores/memory/types";
import { type Cases, everything, refused } from "../suite";
import { at, HOSTILE_TEXT, notes, textOf } from "./samples";

/** Adding and reading items. */
export const items: Cases = {
  "add returns the same as get, including defaults": async ({ scope }) => {
    const added = await scope.memory.add({ type: "fact", content: { text: "Postgres has MVCC" } });
    assert.deepEqual(await scope.memory.get(added.id), added);
    const { id, createdAt, lastUsedAt, ...rest } = added;
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    assert.ok(createdAt instanceof Date && createdAt.getTime() === lastUsedAt.getTime());
    assert.deepEqual(rest, {
      type: "fact",
      content: { text: "Postgres has MVCC" },
      policyName: "default",
      decayScore: 1,
      pinned: false,
      archived: false,
      version: 1,
    });
  },

  "an item and its JSON have no embedding, which is stored beside it": async ({ scope: { memory } }) => {
    const added = await memory.add({ type: "fact", content: { a: [1] }, embedding: [0.5, -2, 3.25] });
    const { items } = await memory.list();
    for (const item of [added, await memory.getOrThrow(added.id), items[0]!]) {
      const { createdAt, lastUsedAt } = item;
      assert.ok(!("embedding" in item));
      assert.deepEqual(JSON.parse(JSON.stringify(item)), {
        ...item,
        ...{ createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt.toISOString() },
      });
    }
  },

  "F15 add keeps every member to the millisecond and to the bit": async ({ scope }) => {
    const input = {
      id: randomUUID(),
      type: "episodic",
      content: [1, "two", null, { three: 3 }],
      policyName: "long",
      decayScore: 0.1 + 0.2,
      pinned: true,
      archived: true,
      createdAt: new Date("1999-12-31T23:59:59.999Z"),
      lastUsedAt: new Date("2025-03-30T01:30:00.001Z"),
    };
    await scope.memory.add({ ...input, embedding: [0.1, -1e-40, 3.4e38] });
    assert.deepEqual(await scope.memory.getOrThrow(input.id), { ...input, version: 1 });
  },

  "F5 any JSON value is returned unchanged": async ({ scope }) => {
    const values = [
      null,
      true,
      0,
      -1.5e-300,
      5e-324,
      Number.MAX_VALUE,
      2 ** 53,
      "",
      HOSTILE_TEXT,
      [],
      {},
      [[[]]],
      [null],
      { [HOSTILE_TEXT]: HOSTILE_TEXT, "": { "": "" } },
      JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"toString":null}'),
      "\\ud800 \\u0000 \\\\u0000 \uffff0000",
    ];
    for (const content of values) {
      const { id } = await scope.memory.add({ type: "json", content });
      assert.deepEqual((await scope.memory.getOrThrow(id)).content, content);
    }
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  },

  "F13 values that JSON cannot hold are refused with their path": async ({ scope }) => {
    const cycle: Record<string, unknown> = {};
    cycle.self = { cycle };
    const bad: [unknown, RegExp][] = [
      [{ a: [1, Number.NaN] }, /content\.a\[1\] is NaN/],
      [{ a: Number.POSITIVE_INFINITY }, /content\.a is Infinity/],
      [{ a: 1n }, /content\.a is a BigInt/],
      [{ a: { b: () => 1 } }, /content\.a\.b is a function/],
      [[undefined], /content\[0\] is undefined/],
      [new Date(), /content is a Date/],
      [{ when: new Date() }, /content\.when is a Date/],
      [{ map: new Map() }, /content\.map is a Map/],
      [cycle, /content\.self\.cycle refers back/],
      [undefined, /content is missing: it must be a JSON value/],
    ];
    for (const [content, message] of bad) {
      await refused(scope.memory.add({ type: "json", content: content as never }), "validation", message);
    }
    assert.deepEqual(await everything(scope.memory.list()), []);
  },

  "invalid input is refused with its field, and nothing is written": async ({ scope, stores }) => {
    const good = { type: "t", content: 1 };
    const bad: [object, RegExp][] = [
      [{ content: 1 }, /type is missing: it must be a non-empty string/],
      [{ ...good, type: "" }, /type must be/],
      [{ ...good, type: 1 }, /type must be/],
      [{ ...good, type: "x".repeat(513) }, /type must be/],
      [{ ...good, type: "a\u0000b" }, /type must be/],
      [{ ...good, type: "\ud800" }, /type must be/],
      [{ ...good, id: "42" }, /id must be a UUID/],
      [{ ...good, decayScore: Number.NaN }, /decayScore must be a finite number/],
      [{ ...good, pinned: 1 }, /pinned must be true or false/],
      [{ ...good, createdAt: "2025-01-01" }, /createdAt must be a valid Date/],
      [{ ...good, createdAt: new Date(Number.NaN) }, /createdAt must be a valid Date/],
      [{ ...good, embedding: [1, Number.NaN] }, /embedding must be/],
      [{ ...good, embedding: [1e39] }, /embedding must be/],
      [{ ...good, embedding: [] }, /embedding must be/],
      [{ ...good, embedding: Array.from({ length: 16_385 }, () => 1) }, /embedding must be/],
      [{ ...good, embedding: [0, -0] }, /embedding must not be all zeros/],
      [{ ...good, tenant: "other" }, /tenant is not known here/],
    ];
    for (const [input, message] of bad) {
      await refused(scope.memory.add(input as MemoryItemInput), "validation", message);
      await refused(scope.memory.addMany([good, input as MemoryItemInput]), "validation", /items\[1\]/);
    }
    await refused(scope.memory.add(null as never), "validation");
    await refused(scope.memory.addMany("x" as never), "validation", /items must be an array/);
    await refused(
      scope.memory.add(good, { timeout: 5 } as never),
      "validation",
      /options\.timeout is not known/,
    );
    assert.deepEqual(await everything(scope.memory.list()), []);
    for (const tenant of ["", "a\u0000", "x".repeat(513), 5]) {
      assert.throws(() => stores.scope({ tenant: tenant as string }), { code: "validation" });
    }
    assert.throws(() => stores.scope({ tenant: "a", workspace: "" }), { code: "validation" });
  },

  "F1 F2 scope names are compared as a whole: no character is a separator": async ({ stores }) => {
    const run = randomUUID();
    const names = [
      "a",
      "a:b",
      "a/b",
      "a/b/c",
      "a%",
      "a_",
      "a\\",
      "A",
      "á",
      "a ",
      " a",
      "a'",
      'a"',
      "é",
      "😀",
      "x".repeat(63),
      "x".repeat(64),
      "y".repeat(400),
    ];
    const scopes = names.flatMap((name) => [
      { tenant: `${run}${name}`, workspace: "w" },
      { tenant: `${run}`, workspace: name },
      { tenant: `${run}:${name}`, workspace: name },
    ]);
    for (const scope of scopes)
      await stores
        .scope(scope)
        .memory.add({ type: "t", content: { text: `marker ${JSON.stringify(scope)}` } });
    for (const scope of scopes) {
      const { memory } = stores.scope(scope);
      const listed = await everything(memory.list());
      assert.deepEqual(listed.map(textOf), [`marker ${JSON.stringify(scope)}`]);
      assert.equal((await memory.search({ text: "marker" })).items.length, 1);
      assert.equal((await memory.search({ text: "arke", mode: "substring" })).items.length, 1);
    }
  },

  "another scope cannot read, change or remove an item": async ({ scope, another }) => {
    const { id } = await scope.memory.add({ type: "t", content: "mine" });
    for (const stranger of [another(), another({ tenant: scope.tenant, workspace: "other" })]) {
      assert.equal(await stranger.memory.get(id), null);
      assert.deepEqual(await stranger.memory.getMany([id]), [null]);
      assert.equal(await stranger.memory.remove(id), false);
      assert.equal(await stranger.memory.touch(id), false);
      assert.equal(await stranger.memory.touchMany([id]), 0);
      await refused(stranger.memory.getOrThrow(id), "not_found");
      await refused(stranger.memory.update(id, { type: "x" }), "not_found");
      for (const verb of ["pin", "unpin", "archive", "unarchive"] as const)
        await refused(stranger.memory[verb](id), "not_found");
      assert.equal((await stranger.memory.search({ text: "mine" })).items.length, 0);
      await stranger.memory.add({ id, type: "t", content: "theirs" });
    }
    assert.equal((await scope.memory.getOrThrow(id)).content, "mine");
  },

  "F3 addMany writes all or nothing": async ({ scope }) => {
    const id = randomUUID();
    await scope.memory.add({ id, type: "t", content: 0 });
    await refused(
      scope.memory.addMany([
        { type: "t", content: 1 },
        { id, type: "t", content: 2 },
      ]),
      "unique_violation",
    );
    await refused(
      scope.memory.addMany([...notes("ok"), { type: "t", content: Number.NaN }]),
      "validation",
      /items\[1\]\.content/,
    );
    assert.equal((await everything(scope.memory.list())).length, 1);
    assert.equal((await scope.memory.search({ text: "ok" })).items.length, 0);
    assert.deepEqual(await scope.memory.addMany([]), []);
  },

  "F8 rows with equal times keep the insertion order": async ({ scope }) => {
    const createdAt = at(0);
    await scope.memory.addMany(notes("0", "1", "2").map((note) => ({ ...note, createdAt })));
    for (const text of ["3", "4", "5"])
      await scope.memory.add({ type: "note", content: { text }, createdAt });
    const oldest = await everything(scope.memory.list({ order: "oldest" }));
    assert.deepEqual(oldest.map(textOf), ["0", "1", "2", "3", "4", "5"]);
    const newest = await everything(scope.memory.list());
    assert.deepEqual(newest.map(textOf), ["5", "4", "3", "2", "1", "0"]);
  },

  "F20 getMany accepts any number of ids": async ({ scope }) => {
    const [first, second] = await scope.memory.addMany(notes("a", "b"));
    const ids = Array.from({ length: 40_000 }, () => randomUUID());
    const found = await scope.memory.getMany([second!.id, ...ids, first!.id.toUpperCase(), second!.id]);
    assert.equal(found.length, 40_003);
    assert.deepEqual(
      [found[0], found[40_001], found[40_002]].map((item) => item && textOf(item)),
      ["b", "a", "b"],
    );
    assert.ok(found.slice(1, 40_001).every((item) => item === null));
    assert.equal(await scope.memory.touchMany([...ids, first!.id]), 1);
    await refused(scope.memory.getMany([first!.id, "x"]), "validation", /ids\[1\] must be a UUID/);
  },

  "addMany accepts thousands of rows": async ({ scope }) => {
    const added = await scope.memory.addMany(
      Array.from({ length: 3000 }, (_, i) => ({ type: "t", content: i, embedding: [i, 0.5] })),
    );
    const stored = await everything(scope.memory.list({ order: "oldest", limit: 1000 }));
    assert.deepEqual(stored, added);
  },
};
