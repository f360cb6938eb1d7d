import assert from "node:assert/strict";
import { type Cases, refused } from "../suite";
import { at, linkAll, many, namesOf, putAll, walked } from "./samples";

/** Networks of links. */
export const networks: Cases = {
  "network of a name without profile and link is refused": async ({ scope }) => {
    for (const query of [{}, { depth: 16 }, { limit: 1 }]) {
      const error = await refused(scope.profiles.network("nobody", query), "not_found");
      assert.equal(error.field, "name");
    }
    await linkAll(scope, "a>b", "c>c");
    assert.deepEqual(await walked(scope, "b", { limit: 1 }), { nodes: ["b 0"], links: [] });
    assert.deepEqual(await walked(scope, "c", { limit: 1 }), { nodes: ["c 0"], links: ["c>c 1"] });
  },

  "network of a name without links contains only the name": async ({ scope }) => {
    const ada = await scope.profiles.put({ name: "ada", data: null });
    const alone = { nodes: [{ name: "ada", depth: 0, profile: ada }], links: [] };
    assert.deepEqual(await scope.profiles.network("ada"), alone);
  },

  "network returns names with their profiles, nearest first, and all links among them": async ({ scope }) => {
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
    ].map(([from, to, count]) => ({ from, to, count, firstSeenAt: at(1), lastSeenAt: at(1), version: 1 }));
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

  "network visits a name once, for any number of paths": async ({ scope }) => {
    // Every pair of 30 names is linked: 30 to the power of 16 paths, all with cycles.
    const names = many(30, (i) => `n${10 + i}`);
    await scope.profiles.links.addMany(
      names.flatMap((from) => names.map((to) => ({ from, to, seenAt: at(1) }))),
    );
    const { nodes, links } = await scope.profiles.network("n20", { depth: 16 }, { timeoutMs: 30_000 });
    assert.deepEqual([nodes.length, links.length], [30, 900]);
    assert.deepEqual(namesOf(nodes), ["n20", ...names.filter((name) => name !== "n20")]);
    assert.deepEqual(new Set(nodes.slice(1).map(({ depth }) => depth)), new Set([1]));
  },

  "network reaches at most 16 links": async ({ scope }) => {
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
};
