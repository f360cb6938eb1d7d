import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import {
  at,
  byCodePoint,
  HOSTILE,
  linkAll,
  MOST,
  many,
  namesOf,
  pairs,
  parallel,
  putAll,
  walked,
} from "./samples";

/** Links between names, and the networks that they make. */
export const links: Cases = {
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
};
