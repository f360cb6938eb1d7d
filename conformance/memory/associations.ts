import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { MemoryAssociation } from "../../src/stores/memory/associations/types";
import { vectorOf } from "../embedder";
import { type Cases, everything, refused } from "../suite";
import { at, notes } from "./samples";

const pair = (a: string, b: string): [string, string] => (a < b ? [a, b] : [b, a]);
const ends = ({ fromId, toId }: MemoryAssociation): [string, string] => [fromId, toId];

/** Links between items. */
export const associations: Cases = {
  "put makes a link, and replaces its weight": async ({ scope: { memory } }) => {
    const [a, b] = await memory.addMany(notes("a", "b"));
    const key = { fromId: a!.id, toId: b!.id, kind: "causes" };
    const put = await memory.associations.put({ ...key, weight: 0.25 });
    assert.deepEqual([put.weight, put.version], [0.25, 1]);
    assert.deepEqual(await memory.associations.get({ ...key, fromId: a!.id.toUpperCase() }), put);
    const again = await memory.associations.put({ ...key, weight: 0.5 });
    assert.deepEqual([again.weight, again.version, again.createdAt], [0.5, 2, put.createdAt]);
    const related = await memory.associations.put({ fromId: b!.id, toId: a!.id });
    assert.deepEqual([related.kind, related.weight], ["related", 1]);
    assert.equal(await memory.associations.get({ ...key, fromId: b!.id, toId: a!.id }), null);
    assert.equal(await memory.associations.remove(key), true);
    assert.equal(await memory.associations.remove(key), false);
    const back = { fromId: b!.id, toId: a!.id, kind: "related" };
    const second = await memory.associations.put({ ...back, weight: 0.2 }, { ifVersion: 1 });
    assert.deepEqual([second.weight, second.version], [0.2, 2]);
    await refused(memory.associations.put(back, { ifVersion: 1 }), "version_conflict");
    await refused(memory.associations.put({ ...back, kind: "none" }, { ifVersion: 1 }), "not_found");
    await refused(memory.associations.remove(back, { ifVersion: 1 }), "version_conflict");
    assert.equal(await memory.associations.remove(back, { ifVersion: 2 }), true);
  },

  "putMany is one write, of which the last of a key wins": async ({ scope: { memory } }) => {
    const [a, b, c] = await memory.addMany(notes("a", "b", "c"));
    const [first, second, third] = await memory.associations.putMany([
      { fromId: a!.id, toId: b!.id, weight: 0.1 },
      { fromId: a!.id, toId: c!.id },
      { fromId: a!.id, toId: b!.id, weight: 0.2 },
    ]);
    assert.deepEqual([first!.weight, second!.weight, third], [0.2, 1, first]);
    assert.deepEqual(await memory.associations.putMany([]), []);
  },

  "a pair has one link of a kind without direction, whichever item is named first": async ({ scope }) => {
    const { memory } = scope;
    const ids = (await memory.addMany(notes("a", "b"))).map(({ id }) => id).sort();
    const [low, high] = ids as [string, string];
    for (const kind of ["similar", "together"]) {
      const back = { fromId: high.toUpperCase(), toId: low, kind };
      const put = await memory.associations.put({ ...back, weight: 0.4 });
      assert.deepEqual(ends(put), [low, high]);
      const again = await memory.associations.putMany([
        { fromId: low, toId: high, kind },
        { ...back, weight: 0.7 },
      ]);
      assert.deepEqual(
        again.map(({ version, weight }) => [version, weight]),
        [
          [2, 0.7],
          [2, 0.7],
        ],
      );
      assert.deepEqual(await memory.associations.get(back), again[0]);
      assert.equal((await memory.associations.put({ ...back, weight: 0.1 }, { ifVersion: 2 })).version, 3);
      assert.equal(await memory.associations.remove(back, { ifVersion: 3 }), true);
      const missing = memory.associations.put({ fromId: high, toId: randomUUID().replace(/^./, "0"), kind });
      assert.equal((await refused(missing, "not_found")).field, "toId");
    }
  },

  "links are listed from both ends, the strongest first": async ({ scope: { memory } }) => {
    const items = await memory.addMany(notes("a", "b", "c", "d"));
    const [a, b, c, d] = items.map(({ id }) => id) as [string, string, string, string];
    await memory.associations.putMany([
      { fromId: a, toId: b, weight: 0.3 },
      { fromId: c, toId: a, weight: 0.9 },
      { fromId: a, toId: d, weight: 0.6, kind: "causes" },
      { fromId: b, toId: c },
    ]);
    const listed = async (query: object) =>
      (await everything(memory.associations.list({ itemId: a, limit: 1, ...query }))).map(
        ({ weight }) => weight,
      );
    assert.deepEqual(await listed({}), [0.9, 0.6, 0.3]);
    assert.deepEqual(await listed({ itemId: a.toUpperCase() }), [0.9, 0.6, 0.3]);
    assert.deepEqual(await listed({ end: "from" }), [0.6, 0.3]);
    assert.deepEqual(await listed({ end: "to" }), [0.9]);
    assert.deepEqual(await listed({ kind: "related" }), [0.9, 0.3]);
    assert.deepEqual(await listed({ minWeight: 0.6 }), [0.9, 0.6]);
    assert.deepEqual(await listed({ itemId: randomUUID() }), []);
    await memory.remove(c);
    assert.deepEqual(await listed({}), [0.6, 0.3]);
    assert.deepEqual(await listed({ itemId: b }), [0.3]);
  },

  "what a link may not be is refused by name": async ({ scope: { memory }, another }) => {
    const [a] = await memory.addMany(notes("a"));
    const [theirs] = await another().memory.addMany(notes("b"));
    const fromId = a!.id;
    const missing = await refused(memory.associations.put({ fromId, toId: theirs!.id }), "not_found");
    assert.equal(missing.field, "toId");
    const many = await refused(
      memory.associations.putMany([{ fromId: randomUUID(), toId: fromId }]),
      "not_found",
    );
    assert.equal(many.field, "associations[0].fromId");
    const bad: [object, RegExp][] = [
      [{ fromId, toId: fromId }, /toId must be another item/],
      [{ fromId, toId: "x" }, /toId must be a UUID/],
      [{ fromId, toId: theirs!.id, weight: 1.5 }, /weight must be a number from 0 to 1/],
      [{ fromId, toId: theirs!.id, kind: "" }, /kind must be/],
    ];
    for (const [input, message] of bad)
      await refused(memory.associations.put(input as never), "validation", message);
    await refused(memory.associations.list({} as never), "validation", /itemId is missing/);
  },

  "items are linked by similarity, and unlinked when they no longer are": async ({ scope: { memory } }) => {
    const texts = ["whale sea krill", "whale sea mammal", "deploy to staging", "whale sea krill food"];
    const items = await memory.addMany(
      texts.map((text) => ({ type: "t", content: { text }, embedding: vectorOf(text) })),
    );
    const [a, b, c, d] = items.map(({ id }) => id) as [string, string, string, string];
    const linked = await memory.associations.linkSimilar({ minCosine: 0.5 });
    assert.deepEqual([linked.items, linked.unlinked, linked.nextCursor], [4, 0, null]);
    const of = async (itemId: string) => {
      const links = await everything(memory.associations.list({ itemId, kind: "similar" }));
      return new Set(links.map((link) => ends(link).find((id) => id !== itemId)));
    };
    assert.deepEqual(await of(a), new Set([b, d]));
    assert.deepEqual(await of(c), new Set());
    for (const link of await everything(memory.associations.list({ itemId: a })))
      assert.deepEqual(ends(link), pair(...ends(link)));
    const text = "deploy to production";
    await memory.update(a, { content: { text }, embedding: vectorOf(text) });
    let unlinked = 0;
    for (let cursor: string | null = null, calls = 0; ; calls++) {
      assert.ok(calls < 5);
      const part = await memory.associations.linkSimilar({ minCosine: 0.5, limit: 1, cursor });
      unlinked += part.unlinked;
      cursor = part.nextCursor;
      if (cursor === null) break;
    }
    assert.equal(unlinked, 2);
    assert.deepEqual(await of(a), new Set([c]));
    await refused(memory.associations.linkSimilar({ minCosine: 0 }), "validation", /minCosine must be/);
    await refused(memory.associations.linkSimilar({ cursor: "x" }), "validation", /cursor/);
  },

  "items are linked by being used together, each access once": async ({ scope: { memory } }) => {
    const items = await memory.addMany(notes("a", "b", "c"));
    const [a, b, c] = items.map(({ id }) => id) as [string, string, string];
    await memory.accesses.addMany([
      { itemId: a, actor: "ada", usedAt: at(0) },
      { itemId: b, actor: "ada", usedAt: at(1) },
      { itemId: c, actor: "bob", usedAt: at(1) },
      { itemId: c, actor: "ada", usedAt: at(20) },
    ]);
    const query = { windowMs: 5000, rate: 0.5 };
    assert.deepEqual(await memory.associations.linkUsedTogether({ ...query, limit: 1 }), {
      ...{ accesses: 1, linked: 0, done: false },
    });
    assert.deepEqual(await memory.associations.linkUsedTogether(query), {
      accesses: 3,
      linked: 1,
      done: true,
    });
    const [fromId, toId] = pair(a, b);
    const key = { fromId, toId, kind: "together" };
    assert.equal((await memory.associations.getOrThrow(key)).weight, 0.5);
    assert.deepEqual(await memory.associations.linkUsedTogether(query), {
      accesses: 0,
      linked: 0,
      done: true,
    });
    await memory.touchMany([a, b], { actor: "ada", usedAt: at(40) });
    await memory.touch(b, { actor: "ada", usedAt: at(41) });
    await memory.associations.linkUsedTogether(query);
    // Of the uses at 40 the later one counts, and so does the one at 41.
    assert.equal((await memory.associations.getOrThrow(key)).weight, 0.875);
    assert.equal((await everything(memory.associations.list({ itemId: c }))).length, 0);
    await refused(memory.associations.linkUsedTogether({ windowMs: 0 }), "validation", /windowMs must be/);
    await refused(memory.associations.linkUsedTogether({ rate: 1 }), "validation", /rate must be/);
  },

  "several workers count each access once": async ({ scope: { memory } }) => {
    const [a, b] = await memory.addMany(notes("a", "b"));
    await memory.accesses.addMany(
      Array.from({ length: 60 }, (_, i) => ({
        itemId: i % 2 ? b!.id : a!.id,
        actor: "x",
        usedAt: at(i * 100),
      })),
    );
    const query = { windowMs: 150_000, rate: 0.01, limit: 30 };
    const results = [];
    for (let round = 0; round < 4; round++)
      results.push(...(await Promise.all([1, 2].map(() => memory.associations.linkUsedTogether(query)))));
    assert.equal(
      results.reduce((sum, { accesses }) => sum + accesses, 0),
      60,
    );
    const [fromId, toId] = pair(a!.id, b!.id);
    const { weight } = await memory.associations.getOrThrow({ fromId, toId, kind: "together" });
    assert.ok(Math.abs(weight - (1 - 0.99 ** 59)) < 1e-9, String(weight));
  },
};
