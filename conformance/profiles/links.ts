import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { at, byCodePoint, HOSTILE, MOST, many, namesOf, pairs, parallel } from "./samples";

/** Sightings of links between names. */
export const links: Cases = {
  "add creates a link; later calls add to its count and widen its period": async ({ scope }) => {
    const first = await scope.profiles.links.add({ from: "a", to: "b", count: 2, seenAt: at(5) });
    assert.deepEqual(first, {
      from: "a",
      to: "b",
      count: 2,
      firstSeenAt: at(5),
      lastSeenAt: at(5),
      version: 1,
    });
    const earlier = await scope.profiles.links.add({ from: "a", to: "b", seenAt: at(3) });
    assert.deepEqual(earlier, { ...first, count: 3, firstSeenAt: at(3), version: 2 });
    const later = await scope.profiles.links.add({ from: "a", to: "b", count: 0, seenAt: at(7) });
    assert.deepEqual(later, { ...earlier, lastSeenAt: at(7), version: 3 });
    const between = await scope.profiles.links.add({ from: "a", to: "b", count: 10, seenAt: at(6) });
    assert.deepEqual(between, { ...later, count: 13, version: 4 });
    assert.deepEqual((await scope.profiles.links.list({ name: "a" })).items, [between]);
    const now = await scope.profiles.links.add({ from: "b", to: "a" });
    assert.equal(now.count, 1);
    assert.ok(Math.abs(now.lastSeenAt.getTime() - Date.now()) < 60_000);
    assert.deepEqual(now.firstSeenAt, now.lastSeenAt);
    assert.deepEqual((await scope.profiles.links.list({ to: "a" })).items, [now]);
    const zero = await scope.profiles.links.add({ from: "c", to: "c", count: 0 });
    assert.deepEqual((await scope.profiles.links.list({ name: "c" })).items, [zero]);
  },

  "20 parallel adds of one pair are all counted": async ({ scope }) => {
    await parallel(20, (i) =>
      scope.profiles.links.add({ from: "a", to: "b", seenAt: at(1 + ((i * 7) % 20)) }),
    );
    const expected = { from: "a", to: "b", count: 20, firstSeenAt: at(1), lastSeenAt: at(20), version: 20 };
    assert.deepEqual((await scope.profiles.links.list({ name: "a" })).items, [expected]);
  },

  "add keeps counts exact up to 2^53 - 1 and refuses more, changing nothing": async ({ scope }) => {
    const most = await scope.profiles.links.add({ from: "a", to: "b", count: MOST - 1, seenAt: at(5) });
    assert.equal(most.count, MOST - 1);
    const full = await scope.profiles.links.add({ from: "a", to: "b", seenAt: at(5) });
    assert.equal(full.count, MOST);
    for (const count of [1, 2, MOST]) {
      await refused(
        scope.profiles.links.add({ from: "a", to: "b", count, seenAt: at(9) }),
        "validation",
        /count/,
      );
    }
    assert.deepEqual((await scope.profiles.links.list({ name: "a" })).items, [full]);
    assert.equal(
      (await scope.profiles.links.add({ from: "a", to: "b", count: 0, seenAt: at(9) })).count,
      MOST,
    );
  },

  "of parallel adds near the limit none is lost silently": async ({ scope }) => {
    await scope.profiles.links.add({ from: "a", to: "b", count: MOST - 5 });
    const results = await Promise.allSettled(
      many(20, () => scope.profiles.links.add({ from: "a", to: "b" })),
    );
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 5);
    assert.equal((await scope.profiles.links.list({ name: "a" })).items[0]?.count, MOST);
  },

  "addMany adds to existing pairs, merges inputs of one pair and returns them in order": async ({
    scope,
  }) => {
    await scope.profiles.links.add({ from: "b", to: "c", count: 5, seenAt: at(5) });
    const added = await scope.profiles.links.addMany([
      { from: "z", to: "a", seenAt: at(3) },
      { from: "b", to: "c", count: 2, seenAt: at(9) },
      { from: "a", to: "z", count: 0, seenAt: at(1) },
      { from: "b", to: "c", count: 3, seenAt: at(2) },
      { from: "b", to: "c", seenAt: at(6) },
    ]);
    const merged = { from: "b", to: "c", count: 11, firstSeenAt: at(2), lastSeenAt: at(9), version: 2 };
    assert.deepEqual(added, [
      { from: "z", to: "a", count: 1, firstSeenAt: at(3), lastSeenAt: at(3), version: 1 },
      merged,
      { from: "a", to: "z", count: 0, firstSeenAt: at(1), lastSeenAt: at(1), version: 1 },
      merged,
      merged,
    ]);
    assert.deepEqual((await scope.profiles.links.list({ name: "b" })).items, [merged]);
    assert.deepEqual(await scope.profiles.links.addMany([]), []);
  },

  "addMany adds all or nothing": async ({ scope }) => {
    const full = await scope.profiles.links.add({ from: "m", to: "m", count: MOST, seenAt: at(1) });
    const good = [
      { from: "a", to: "m" },
      { from: "z", to: "m" },
    ];
    const over = [...good, { from: "m", to: "m", count: 1 }];
    const error = await refused(scope.profiles.links.addMany(over), "validation", /count/);
    assert.equal(error.field, "links");
    const merged = [...good, { from: "x", to: "m", count: MOST }, { from: "x", to: "m" }];
    await refused(scope.profiles.links.addMany(merged), "validation", /links\[3\]\.count/);
    await refused(
      scope.profiles.links.addMany([...good, { from: "b", to: "" }]),
      "validation",
      /links\[2\]\.to/,
    );
    assert.deepEqual((await scope.profiles.links.list({ name: "m" })).items, [full]);
    assert.equal(
      (await scope.profiles.links.addMany([...good, { from: "m", to: "m", count: 0 }]))[2]?.count,
      MOST,
    );
  },

  "parallel addMany over the same pairs lose nothing, in any order": async ({ scope }) => {
    const links = many(50, (i) => ({ from: `s${i % 7}`, to: `t${i}`, count: 2 }));
    await parallel(10, (i) => scope.profiles.links.addMany(i % 2 ? links : links.toReversed()));
    const all = await Promise.all(many(7, (i) => everything(scope.profiles.links.list({ name: `s${i}` }))));
    assert.equal(all.flat().length, 50);
    assert.deepEqual(new Set(all.flat().map(({ count }) => count)), new Set([20]));
  },

  "no character of a name is a separator: similar pairs are different": async ({ scope }) => {
    const alike = [
      { from: "a:b", to: "c" },
      { from: "a", to: "b:c" },
      { from: "a/b", to: "c" },
      { from: "a", to: "b/c" },
      { from: "ab", to: "c" },
      { from: "a", to: "bc" },
      { from: "a\u0001", to: "c" },
      { from: "a", to: "\u0001c" },
    ];
    const linked = await scope.profiles.links.addMany(alike.map((pair, i) => ({ ...pair, count: i + 1 })));
    assert.deepEqual(
      linked.map(({ count }) => count),
      many(8, (i) => i + 1),
    );
    for (const [i, { from, to }] of alike.entries()) {
      assert.equal((await scope.profiles.links.add({ from, to, count: 100 })).count, i + 101);
    }
    await scope.profiles.links.addMany(HOSTILE.map((to) => ({ from: "hub", to, count: 1 })));
    const { items } = await scope.profiles.links.list({ from: "hub", limit: 1000 });
    assert.deepEqual(
      items.map(({ to }) => to),
      HOSTILE.toSorted(byCodePoint),
    );
    for (const to of HOSTILE) {
      assert.deepEqual(pairs((await scope.profiles.links.list({ to })).items), [`hub>${to} 1`]);
    }
    const { nodes } = await scope.profiles.network("hub");
    assert.deepEqual(namesOf(nodes), ["hub", ...HOSTILE.toSorted(byCodePoint)]);
  },
};
