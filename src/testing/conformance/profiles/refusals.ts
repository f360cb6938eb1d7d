import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { BAD_NAMES, linkAll, MOST, namesOf, pairs, putAll, walked } from "./samples";

/** What a scope, a cursor, a transaction or bad input must not let through. */
export const refusals: Cases = {
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
      await refused(profiles.put({ name, data: 1 }), "validation", /name (must|is missing)/);
      await refused(
        profiles.putMany([{ name, data: 1 }]),
        "validation",
        /profiles\[0\]\.name (must|is missing)/,
      );
      await refused(profiles.get(name), "validation", /name (must|is missing)/);
      await refused(profiles.getOrThrow(name), "validation", /name (must|is missing)/);
      await refused(profiles.getMany(["a", name]), "validation", /names\[1\] (must|is missing)/);
      await refused(profiles.remove(name), "validation", /name (must|is missing)/);
      await refused(profiles.remove(name, { links: true }), "validation", /name (must|is missing)/);
      await refused(profiles.link(name, "a"), "validation", /source (must|is missing)/);
      await refused(profiles.link("a", name), "validation", /target (must|is missing)/);
      await refused(
        profiles.linkMany([{ source: name, target: "a" }]),
        "validation",
        /links\[0\]\.source (must|is missing)/,
      );
      await refused(
        profiles.linkMany([{ source: "a", target: name }]),
        "validation",
        /links\[0\]\.target (must|is missing)/,
      );
      await refused(profiles.unlink(name, "a"), "validation", /source (must|is missing)/);
      await refused(profiles.unlink("a", name), "validation", /target (must|is missing)/);
      await refused(profiles.links(name), "validation", /name (must|is missing)/);
      await refused(profiles.network(name), "validation", /name (must|is missing)/);
      if (name === "" || name === undefined) continue;
      await refused(profiles.list({ prefix: name }), "validation", /prefix (must|is missing)/);
    }
    assert.deepEqual((await profiles.list()).items, []);
  },

  "bad input is refused with its field, unknown members too": async ({ scope: { profiles } }) => {
    const no = (call: PromiseLike<unknown>, field: string) =>
      refused(call, "validation").then((error) => assert.equal(error.field, field, error.message));
    const bad = (value: unknown): never => value as never;
    await no(profiles.put(bad(null)), "the input");
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
    await no(profiles.list(bad(null)), "the input");
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
};
