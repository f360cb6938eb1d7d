import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Scope } from "../../scope";
import { everything, refused, suite } from "./suite";

const MOST = Number.MAX_SAFE_INTEGER;
const at = (day: number): Date => new Date(Date.UTC(2025, 0, day, 12, 30, 15, 123));
const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const parallel = <T>(count: number, call: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(many(count, call));

/** Code point order, which is not that of JavaScript's own comparison. */
const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** In code point order of none: each could be taken for a pattern, a path, another name or two. */
const HOSTILE = [
  "a",
  "A",
  "a:b",
  "a/b",
  "users/1",
  "users/10",
  "a%",
  "a_",
  "a\\",
  "a\\%",
  "ab",
  "%",
  "_",
  "\\",
  "'",
  '"',
  "$1",
  "?",
  "null",
  "__proto__",
  "constructor",
  " a",
  "a ",
  "\n",
  "\u0001",
  "é",
  "e\u0301",
  "ß",
  "ı",
  "Å",
  "\ud7ff",
  "\ue000",
  "\ufffd",
  "😀",
  "😀😀",
  "\u{10fffe}",
  "\u{10ffff}",
  "\u{10ffff}a",
  "x".repeat(63),
  "x".repeat(64),
  "x".repeat(511),
  "x".repeat(512),
  "%".repeat(512),
  "\\".repeat(512),
  "é".repeat(256),
  "😀".repeat(128),
];

const BAD_NAMES = [
  undefined,
  null,
  1,
  "",
  "a\0b",
  "\uffff",
  "\ud800",
  "x".repeat(513),
  "é".repeat(257),
] as never[];

const putAll = (scope: Scope, names: readonly string[]) =>
  scope.profiles.putMany(names.map((name) => ({ name, data: name })));

const namesOf = (profiles: readonly { name: string }[]): string[] => profiles.map(({ name }) => name);

const pairs = (links: readonly { source: string; target: string; count: number }[]): string[] =>
  links.map(({ source, target, count }) => `${source}>${target} ${count}`);

const linkAll = (scope: Scope, ...texts: string[]) =>
  scope.profiles.linkMany(
    texts.map((text) => {
      const [source = "", target = "", count = "1"] = text.split(/[> ]/);
      return { source, target, count: Number(count), seenAt: at(1) };
    }),
  );

const walked = async (scope: Scope, name: string, query?: { depth?: number; limit?: number }) => {
  const { nodes, links } = await scope.profiles.network(name, query);
  return { nodes: nodes.map((node) => `${node.name} ${node.depth}`), links: pairs(links) };
};

export const profiles = suite("profiles", {
  "put makes a profile that get reads back as it was returned": async ({ scope }) => {
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

  "data is any JSON value and is replaced whole": async ({ scope }) => {
    for (const data of [null, false, 0, "", "text", 1e21, -1.5e-7, [], {}, { a: 1, b: 2 }, { b: [{}] }]) {
      const put = await scope.profiles.put({ name: "ada", data });
      assert.deepEqual(put.data, data);
      assert.deepEqual(await scope.profiles.get("ada"), put);
    }
  },

  "put again keeps id and createdAt, whatever the input says, and counts the version": async ({ scope }) => {
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
    await refused(scope.profiles.put({ name: "bob", data: 2, id: ada.id }), "unique_violation");
    assert.equal(await scope.profiles.get("bob"), null);
    assert.deepEqual(await scope.profiles.get("ada"), ada);
  },

  "put with ifVersion replaces that version alone": async ({ scope }) => {
    await refused(scope.profiles.put({ name: "ada", data: 1 }, { ifVersion: 1 }), "not_found");
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

  "putMany puts new and known names and returns them in the order given": async ({ scope }) => {
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

  "putMany merges entries of one name: the last one wins and the version counts one": async ({ scope }) => {
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

  "putMany puts all or nothing": async ({ scope }) => {
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

  "parallel putMany over the same names lose nothing, in whatever order": async ({ scope }) => {
    const names = many(50, (i) => `name-${i}`);
    await parallel(10, (i) => putAll(scope, i % 2 ? names : names.toReversed()));
    const all = await everything(scope.profiles.list());
    assert.equal(all.length, 50);
    assert.deepEqual(new Set(all.map(({ version }) => version)), new Set([10]));
  },

  "get gives null for what is absent, getOrThrow refuses": async ({ scope }) => {
    assert.equal(await scope.profiles.get("nobody"), null);
    await refused(scope.profiles.getOrThrow("nobody"), "not_found");
  },

  "getMany is aligned with the names, repeated ones too": async ({ scope }) => {
    const [a, b] = await putAll(scope, ["a", "b"]);
    assert.deepEqual(await scope.profiles.getMany(["b", "x", "a", "b", "A"]), [b, null, a, b, null]);
    assert.deepEqual(await scope.profiles.getMany([]), []);
  },

  "putMany, getMany and linkMany take 40,000 at once": async ({ scope }) => {
    const names = many(40_000, (i) => `name-${i}`);
    const put = await scope.profiles.putMany(names.map((name, i) => ({ name, data: i })));
    assert.equal(put[39_999]?.data, 39_999);
    const read = await scope.profiles.getMany([...names, "absent"]);
    assert.equal(read.length, 40_001);
    assert.ok(names.every((name, i) => read[i]?.name === name && read[i]?.data === i));
    assert.equal(read[40_000], null);
    const linked = await scope.profiles.linkMany(names.map((source) => ({ source, target: "hub" })));
    assert.ok(names.every((name, i) => linked[i]?.source === name));
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

  "list has pages of 50 by default, and no next page when it ends exactly": async ({ scope }) => {
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

  "cursors are refused by every other query": async ({ scope, another }) => {
    await putAll(scope, ["aa", "ab"]);
    await linkAll(scope, "x>a", "x>b");
    const { nextCursor: list } = await scope.profiles.list({ prefix: "a", limit: 1 });
    const { nextCursor: links } = await scope.profiles.links("x", { limit: 1 });
    assert.ok(list !== null && links !== null);
    await refused(scope.profiles.list({ cursor: list }), "validation", /cursor/);
    await refused(scope.profiles.list({ prefix: "aa", cursor: list }), "validation", /cursor/);
    await refused(scope.profiles.list({ cursor: links }), "validation", /cursor/);
    await refused(scope.profiles.links("x", { cursor: list }), "validation", /cursor/);
    await refused(scope.profiles.links("a", { cursor: links }), "validation", /cursor/);
    await refused(scope.profiles.links("x", { direction: "out", cursor: links }), "validation", /cursor/);
    await refused(another().profiles.list({ prefix: "a", cursor: list }), "validation", /cursor/);
    const elsewhere = another({ tenant: scope.tenant, workspace: "other" });
    await refused(elsewhere.profiles.links("x", { cursor: links }), "validation", /cursor/);
    await refused(scope.profiles.list({ cursor: "nonsense" }), "validation", /cursor/);
    assert.deepEqual(pairs((await scope.profiles.links("x", { cursor: links })).items), ["x>b 1"]);
  },

  "remove deletes the profile and leaves the links": async ({ scope }) => {
    await putAll(scope, ["a", "b"]);
    await linkAll(scope, "a>b", "b>a");
    assert.equal(await scope.profiles.remove("a"), true);
    assert.equal(await scope.profiles.remove("a"), false);
    assert.equal(await scope.profiles.get("a"), null);
    assert.notEqual(await scope.profiles.get("b"), null);
    assert.deepEqual(pairs((await scope.profiles.links("a")).items), ["a>b 1", "b>a 1"]);
    const again = await scope.profiles.put({ name: "a", data: 1 });
    assert.equal(again.version, 1);
  },

  "remove with links deletes those from and to the name, and no others": async ({ scope, another }) => {
    const elsewhere = another({ tenant: scope.tenant, workspace: "other" });
    for (const each of [scope, elsewhere]) {
      await putAll(each, ["a", "b"]);
      await linkAll(each, "a>b", "b>a", "a>a", "b>c", "aa>b");
    }
    assert.equal(await scope.profiles.remove("a", { links: true }), true);
    assert.equal(await scope.profiles.get("a"), null);
    assert.deepEqual(pairs((await scope.profiles.links("a")).items), []);
    assert.deepEqual(pairs((await scope.profiles.links("b")).items), ["aa>b 1", "b>c 1"]);
    assert.equal((await elsewhere.profiles.links("a")).items.length, 3);
    assert.notEqual(await elsewhere.profiles.get("a"), null);
    assert.equal(await scope.profiles.remove("c", { links: true }), false);
    assert.deepEqual(pairs((await scope.profiles.links("b")).items), ["aa>b 1"]);
    assert.equal(await scope.profiles.remove("b", { links: false }), true);
    assert.equal((await scope.profiles.links("b")).items.length, 1);
  },

  "remove with ifVersion removes that version alone, with its links or not at all": async ({ scope }) => {
    await scope.profiles.put({ name: "a", data: 1 });
    await scope.profiles.put({ name: "a", data: 2 });
    await linkAll(scope, "a>b");
    await refused(scope.profiles.remove("a", { ifVersion: 1 }), "version_conflict");
    await refused(scope.profiles.remove("a", { ifVersion: 1, links: true }), "version_conflict");
    assert.equal((await scope.profiles.getOrThrow("a")).data, 2);
    assert.equal((await scope.profiles.links("a")).items.length, 1);
    assert.equal(await scope.profiles.remove("a", { ifVersion: 2, links: true }), true);
    assert.equal((await scope.profiles.links("a")).items.length, 0);
    assert.equal(await scope.profiles.remove("a", { ifVersion: 2 }), false);
  },

  "transactions take all of it back": async ({ scope }) => {
    await putAll(scope, ["a"]);
    await linkAll(scope, "a>b");
    const undo = new Error("undo");
    const failed = scope.transaction(async (tx) => {
      await tx.profiles.put({ name: "new", data: 1 });
      await tx.profiles.link("a", "b");
      await tx.profiles.link("a", "c");
      await tx.profiles.remove("a", { links: true });
      assert.deepEqual((await tx.profiles.links("a")).items, []);
      throw undo;
    });
    assert.equal(await failed.catch((error: unknown) => error), undo);
    assert.deepEqual(namesOf((await scope.profiles.list()).items), ["a"]);
    assert.deepEqual(pairs((await scope.profiles.links("a")).items), ["a>b 1"]);
    await scope.transaction((tx) => tx.profiles.remove("a", { links: true }));
    assert.deepEqual((await scope.profiles.links("a")).items, []);
  },

  "link makes a link, then adds to it and widens its time": async ({ scope }) => {
    const first = await scope.profiles.link("a", "b", { count: 2, seenAt: at(5) });
    assert.deepEqual(first, { source: "a", target: "b", count: 2, firstSeen: at(5), lastSeen: at(5) });
    const earlier = await scope.profiles.link("a", "b", { seenAt: at(3) });
    assert.deepEqual(earlier, { ...first, count: 3, firstSeen: at(3) });
    const later = await scope.profiles.link("a", "b", { count: 0, seenAt: at(7) });
    assert.deepEqual(later, { ...earlier, lastSeen: at(7) });
    const between = await scope.profiles.link("a", "b", { count: 10, seenAt: at(6) });
    assert.deepEqual(between, { ...later, count: 13 });
    assert.deepEqual((await scope.profiles.links("a")).items, [between]);
    const now = await scope.profiles.link("b", "a");
    assert.equal(now.count, 1);
    assert.ok(Math.abs(now.lastSeen.getTime() - Date.now()) < 60_000);
    assert.deepEqual(now.firstSeen, now.lastSeen);
    assert.deepEqual((await scope.profiles.links("a", { direction: "in" })).items, [now]);
    const zero = await scope.profiles.link("c", "c", { count: 0 });
    assert.deepEqual((await scope.profiles.links("c")).items, [zero]);
  },

  "20 parallel links of one pair add up": async ({ scope }) => {
    await parallel(20, (i) => scope.profiles.link("a", "b", { seenAt: at(1 + ((i * 7) % 20)) }));
    const expected = { source: "a", target: "b", count: 20, firstSeen: at(1), lastSeen: at(20) };
    assert.deepEqual((await scope.profiles.links("a")).items, [expected]);
  },

  "link keeps counts exact up to 2^53 - 1 and refuses more, changing nothing": async ({ scope }) => {
    const most = await scope.profiles.link("a", "b", { count: MOST - 1, seenAt: at(5) });
    assert.equal(most.count, MOST - 1);
    const full = await scope.profiles.link("a", "b", { seenAt: at(5) });
    assert.equal(full.count, MOST);
    for (const count of [1, 2, MOST]) {
      await refused(scope.profiles.link("a", "b", { count, seenAt: at(9) }), "validation", /count/);
    }
    assert.deepEqual((await scope.profiles.links("a")).items, [full]);
    assert.equal((await scope.profiles.link("a", "b", { count: 0, seenAt: at(9) })).count, MOST);
  },

  "of parallel links near the limit none is lost silently": async ({ scope }) => {
    await scope.profiles.link("a", "b", { count: MOST - 5 });
    const results = await Promise.allSettled(many(20, () => scope.profiles.link("a", "b")));
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 5);
    assert.equal((await scope.profiles.links("a")).items[0]?.count, MOST);
  },

  "linkMany adds to known pairs, merges entries of one pair and returns them in order": async ({ scope }) => {
    await scope.profiles.link("b", "c", { count: 5, seenAt: at(5) });
    const linked = await scope.profiles.linkMany([
      { source: "z", target: "a", seenAt: at(3) },
      { source: "b", target: "c", count: 2, seenAt: at(9) },
      { source: "a", target: "z", count: 0, seenAt: at(1) },
      { source: "b", target: "c", count: 3, seenAt: at(2) },
      { source: "b", target: "c", seenAt: at(6) },
    ]);
    const merged = { source: "b", target: "c", count: 11, firstSeen: at(2), lastSeen: at(9) };
    assert.deepEqual(linked, [
      { source: "z", target: "a", count: 1, firstSeen: at(3), lastSeen: at(3) },
      merged,
      { source: "a", target: "z", count: 0, firstSeen: at(1), lastSeen: at(1) },
      merged,
      merged,
    ]);
    assert.deepEqual((await scope.profiles.links("b")).items, [merged]);
    assert.deepEqual(await scope.profiles.linkMany([]), []);
  },

  "linkMany links all or nothing": async ({ scope }) => {
    const full = await scope.profiles.link("m", "m", { count: MOST, seenAt: at(1) });
    const good = [
      { source: "a", target: "m" },
      { source: "z", target: "m" },
    ];
    const over = [...good, { source: "m", target: "m", count: 1 }];
    const error = await refused(scope.profiles.linkMany(over), "validation", /count/);
    assert.equal(error.field, "links");
    const merged = [...good, { source: "x", target: "m", count: MOST }, { source: "x", target: "m" }];
    await refused(scope.profiles.linkMany(merged), "validation", /links\[3\]\.count/);
    await refused(
      scope.profiles.linkMany([...good, { source: "b", target: "" }]),
      "validation",
      /links\[2\]\.target/,
    );
    assert.deepEqual((await scope.profiles.links("m")).items, [full]);
    assert.equal(
      (await scope.profiles.linkMany([...good, { source: "m", target: "m", count: 0 }]))[2]?.count,
      MOST,
    );
  },

  "parallel linkMany over the same pairs lose nothing, in whatever order": async ({ scope }) => {
    const links = many(50, (i) => ({ source: `s${i % 7}`, target: `t${i}`, count: 2 }));
    await parallel(10, (i) => scope.profiles.linkMany(i % 2 ? links : links.toReversed()));
    const all = await Promise.all(many(7, (i) => everything(scope.profiles.links(`s${i}`))));
    assert.equal(all.flat().length, 50);
    assert.deepEqual(new Set(all.flat().map(({ count }) => count)), new Set([20]));
  },

  "unlink deletes one link in one direction": async ({ scope }) => {
    await linkAll(scope, "a>b", "b>a", "a>c");
    assert.equal(await scope.profiles.unlink("a", "b"), true);
    assert.equal(await scope.profiles.unlink("a", "b"), false);
    assert.deepEqual(pairs((await scope.profiles.links("a")).items), ["a>c 1", "b>a 1"]);
  },

  "no character of a name separates: pairs that look alike are different": async ({ scope }) => {
    const alike = [
      { source: "a:b", target: "c" },
      { source: "a", target: "b:c" },
      { source: "a/b", target: "c" },
      { source: "a", target: "b/c" },
      { source: "ab", target: "c" },
      { source: "a", target: "bc" },
      { source: "a\u0001", target: "c" },
      { source: "a", target: "\u0001c" },
    ];
    const linked = await scope.profiles.linkMany(alike.map((pair, i) => ({ ...pair, count: i + 1 })));
    assert.deepEqual(
      linked.map(({ count }) => count),
      many(8, (i) => i + 1),
    );
    for (const [i, { source, target }] of alike.entries()) {
      assert.equal((await scope.profiles.link(source, target, { count: 100 })).count, i + 101);
    }
    await scope.profiles.linkMany(HOSTILE.map((target) => ({ source: "hub", target, count: 1 })));
    const { items } = await scope.profiles.links("hub", { direction: "out", limit: 1000 });
    assert.deepEqual(
      items.map(({ target }) => target),
      HOSTILE.toSorted(byCodePoint),
    );
    for (const target of HOSTILE) {
      assert.deepEqual(pairs((await scope.profiles.links(target, { direction: "in" })).items), [
        `hub>${target} 1`,
      ]);
    }
    const { nodes } = await scope.profiles.network("hub");
    assert.deepEqual(namesOf(nodes), ["hub", ...HOSTILE.toSorted(byCodePoint)]);
  },

  "links gives one or both directions, most counted first, a link to itself once": async ({ scope }) => {
    await linkAll(scope, "a>b 2", "a>c 9", "d>a 5", "b>a 2", "a>a 5", "b>c 7", "aa>c 9");
    assert.deepEqual(pairs((await scope.profiles.links("a")).items), [
      "a>c 9",
      "a>a 5",
      "d>a 5",
      "a>b 2",
      "b>a 2",
    ]);
    const out = await scope.profiles.links("a", { direction: "out" });
    assert.deepEqual(pairs(out.items), ["a>c 9", "a>a 5", "a>b 2"]);
    const into = await scope.profiles.links("a", { direction: "in" });
    assert.deepEqual(pairs(into.items), ["a>a 5", "d>a 5", "b>a 2"]);
    assert.deepEqual(pairs((await scope.profiles.links("a", { direction: "both", limit: 1 })).items), [
      "a>c 9",
    ]);
    assert.deepEqual(await scope.profiles.links("nobody"), { items: [], nextCursor: null });
  },

  "links pages through equal and exact counts without gaps or repeats": async ({ scope }) => {
    const targets = ["\ufffd", "😀", "a", "b", "B", "\\".repeat(512), '"'.repeat(512)];
    const links = targets.flatMap((target, i) => [
      { source: "x", target, count: [3, 3, MOST, MOST - 1][i % 4] as number },
      { source: target, target: "x", count: 3 },
    ]);
    await scope.profiles.linkMany(links);
    const expected = links.toSorted(
      (p, q) => q.count - p.count || byCodePoint(p.source, q.source) || byCodePoint(p.target, q.target),
    );
    for (const limit of [1, 2, 5, 50]) {
      assert.deepEqual(pairs(await everything(scope.profiles.links("x", { limit }))), pairs(expected));
    }
    const first = await scope.profiles.links("x", { limit: 5 });
    await scope.profiles.linkMany([
      { source: "new", target: "x", count: MOST },
      { ...(expected[12] as (typeof links)[0]), count: 1000 },
    ]);
    const rest = await everything(
      scope.profiles.links("x", { limit: 2, cursor: first.nextCursor as string }),
    );
    const still = expected.filter((_, i) => i >= 5 && i !== 12);
    assert.deepEqual(pairs(rest), pairs(still));
  },

  "network of a name without links is the name": async ({ scope }) => {
    assert.deepEqual(await scope.profiles.network("nobody", { depth: 16 }), {
      nodes: [{ name: "nobody", depth: 0, profile: null }],
      links: [],
    });
    const ada = await scope.profiles.put({ name: "ada", data: null });
    const alone = { nodes: [{ name: "ada", depth: 0, profile: ada }], links: [] };
    assert.deepEqual(await scope.profiles.network("ada"), alone);
  },

  "network gives names with their profiles, nearest first, and all links among them": async ({ scope }) => {
    await linkAll(scope, "b>a 2", "a>c", "b>c 3", "c>d", "d>e", "e>f", "z>y", "b>b");
    const [a, c] = await putAll(scope, ["a", "c", "unlinked"]);
    const { nodes, links } = await scope.profiles.network("a");
    assert.deepEqual(nodes, [
      { name: "a", depth: 0, profile: a },
      { name: "b", depth: 1, profile: null },
      { name: "c", depth: 1, profile: c },
    ]);
    const expected = [
      ["a", "c", 1],
      ["b", "a", 2],
      ["b", "b", 1],
      ["b", "c", 3],
    ].map(([source, target, count]) => ({ source, target, count, firstSeen: at(1), lastSeen: at(1) }));
    assert.deepEqual(links, expected);
    assert.deepEqual(await walked(scope, "a", { depth: 2 }), {
      nodes: ["a 0", "b 1", "c 1", "d 2"],
      links: ["a>c 1", "b>a 2", "b>b 1", "b>c 3", "c>d 1"],
    });
    assert.deepEqual((await walked(scope, "f", { depth: 3 })).nodes, ["f 0", "e 1", "d 2", "c 3"]);
    assert.deepEqual((await walked(scope, "a", { depth: 16 })).nodes.length, 6);
  },

  "network keeps the nearest names within its limit, and the links among those": async ({ scope }) => {
    await linkAll(scope, "a>c", "b>a", "a>d", "d>b", "b>aa", "c>d");
    assert.deepEqual(await walked(scope, "a", { depth: 2, limit: 3 }), {
      nodes: ["a 0", "b 1", "c 1"],
      links: ["a>c 1", "b>a 1"],
    });
    assert.deepEqual(await walked(scope, "a", { limit: 1 }), { nodes: ["a 0"], links: [] });
    assert.deepEqual((await walked(scope, "a", { depth: 2, limit: 5 })).nodes.at(-1), "aa 2");
  },

  "network visits a name once however many ways lead there": async ({ scope }) => {
    // Every pair of 30 names linked: 30 to the 16th paths, and nothing but circles.
    const names = many(30, (i) => `n${10 + i}`);
    await scope.profiles.linkMany(
      names.flatMap((source) => names.map((target) => ({ source, target, seenAt: at(1) }))),
    );
    const { nodes, links } = await scope.profiles.network("n20", { depth: 16 }, { timeoutMs: 30_000 });
    assert.deepEqual([nodes.length, links.length], [30, 900]);
    assert.deepEqual(namesOf(nodes), ["n20", ...names.filter((name) => name !== "n20")]);
    assert.deepEqual(new Set(nodes.slice(1).map(({ depth }) => depth)), new Set([1]));
  },

  "network goes 16 links far and no further": async ({ scope }) => {
    const chain = many(20, (i) => `c${10 + i}`);
    await linkAll(
      scope,
      ...chain.slice(1).map((name, i) => (i % 2 ? `${name}>${chain[i]}` : `${chain[i]}>${name}`)),
    );
    const { nodes } = await walked(scope, "c10", { depth: 16 });
    assert.deepEqual(
      nodes,
      chain.slice(0, 17).map((name, i) => `${name} ${i}`),
    );
  },

  "tenants and workspaces see nothing of each other": async ({ scope, another }) => {
    const others = [
      another(),
      another({ tenant: scope.tenant, workspace: "default2" }),
      another({ tenant: `${scope.tenant}%`, workspace: scope.workspace }),
    ];
    const ada = await scope.profiles.put({ name: "ada", data: 1 });
    await linkAll(scope, "ada>bob", "bob>eve");
    for (const [i, other] of others.entries()) {
      assert.equal(await other.profiles.get("ada"), null);
      await refused(other.profiles.put({ name: "ada", data: 2 }, { ifVersion: 1 }), "not_found");
      assert.deepEqual(await other.profiles.getMany(["ada"]), [null]);
      assert.deepEqual(await other.profiles.list({ prefix: "a" }), { items: [], nextCursor: null });
      assert.deepEqual(await other.profiles.links("ada"), { items: [], nextCursor: null });
      assert.deepEqual(await walked(other, "ada", { depth: 3 }), { nodes: ["ada 0"], links: [] });
      assert.equal(await other.profiles.remove("ada", { links: true }), false);
      assert.equal(await other.profiles.unlink("ada", "bob"), false);
      // The same names and ids, as rows of their own.
      const own = await other.profiles.put({ name: "ada", data: i, id: ada.id });
      assert.deepEqual([own.id, own.version], [ada.id, 1]);
      assert.equal((await other.profiles.link("ada", "bob", { count: 50 })).count, 50);
      assert.deepEqual((await walked(other, "ada", { depth: 3 })).links, ["ada>bob 50"]);
      assert.deepEqual((await other.profiles.network("bob")).nodes[1]?.profile, own);
      assert.deepEqual(pairs(await other.profiles.linkMany([{ source: "ada", target: "bob" }])), [
        "ada>bob 51",
      ]);
      assert.equal((await other.profiles.putMany([{ name: "ada", data: i }]))[0]?.version, 2);
    }
    assert.deepEqual(await everything(scope.profiles.list()), [ada]);
    assert.deepEqual(await walked(scope, "ada", { depth: 3 }), {
      nodes: ["ada 0", "bob 1", "eve 2"],
      links: ["ada>bob 1", "bob>eve 1"],
    });
    assert.deepEqual((await scope.profiles.network("ada")).nodes[0]?.profile, ada);
  },

  "bad names are refused wherever a name is taken": async ({ scope: { profiles } }) => {
    for (const name of BAD_NAMES) {
      await refused(profiles.put({ name, data: 1 }), "validation", /name must/);
      await refused(profiles.putMany([{ name, data: 1 }]), "validation", /profiles\[0\]\.name must/);
      await refused(profiles.get(name), "validation", /name must/);
      await refused(profiles.getOrThrow(name), "validation", /name must/);
      await refused(profiles.getMany(["a", name]), "validation", /names\[1\] must/);
      await refused(profiles.remove(name), "validation", /name must/);
      await refused(profiles.remove(name, { links: true }), "validation", /name must/);
      await refused(profiles.link(name, "a"), "validation", /source must/);
      await refused(profiles.link("a", name), "validation", /target must/);
      await refused(
        profiles.linkMany([{ source: name, target: "a" }]),
        "validation",
        /links\[0\]\.source must/,
      );
      await refused(
        profiles.linkMany([{ source: "a", target: name }]),
        "validation",
        /links\[0\]\.target must/,
      );
      await refused(profiles.unlink(name, "a"), "validation", /source must/);
      await refused(profiles.unlink("a", name), "validation", /target must/);
      await refused(profiles.links(name), "validation", /name must/);
      await refused(profiles.network(name), "validation", /name must/);
      if (name === "" || name === undefined) continue;
      await refused(profiles.list({ prefix: name }), "validation", /prefix must/);
    }
    assert.deepEqual((await profiles.list()).items, []);
  },

  "bad input is refused with its field, unknown members too": async ({ scope: { profiles } }) => {
    const no = (call: PromiseLike<unknown>, field: string) =>
      refused(call, "validation").then((error) => assert.equal(error.field, field, error.message));
    const bad = (value: unknown): never => value as never;
    await no(profiles.put(bad(null)), "");
    await no(profiles.put(bad({ name: "a" })), "data");
    await no(profiles.put(bad({ name: "a", data: { x: [1, Number.NaN] } })), "data.x[1]");
    await no(profiles.put(bad({ name: "a", data: new Date() })), "data");
    await no(profiles.put({ name: "a", data: 1, id: "1" }), "id");
    await no(profiles.put({ name: "a", data: 1, createdAt: new Date(Number.NaN) }), "createdAt");
    await no(profiles.put(bad({ name: "a", data: 1, elo: 2 })), "elo");
    for (const ifVersion of [0, -1, 1.5, 2 ** 31, "1", null, Number.NaN]) {
      await no(profiles.put({ name: "a", data: 1 }, bad({ ifVersion })), "options.ifVersion");
      await no(profiles.remove("a", bad({ ifVersion })), "options.ifVersion");
    }
    await no(profiles.put({ name: "a", data: 1 }, bad({ ifversion: 1 })), "options.ifversion");
    await no(profiles.putMany(bad({})), "profiles");
    await no(profiles.putMany(bad([{ name: "a", data: 1 }, undefined])), "profiles[1]");
    await no(profiles.putMany(bad([{ name: "a", data: { x: 1n } }])), "profiles[0].data.x");
    await no(profiles.putMany([], bad({ ifVersion: 1 })), "options.ifVersion");
    await no(profiles.getMany(bad("a")), "names");
    for (const limit of [0, -1, 1001, 1.5, "5", null]) {
      await no(profiles.list(bad({ limit })), "limit");
      await no(profiles.links("a", bad({ limit })), "limit");
    }
    await no(profiles.list(bad({ prefix: 5 })), "prefix");
    await no(profiles.list(bad({ cursor: 5 })), "cursor");
    await no(profiles.list(bad({ name: "a" })), "name");
    await no(profiles.list(bad(null)), "");
    await no(profiles.remove("a", bad({ links: 1 })), "options.links");
    await no(profiles.remove("a", bad({ link: true })), "options.link");
    await no(profiles.remove("a", bad(null)), "options");
    for (const count of [-1, 0.5, MOST + 1, Number.NaN, Infinity, "1", null, 1n]) {
      await no(profiles.link("a", "b", bad({ count })), "options.count");
      await no(profiles.linkMany(bad([{ source: "a", target: "b", count }])), "links[0].count");
    }
    await no(profiles.link("a", "b", bad({ seenAt: "2025-01-01" })), "options.seenAt");
    await no(profiles.link("a", "b", bad({ counts: 1 })), "options.counts");
    await no(profiles.linkMany(bad("a")), "links");
    await no(profiles.linkMany(bad([{ source: "a", target: "b", seenAt: 5 }])), "links[0].seenAt");
    await no(profiles.linkMany(bad([{ source: "a", target: "b", weight: 5 }])), "links[0].weight");
    await no(profiles.unlink("a", "b", bad({ force: true })), "options.force");
    await no(profiles.links("a", bad({ direction: "up" })), "direction");
    await no(profiles.links("a", bad({ depth: 1 })), "depth");
    for (const depth of [0, 17, 1.5, "1", null]) await no(profiles.network("a", bad({ depth })), "depth");
    for (const limit of [0, 10_001, 1.5]) await no(profiles.network("a", bad({ limit })), "limit");
    await no(profiles.network("a", bad({ cursor: "x" })), "cursor");
    await no(profiles.network("a", {}, bad({ depth: 1 })), "options.depth");
    assert.deepEqual((await profiles.list()).items, []);
    assert.deepEqual((await profiles.links("a")).items, []);
  },

  "calls that are aborted before they begin write nothing": async ({ scope: { profiles } }) => {
    const signal = AbortSignal.abort();
    await refused(profiles.put({ name: "a", data: 1 }, { signal }), "aborted");
    await refused(profiles.putMany([{ name: "a", data: 1 }], { signal }), "aborted");
    await refused(profiles.link("a", "b", { signal, count: 1 }), "aborted");
    await refused(profiles.linkMany([{ source: "a", target: "b" }], { signal }), "aborted");
    await refused(profiles.network("a", {}, { signal }), "aborted");
    assert.equal(await profiles.get("a"), null);
    assert.deepEqual((await profiles.links("a")).items, []);
    await profiles.put({ name: "a", data: 1 });
    await profiles.link("a", "b");
    await refused(profiles.remove("a", { signal }), "aborted");
    await refused(profiles.remove("a", { signal, links: true }), "aborted");
    await refused(profiles.unlink("a", "b", { signal }), "aborted");
    assert.notEqual(await profiles.get("a"), null);
    assert.equal((await profiles.links("a")).items.length, 1);
  },
});
