import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { byCodePoint, linkAll, MOST, pairs, putAll } from "./samples";

/** Reading and removing links. */
export const kept: Cases = {
  "get returns null for a missing link, getOrThrow throws": async ({ scope }) => {
    const [link] = await linkAll(scope, "a>b 2");
    assert.deepEqual(await scope.profiles.links.get({ from: "a", to: "b" }), link);
    assert.deepEqual(await scope.profiles.links.getOrThrow({ from: "a", to: "b" }), link);
    assert.equal(await scope.profiles.links.get({ from: "b", to: "a" }), null);
    const error = await refused(scope.profiles.links.getOrThrow({ from: "b", to: "a" }), "not_found");
    assert.equal(error.field, "key");
  },

  "getMany of links is aligned with the keys, repeated ones too": async ({ scope, another }) => {
    await linkAll(another({ tenant: scope.tenant, workspace: "other" }), "x>y", "a>b 9");
    const [ab, ba, aa] = await linkAll(scope, "a>b", "b>a 2", "a>a 0");
    const keys = ["a>b", "x>y", "a>a", "b>a", "b>b", "a>b"].map((text) => {
      const [from = "", to = ""] = text.split(">");
      return { from, to };
    });
    assert.deepEqual(await scope.profiles.links.getMany(keys), [ab, null, aa, ba, null, ab]);
    assert.deepEqual(await scope.profiles.links.getMany([]), []);
  },

  "list returns one or both directions, highest count first, a link to itself once": async ({ scope }) => {
    await linkAll(scope, "a>b 2", "a>c 9", "d>a 5", "b>a 2", "a>a 5", "b>c 7", "aa>c 9");
    assert.deepEqual(pairs((await scope.profiles.links.list({ name: "a" })).items), [
      "a>c 9",
      "a>a 5",
      "d>a 5",
      "a>b 2",
      "b>a 2",
    ]);
    const out = await scope.profiles.links.list({ from: "a" });
    assert.deepEqual(pairs(out.items), ["a>c 9", "a>a 5", "a>b 2"]);
    const into = await scope.profiles.links.list({ to: "a" });
    assert.deepEqual(pairs(into.items), ["a>a 5", "d>a 5", "b>a 2"]);
    assert.deepEqual(pairs((await scope.profiles.links.list({ name: "a", limit: 1 })).items), ["a>c 9"]);
    assert.deepEqual(await scope.profiles.links.list({ name: "nobody" }), { items: [], nextCursor: null });
  },

  "list pages through equal and exact counts without gaps or repeats": async ({ scope }) => {
    const names = ["\ufffd", "😀", "a", "b", "B", "\\".repeat(512), '"'.repeat(512)];
    const links = names.flatMap((to, i) => [
      { from: "x", to, count: [3, 3, MOST, MOST - 1][i % 4] as number },
      { from: to, to: "x", count: 3 },
    ]);
    await scope.profiles.links.addMany(links);
    const expected = links.toSorted(
      (p, q) => q.count - p.count || byCodePoint(p.from, q.from) || byCodePoint(p.to, q.to),
    );
    for (const limit of [1, 2, 5, 50]) {
      assert.deepEqual(
        pairs(await everything(scope.profiles.links.list({ name: "x", limit }))),
        pairs(expected),
      );
    }
    const first = await scope.profiles.links.list({ name: "x", limit: 5 });
    await scope.profiles.links.addMany([
      { from: "new", to: "x", count: MOST },
      { ...(expected[12] as (typeof links)[0]), count: 1000 },
    ]);
    const rest = await everything(
      scope.profiles.links.list({ name: "x", limit: 2, cursor: first.nextCursor as string }),
    );
    const still = expected.filter((_, i) => i >= 5 && i !== 12);
    assert.deepEqual(pairs(rest), pairs(still));
  },

  "list accepts both ends, with and without a name, or no end": async ({ scope }) => {
    await linkAll(scope, "a>b 2", "b>a 3", "a>a 1", "c>b 9", "b>c 4");
    const list = async (query: object) => pairs((await scope.profiles.links.list(query)).items);
    assert.deepEqual(await list({ from: "a", to: "b" }), ["a>b 2"]);
    assert.deepEqual(await list({ name: "a", from: "b" }), ["b>a 3"]);
    assert.deepEqual(await list({ name: "a", to: "a" }), ["b>a 3", "a>a 1"]);
    assert.deepEqual(await list({ name: "c", from: "a" }), []);
    assert.deepEqual(await list({}), ["c>b 9", "b>c 4", "b>a 3", "a>b 2", "a>a 1"]);
    const all = await everything(scope.profiles.links.list({ limit: 2 }));
    assert.deepEqual(pairs(all), await list({}));
  },

  "remove deletes one link in one direction": async ({ scope }) => {
    await linkAll(scope, "a>b", "b>a", "a>c");
    assert.equal(await scope.profiles.links.remove({ from: "a", to: "b" }), true);
    assert.equal(await scope.profiles.links.remove({ from: "a", to: "b" }), false);
    assert.deepEqual(pairs((await scope.profiles.links.list({ name: "a" })).items), ["a>c 1", "b>a 1"]);
  },

  "remove with ifVersion removes only a link without new sightings": async ({ scope }) => {
    const key = { from: "a", to: "b" };
    await linkAll(scope, "a>b", "b>a");
    await linkAll(scope, "a>b");
    await refused(scope.profiles.links.remove(key, { ifVersion: 1 }), "version_conflict");
    assert.equal((await scope.profiles.links.getOrThrow(key)).version, 2);
    assert.equal(await scope.profiles.links.remove(key, { ifVersion: 2 }), true);
    assert.equal(await scope.profiles.links.remove(key, { ifVersion: 2 }), false);
    assert.equal((await scope.profiles.links.add(key)).version, 1);
  },

  "removeMany deletes only the links that meet all conditions": async ({ scope, another }) => {
    const elsewhere = another({ tenant: scope.tenant, workspace: "other" });
    for (const each of [scope, elsewhere]) {
      await putAll(each, ["a", "b"]);
      await linkAll(each, "a>b", "b>a", "a>a", "b>c", "aa>b", "c>d", "e>d", "c>e");
    }
    const { links } = scope.profiles;
    assert.equal(await links.removeMany({ name: "a" }), 3);
    assert.equal(await links.removeMany({ name: "a" }), 0);
    const left = async () => pairs(await everything(links.list()));
    assert.deepEqual(await left(), ["aa>b 1", "b>c 1", "c>d 1", "c>e 1", "e>d 1"]);
    assert.equal(await links.removeMany({ to: "d", from: "e" }), 1);
    assert.equal(await links.removeMany({ name: "b", from: "b" }), 1);
    assert.equal(await links.removeMany({ from: "c" }), 2);
    assert.deepEqual(await left(), ["aa>b 1"]);
    assert.equal(await links.removeMany({ to: "b" }), 1);
    assert.deepEqual(await left(), []);
    assert.equal((await everything(elsewhere.profiles.links.list())).length, 8);
    assert.notEqual(await scope.profiles.get("a"), null);
    await refused(links.removeMany({}), "validation", /name is missing/);
  },
};
