import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { BAD_NAMES, linkAll, MOST, namesOf, pairs, putAll, walked } from "./samples";

/** Refused calls: scopes, cursors, transactions and invalid input. */
export const refusals: Cases = {
  "cursors are refused by every other query": async ({ scope, another }) => {
    await putAll(scope, ["aa", "ab"]);
    await linkAll(scope, "x>a", "x>b");
    const { nextCursor: list } = await scope.profiles.list({ prefix: "a", limit: 1 });
    const { nextCursor: links } = await scope.profiles.links.list({ name: "x", limit: 1 });
    assert.ok(list !== null && links !== null);
    await refused(scope.profiles.list({ cursor: list }), "validation", /cursor/);
    await refused(scope.profiles.list({ prefix: "aa", cursor: list }), "validation", /cursor/);
    await refused(scope.profiles.list({ cursor: links }), "validation", /cursor/);
    await refused(scope.profiles.links.list({ name: "x", cursor: list }), "validation", /cursor/);
    await refused(scope.profiles.links.list({ name: "a", cursor: links }), "validation", /cursor/);
    await refused(scope.profiles.links.list({ from: "x", cursor: links }), "validation", /cursor/);
    await refused(another().profiles.list({ prefix: "a", cursor: list }), "validation", /cursor/);
    const elsewhere = another({ tenant: scope.tenant, workspace: "other" });
    await refused(elsewhere.profiles.links.list({ name: "x", cursor: links }), "validation", /cursor/);
    await refused(scope.profiles.list({ cursor: "nonsense" }), "validation", /cursor/);
    assert.deepEqual(pairs((await scope.profiles.links.list({ name: "x", cursor: links })).items), ["x>b 1"]);
  },

  "a rolled back transaction undoes all writes": async ({ scope }) => {
    await putAll(scope, ["a"]);
    await linkAll(scope, "a>b");
    const undo = new Error("undo");
    const failed = scope.transaction(async (tx) => {
      await tx.profiles.put({ name: "new", data: 1 });
      await tx.profiles.links.add({ from: "a", to: "b" });
      await tx.profiles.links.add({ from: "a", to: "c" });
      assert.equal(await tx.profiles.links.removeMany({ name: "a" }), 2);
      await tx.profiles.remove("a");
      assert.deepEqual((await tx.profiles.links.list({ name: "a" })).items, []);
      throw undo;
    });
    assert.equal(await failed.catch((error: unknown) => error), undo);
    assert.deepEqual(namesOf((await scope.profiles.list()).items), ["a"]);
    assert.deepEqual(pairs((await scope.profiles.links.list({ name: "a" })).items), ["a>b 1"]);
    await scope.transaction((tx) => tx.profiles.links.removeMany({ name: "a" }));
    assert.deepEqual((await scope.profiles.links.list({ name: "a" })).items, []);
  },

  "tenants and workspaces are isolated": async ({ scope, another }) => {
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
      assert.deepEqual(await other.profiles.links.list({ name: "ada" }), { items: [], nextCursor: null });
      await refused(other.profiles.network("ada", { depth: 3 }), "not_found");
      assert.equal(await other.profiles.remove("ada"), false);
      assert.equal(await other.profiles.links.removeMany({ name: "ada" }), 0);
      assert.equal(await other.profiles.links.get({ from: "ada", to: "bob" }), null);
      assert.equal(await other.profiles.links.remove({ from: "ada", to: "bob" }), false);
      // The same names and ids, as separate rows.
      const own = await other.profiles.put({ name: "ada", data: i, id: ada.id });
      assert.deepEqual([own.id, own.version], [ada.id, 1]);
      assert.equal((await other.profiles.links.add({ from: "ada", to: "bob", count: 50 })).count, 50);
      assert.deepEqual((await walked(other, "ada", { depth: 3 })).links, ["ada>bob 50"]);
      assert.deepEqual((await other.profiles.network("bob")).nodes[1]?.profile, own);
      assert.deepEqual(pairs(await other.profiles.links.addMany([{ from: "ada", to: "bob" }])), [
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

  "invalid names are refused in every method": async ({ scope: { profiles } }) => {
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
      await refused(profiles.links.add({ from: name, to: "a" }), "validation", /from (must|is missing)/);
      await refused(profiles.links.add({ from: "a", to: name }), "validation", /to (must|is missing)/);
      await refused(
        profiles.links.addMany([{ from: name, to: "a" }]),
        "validation",
        /links\[0\]\.from (must|is missing)/,
      );
      await refused(
        profiles.links.addMany([{ from: "a", to: name }]),
        "validation",
        /links\[0\]\.to (must|is missing)/,
      );
      for (const key of [
        { from: name, to: "a" },
        { from: "a", to: name },
      ]) {
        await refused(profiles.links.get(key), "validation", /key\.(from|to) (must|is missing)/);
        await refused(profiles.links.getOrThrow(key), "validation", /key\.(from|to) (must|is missing)/);
        await refused(profiles.links.getMany([key]), "validation", /keys\[0\]\.(from|to) (must|is missing)/);
        await refused(profiles.links.remove(key), "validation", /key\.(from|to) (must|is missing)/);
      }
      await refused(profiles.links.removeMany({ name }), "validation", /name (must|is missing)/);
      await refused(profiles.network(name), "validation", /name (must|is missing)/);
      if (name === undefined) continue;
      await refused(profiles.links.list({ name }), "validation", /name (must|is missing)/);
      await refused(profiles.links.list({ from: name }), "validation", /from (must|is missing)/);
      await refused(profiles.links.list({ to: name }), "validation", /to (must|is missing)/);
      if (name === "") continue;
      await refused(profiles.list({ prefix: name }), "validation", /prefix (must|is missing)/);
    }
    assert.deepEqual((await profiles.list()).items, []);
  },

  "invalid input is refused with its field, unknown members too": async ({ scope: { profiles } }) => {
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
      await no(profiles.links.list(bad({ name: "a", limit })), "limit");
    }
    await no(profiles.list(bad({ prefix: 5 })), "prefix");
    await no(profiles.list(bad({ cursor: 5 })), "cursor");
    await no(profiles.list(bad({ name: "a" })), "name");
    await no(profiles.list(bad(null)), "the input");
    await no(profiles.remove("a", bad({ links: true })), "options.links");
    await no(profiles.remove("a", bad(null)), "options");
    for (const count of [-1, 0.5, MOST + 1, Number.NaN, Infinity, "1", null, 1n]) {
      await no(profiles.links.add(bad({ from: "a", to: "b", count })), "count");
      await no(profiles.links.addMany(bad([{ from: "a", to: "b", count }])), "links[0].count");
    }
    await no(profiles.links.add(bad({ from: "a", to: "b", seenAt: "2025-01-01" })), "seenAt");
    await no(profiles.links.add({ from: "a", to: "b" }, bad({ count: 1 })), "options.count");
    await no(profiles.links.addMany(bad("a")), "links");
    await no(profiles.links.addMany(bad([{ from: "a", to: "b", seenAt: 5 }])), "links[0].seenAt");
    await no(profiles.links.addMany(bad([{ from: "a", to: "b", weight: 5 }])), "links[0].weight");
    await no(profiles.links.remove({ from: "a", to: "b" }, bad({ force: true })), "options.force");
    await no(profiles.links.list(bad({ name: "a", direction: "in" })), "direction");
    await no(profiles.links.list(bad({ name: "a", depth: 1 })), "depth");
    await no(profiles.links.removeMany(bad({ name: "a", limit: 1 })), "limit");
    await no(profiles.links.removeMany({}), "name");
    await no(profiles.links.remove(bad("a")), "key");
    await no(profiles.links.getMany(bad("a")), "keys");
    await no(profiles.links.getMany(bad([{ from: "a" }])), "keys[0].to");
    for (const depth of [0, 17, 1.5, "1", null]) await no(profiles.network("a", bad({ depth })), "depth");
    for (const limit of [0, 10_001, 1.5]) await no(profiles.network("a", bad({ limit })), "limit");
    await no(profiles.network("a", bad({ cursor: "x" })), "cursor");
    await no(profiles.network("a", {}, bad({ depth: 1 })), "options.depth");
    assert.deepEqual((await profiles.list()).items, []);
    assert.deepEqual((await profiles.links.list({ name: "a" })).items, []);
  },

  "calls that are aborted before they start write nothing": async ({ scope: { profiles } }) => {
    const signal = AbortSignal.abort();
    await refused(profiles.put({ name: "a", data: 1 }, { signal }), "aborted");
    await refused(profiles.putMany([{ name: "a", data: 1 }], { signal }), "aborted");
    await refused(profiles.links.add({ from: "a", to: "b" }, { signal }), "aborted");
    await refused(profiles.links.addMany([{ from: "a", to: "b" }], { signal }), "aborted");
    await refused(profiles.network("a", {}, { signal }), "aborted");
    assert.equal(await profiles.get("a"), null);
    assert.deepEqual((await profiles.links.list({ name: "a" })).items, []);
    await profiles.put({ name: "a", data: 1 });
    await profiles.links.add({ from: "a", to: "b" });
    await refused(profiles.remove("a", { signal }), "aborted");
    await refused(profiles.links.removeMany({ name: "a" }, { signal }), "aborted");
    await refused(profiles.links.remove({ from: "a", to: "b" }, { signal }), "aborted");
    assert.notEqual(await profiles.get("a"), null);
    assert.equal((await profiles.links.list({ name: "a" })).items.length, 1);
  },
};
