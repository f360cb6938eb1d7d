import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { at, byCodePoint, HOSTILE, linkAll, many, namesOf, pairs, parallel, putAll } from "./samples";

/** Profiles by name. */
export const profiles: Cases = {
  "get returns a profile as put returned it": async ({ scope }) => {
    const id = randomUUID();
    const data = {
      elo: 1500.25,
      tags: ["a", null, true, "\0 \ud800 \uffff"],
      deep: { ["__proto__"]: { x: 1 } },
    };
    const made = await scope.profiles.put({ name: "ada", data, id: id.toUpperCase(), createdAt: at(1) });
    assert.ok(made.updatedAt instanceof Date);
    assert.ok(Math.abs(made.updatedAt.getTime() - Date.now()) < 60_000);
    const { updatedAt } = made;
    assert.deepEqual(made, { id, name: "ada", data, createdAt: at(1), updatedAt, version: 1 });
    assert.deepEqual(await scope.profiles.get("ada"), made);
    assert.deepEqual(await scope.profiles.getOrThrow("ada"), made);
    const other = await scope.profiles.put({ name: "bob", data: null });
    assert.match(other.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    assert.deepEqual(other.createdAt, other.updatedAt);
    assert.deepEqual(await scope.profiles.get("bob"), other);
  },

  "put does not share objects with its caller": async ({ scope }) => {
    const data = { list: [1] };
    const createdAt = at(1);
    const made = await scope.profiles.put({ name: "ada", data, createdAt });
    data.list.push(2);
    createdAt.setTime(0);
    assert.deepEqual(made.data, { list: [1] });
    assert.deepEqual(made.createdAt, at(1));
  },

  "data is any JSON value and is replaced as a whole": async ({ scope }) => {
    for (const data of [null, false, 0, "", "text", 1e21, -1.5e-7, [], {}, { a: 1, b: 2 }, { b: [{}] }]) {
      const put = await scope.profiles.put({ name: "ada", data });
      assert.deepEqual(put.data, data);
      assert.deepEqual(await scope.profiles.get("ada"), put);
    }
  },

  "F16 a second put keeps id and createdAt for any input, and increases the version": async ({ scope }) => {
    const first = await scope.profiles.put({ name: "ada", data: 1, createdAt: at(1) });
    const second = await scope.profiles.put({ name: "ada", data: 2 });
    assert.deepEqual(second, { ...first, data: 2, version: 2, updatedAt: second.updatedAt });
    const third = await scope.profiles.put({ name: "ada", data: 3, id: randomUUID(), createdAt: at(9) });
    assert.deepEqual(third, { ...first, data: 3, version: 3, updatedAt: third.updatedAt });
    const fourth = await scope.profiles.put({ name: "ada", data: 4, id: first.id });
    assert.equal(fourth.version, 4);
    assert.deepEqual(await scope.profiles.get("ada"), fourth);
    assert.equal((await scope.profiles.list()).items.length, 1);
  },

  "put refuses an id that belongs to another name, and changes nothing": async ({ scope }) => {
    const ada = await scope.profiles.put({ name: "ada", data: 1 });
    const taken = scope.profiles.put({ name: "bob", data: 2, id: ada.id });
    assert.equal((await refused(taken, "unique_violation", /id/)).field, "id");
    assert.equal(await scope.profiles.get("bob"), null);
    assert.deepEqual(await scope.profiles.get("ada"), ada);
  },

  "put with ifVersion replaces only that version": async ({ scope }) => {
    const missing = scope.profiles.put({ name: "ada", data: 1 }, { ifVersion: 1 });
    assert.equal((await refused(missing, "not_found")).field, "name");
    assert.equal(await scope.profiles.get("ada"), null);
    const first = await scope.profiles.put({ name: "ada", data: 1, createdAt: at(1) });
    const input = { name: "ada", data: 2, id: randomUUID(), createdAt: at(2) };
    const second = await scope.profiles.put(input, { ifVersion: 1 });
    assert.deepEqual(second, { ...first, data: 2, version: 2, updatedAt: second.updatedAt });
    await refused(scope.profiles.put({ name: "ada", data: 3 }, { ifVersion: 1 }), "version_conflict");
    await refused(scope.profiles.put({ name: "ada", data: 3 }, { ifVersion: 3 }), "version_conflict");
    assert.deepEqual(await scope.profiles.get("ada"), second);
  },

  "of parallel puts with one ifVersion exactly one succeeds": async ({ scope }) => {
    await scope.profiles.put({ name: "ada", data: -1 });
    const results = await Promise.allSettled(
      many(20, (data) => scope.profiles.put({ name: "ada", data }, { ifVersion: 1 })),
    );
    const won = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    assert.equal(won.length, 1);
    assert.deepEqual(await scope.profiles.get("ada"), won[0]);
    for (const result of results) {
      if (result.status === "rejected") await refused(Promise.reject(result.reason), "version_conflict");
    }
  },

  "20 parallel puts of one new name make one profile with one id and version 20": async ({ scope }) => {
    const put = await parallel(20, (data) => scope.profiles.put({ name: "new", data }));
    assert.equal(new Set(put.map(({ id }) => id)).size, 1);
    assert.deepEqual(
      put.map(({ version }) => version).sort((a, b) => a - b),
      many(20, (i) => i + 1),
    );
    const stored = await scope.profiles.getOrThrow("new");
    assert.deepEqual(
      stored,
      put.find(({ version }) => version === 20),
    );
    assert.equal((await everything(scope.profiles.list())).length, 1);
  },

  "20 parallel puts of one new name and id make one profile": async ({ scope }) => {
    for (let round = 0; round < 20; round++) {
      const [name, id] = [`new-${round}`, randomUUID()];
      const put = await parallel(20, (data) => scope.profiles.put({ name, data, id }));
      assert.deepEqual(new Set(put.map((each) => each.id)), new Set([id]));
      assert.equal((await scope.profiles.getOrThrow(name)).version, 20);
    }
  },

  "putMany writes new and existing names and returns them in the given order": async ({ scope }) => {
    const known = await scope.profiles.put({ name: "m", data: 0, createdAt: at(1) });
    const id = randomUUID();
    const put = await scope.profiles.putMany([
      { name: "z", data: "z", id, createdAt: at(2) },
      { name: "m", data: "m", id: randomUUID(), createdAt: at(3) },
      { name: "b", data: null },
    ]);
    assert.deepEqual(namesOf(put), ["z", "m", "b"]);
    assert.deepEqual(put[0], { ...put[0], id, createdAt: at(2), data: "z", version: 1 });
    assert.deepEqual(put[1], { ...known, data: "m", version: 2, updatedAt: put[1]?.updatedAt });
    assert.deepEqual(await scope.profiles.getMany(["z", "m", "b"]), put);
    assert.deepEqual(await scope.profiles.putMany([]), []);
  },

  "putMany merges inputs of one name: the last one wins and the version increases by one": async ({
    scope,
  }) => {
    const twice = () =>
      scope.profiles.putMany([
        { name: "ada", data: 1 },
        { name: "bob", data: 2 },
        { name: "ada", data: 3 },
      ]);
    const first = await twice();
    assert.deepEqual(namesOf(first), ["ada", "bob", "ada"]);
    assert.deepEqual(first[0], first[2]);
    assert.deepEqual([first[2]?.data, first[2]?.version], [3, 1]);
    const again = await twice();
    assert.deepEqual([again[2]?.data, again[2]?.version, again[2]?.id], [3, 2, first[2]?.id]);
    assert.deepEqual(await scope.profiles.getMany(["ada", "bob", "ada"]), again);
  },

  "putMany writes all or nothing": async ({ scope }) => {
    const ada = await scope.profiles.put({ name: "ada", data: 1 });
    const good = [
      { name: "ada", data: 2 },
      { name: "aaa", data: 2 },
    ];
    const taken = [...good, { name: "zoe", data: 2, id: ada.id }];
    await refused(scope.profiles.putMany(taken), "unique_violation");
    const id = randomUUID();
    const twins = [...good, { name: "x", data: 1, id }, { name: "y", data: 1, id }];
    await refused(scope.profiles.putMany(twins), "unique_violation");
    await refused(
      scope.profiles.putMany([...good, { name: "", data: 2 }]),
      "validation",
      /profiles\[2\]\.name/,
    );
    assert.deepEqual(await everything(scope.profiles.list()), [ada]);
  },

  "parallel putMany over the same names lose nothing, in any order": async ({ scope }) => {
    const names = many(50, (i) => `name-${i}`);
    await parallel(10, (i) => putAll(scope, i % 2 ? names : names.toReversed()));
    const all = await everything(scope.profiles.list());
    assert.equal(all.length, 50);
    assert.deepEqual(new Set(all.map(({ version }) => version)), new Set([10]));
  },

  "get returns null for a missing name, getOrThrow throws": async ({ scope }) => {
    assert.equal(await scope.profiles.get("nobody"), null);
    const error = await refused(scope.profiles.getOrThrow("nobody"), "not_found");
    assert.equal(error.field, "name");
  },

  "getMany is aligned with the names, repeated ones too": async ({ scope }) => {
    const [a, b] = await putAll(scope, ["a", "b"]);
    assert.deepEqual(await scope.profiles.getMany(["b", "x", "a", "b", "A"]), [b, null, a, b, null]);
    assert.deepEqual(await scope.profiles.getMany([]), []);
  },

  // More values than a statement has parameters: 65,535 on PostgreSQL, 32,766 on SQLite.
  "bulk methods of profiles and links accept 14,000 rows and 40,000 keys": async ({ scope }) => {
    const names = many(14_000, (i) => `name-${i}`);
    const absent = many(26_000, (i) => `absent-${i}`);
    const put = await scope.profiles.putMany(names.map((name, i) => ({ name, data: i })));
    assert.equal(put[13_999]?.data, 13_999);
    const read = await scope.profiles.getMany([...names, ...absent]);
    assert.equal(read.length, 40_000);
    assert.ok(names.every((name, i) => read[i]?.name === name && read[i]?.data === i));
    assert.ok(absent.every((_, i) => read[names.length + i] === null));
    const linked = await scope.profiles.links.addMany(names.map((from) => ({ from, to: "hub" })));
    assert.ok(names.every((name, i) => linked[i]?.from === name));
    const keys = [...names, ...absent].map((from, i) => ({ from, to: i % 2 ? "hub" : "other" }));
    const found = await scope.profiles.links.getMany(keys);
    assert.ok(found.every((link, i) => (i % 2 && names[i] ? link?.from === names[i] : link === null)));
    const { nodes, links } = await scope.profiles.network("hub", { limit: 10_000 });
    assert.deepEqual([nodes.length, links.length], [10_000, 9_999]);
  },

  "hostile names are names like any other": async ({ scope }) => {
    const put = await putAll(scope, HOSTILE);
    assert.deepEqual(await scope.profiles.getMany(HOSTILE), put);
    for (const [i, name] of HOSTILE.entries()) {
      assert.deepEqual(await scope.profiles.get(name), put[i]);
      assert.equal(put[i]?.data, name);
    }
    const sorted = HOSTILE.toSorted(byCodePoint);
    assert.deepEqual(namesOf(await everything(scope.profiles.list({ limit: 3 }))), sorted);
    for (const [i, name] of HOSTILE.entries()) {
      assert.equal(await scope.profiles.remove(name), true);
      assert.equal((await everything(scope.profiles.list())).length, HOSTILE.length - i - 1);
    }
  },

  "a prefix is compared exactly, by whole characters": async ({ scope }) => {
    await putAll(scope, HOSTILE);
    const beginnings = HOSTILE.flatMap((name) => [
      name,
      ...Array.from(name).slice(0, 2),
      Array.from(name).slice(0, 2).join(""),
    ]);
    const more = [
      "users/1",
      "us",
      "zz",
      "\ufffe",
      "\u{10ffff}\u{10ffff}",
      "\ud7ff\u{10ffff}",
      "x".repeat(62),
    ];
    for (const prefix of new Set([...beginnings, ...more])) {
      const expected = HOSTILE.filter((name) => name.startsWith(prefix)).sort(byCodePoint);
      const found = namesOf(await everything(scope.profiles.list({ prefix, limit: 2 })));
      assert.deepEqual(found, expected, `prefix ${JSON.stringify(prefix.slice(0, 10))}`);
    }
    assert.equal((await scope.profiles.list({ prefix: "", limit: 1000 })).items.length, HOSTILE.length);
  },

  "list pages by name without gaps or repeats while others insert": async ({ scope }) => {
    const names = many(25, (i) => `n${String(i).padStart(2, "0")}`);
    await putAll(scope, [...names, "m", "o"]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await scope.profiles.list({ prefix: "n", limit: 7, ...(cursor && { cursor }) });
      seen.push(...namesOf(page.items));
      cursor = page.nextCursor ?? undefined;
      await putAll(scope, [`n0${seen.length}-behind`, "n"]);
    } while (cursor !== undefined);
    assert.deepEqual(
      seen.filter((name) => names.includes(name)),
      names,
    );
    assert.equal(new Set(seen).size, seen.length);
    assert.deepEqual(seen, seen.toSorted(byCodePoint));
  },

  "list has pages of 50 by default, and no cursor if the last page is exactly full": async ({ scope }) => {
    await putAll(
      scope,
      many(60, (i) => `n${i + 10}`),
    );
    const page = await scope.profiles.list();
    assert.equal(page.items.length, 50);
    const rest = await scope.profiles.list({ cursor: page.nextCursor as string });
    assert.deepEqual([rest.items.length, rest.nextCursor], [10, null]);
    assert.equal((await scope.profiles.list({ limit: 60 })).nextCursor, null);
    assert.deepEqual(await scope.profiles.list({ prefix: "x" }), { items: [], nextCursor: null });
  },

  "remove deletes the profile and keeps the links": async ({ scope }) => {
    await putAll(scope, ["a", "b"]);
    await linkAll(scope, "a>b", "b>a");
    assert.equal(await scope.profiles.remove("a"), true);
    assert.equal(await scope.profiles.remove("a"), false);
    assert.equal(await scope.profiles.get("a"), null);
    assert.notEqual(await scope.profiles.get("b"), null);
    assert.deepEqual(pairs((await scope.profiles.links.list({ name: "a" })).items), ["a>b 1", "b>a 1"]);
    const again = await scope.profiles.put({ name: "a", data: 1 });
    assert.equal(again.version, 1);
  },

  "a profile and its links are removed in one transaction": async ({ scope }) => {
    await putAll(scope, ["a", "b"]);
    await linkAll(scope, "a>b", "b>a", "a>a", "b>c");
    await scope.transaction(async ({ profiles }) => {
      await profiles.links.removeMany({ name: "a" });
      await profiles.remove("a");
    });
    assert.deepEqual(namesOf((await scope.profiles.list()).items), ["b"]);
    assert.deepEqual(pairs((await scope.profiles.links.list()).items), ["b>c 1"]);
  },

  "remove with ifVersion removes only that version": async ({ scope }) => {
    await scope.profiles.put({ name: "a", data: 1 });
    await scope.profiles.put({ name: "a", data: 2 });
    await refused(scope.profiles.remove("a", { ifVersion: 1 }), "version_conflict");
    assert.equal((await scope.profiles.getOrThrow("a")).data, 2);
    assert.equal(await scope.profiles.remove("a", { ifVersion: 2 }), true);
    assert.equal(await scope.profiles.remove("a", { ifVersion: 2 }), false);
  },
};
