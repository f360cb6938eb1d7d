import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, days, everything, refused } from "../suite";
import { at, notes } from "./samples";

/** The access log. */
export const accesses: Cases = {
  "an access is what was given, and a later read gives the same": async ({ scope: { memory } }) => {
    const [item] = await memory.addMany(notes("a"));
    const itemId = item!.id;
    const plain = await memory.accesses.add({ itemId: itemId.toUpperCase() });
    assert.deepEqual(await memory.accesses.getOrThrow(plain.id), plain);
    const { id: _, usedAt: __, ...rest } = plain;
    assert.deepEqual(rest, { itemId, actor: "", query: null, queryHash: null, counted: false });
    const [text, hash, none] = await memory.accesses.addMany([
      { itemId, actor: "ada", query: "Deploy steps", keepQuery: "text", usedAt: at(1) },
      { itemId, actor: "ada", query: " deploy STEPS", usedAt: at(2) },
      { itemId, actor: "bob", query: "deploy steps", keepQuery: "none", usedAt: at(3) },
    ]);
    assert.equal(text!.query, "Deploy steps");
    assert.match(text!.queryHash!, /^[\w-]{22}$/);
    assert.deepEqual([hash!.query, hash!.queryHash], [null, text!.queryHash]);
    assert.deepEqual([none!.query, none!.queryHash], [null, null]);
    assert.deepEqual(await memory.accesses.getMany([text!.id, none!.id]), [text, none]);
  },

  "accesses are listed by item, actor and time": async ({ scope: { memory } }) => {
    const [a, b] = await memory.addMany(notes("a", "b"));
    const rows = await memory.accesses.addMany([
      { itemId: a!.id, actor: "ada", usedAt: at(1) },
      { itemId: b!.id, actor: "ada", usedAt: at(2) },
      { itemId: a!.id, actor: "bob", usedAt: at(3) },
      { itemId: a!.id, usedAt: at(4) },
    ]);
    const found = async (query: object): Promise<number[]> =>
      (await everything(memory.accesses.list({ ...query, limit: 2 }))).map(({ id }) =>
        rows.findIndex((row) => row.id === id),
      );
    assert.deepEqual(await found({}), [3, 2, 1, 0]);
    assert.deepEqual(await found({ order: "oldest" }), [0, 1, 2, 3]);
    assert.deepEqual(await found({ itemId: a!.id.toUpperCase() }), [3, 2, 0]);
    assert.deepEqual(await found({ actor: "ada" }), [1, 0]);
    assert.deepEqual(await found({ actor: "" }), [3]);
    assert.deepEqual(await found({ usedFrom: at(2), usedTo: at(4) }), [2, 1]);
    assert.deepEqual(await found({ itemId: a!.id, actor: "bob", usedFrom: at(4) }), []);
  },

  "touch logs a use where it has an actor or a query": async ({ scope: { memory } }) => {
    const [a, b] = await memory.addMany(notes("a", "b").map((each) => ({ ...each, createdAt: at(0) })));
    await memory.touch(a!.id, { usedAt: at(5) });
    assert.deepEqual(await everything(memory.accesses.list()), []);
    assert.equal(
      await memory.touch(a!.id, { usedAt: at(6), actor: "ada", query: "q", keepQuery: "text" }),
      true,
    );
    assert.equal(await memory.touch(randomUUID(), { actor: "ada" }), false);
    assert.equal(await memory.touchMany([a!.id, b!.id, randomUUID()], { usedAt: at(7), query: "q" }), 2);
    const logged = await everything(memory.accesses.list({ order: "oldest" }));
    const [first, ...both] = logged.map(({ itemId, actor, query, usedAt }) => [itemId, actor, query, usedAt]);
    assert.deepEqual(first, [a!.id, "ada", "q", at(6)]);
    assert.deepEqual(
      both.sort(),
      [a!.id, b!.id].sort().map((id) => [id, "", null, at(7)]),
    );
    assert.equal(new Set(logged.map(({ queryHash }) => queryHash)).size, 1);
    assert.deepEqual((await memory.getOrThrow(b!.id)).lastUsedAt, at(7));
    await refused(
      memory.touch(a!.id, { keepQuery: "all" as never }),
      "validation",
      /keepQuery must be one of/,
    );
  },

  "the log is bounded by age, by item and by scope": async ({ scope: { memory }, another }) => {
    const [a, b] = await memory.addMany(notes("a", "b"));
    await memory.accesses.addMany(
      Array.from({ length: 12 }, (_, i) => ({ itemId: i % 4 === 3 ? b!.id : a!.id, usedAt: at(i) })),
    );
    const other = another();
    const [theirs] = await other.memory.addMany(notes("theirs"));
    await other.memory.accesses.add({ itemId: theirs!.id, usedAt: at(0) });
    const seconds = async (): Promise<number[]> =>
      (await everything(memory.accesses.list({ order: "oldest" }))).map(({ usedAt }) => usedAt.getSeconds());
    assert.deepEqual(await memory.accesses.prune(), { deleted: 0, done: true });
    const old = { olderThanMs: 1000, now: at(3) };
    assert.deepEqual(await memory.accesses.prune({ ...old, limit: 1 }), { deleted: 1, done: false });
    assert.deepEqual(await memory.accesses.prune(old), { deleted: 1, done: true });
    assert.deepEqual(await seconds(), [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    assert.deepEqual(await memory.accesses.prune({ mostPerItem: 4 }), { deleted: 3, done: true });
    assert.deepEqual(await seconds(), [3, 6, 7, 8, 9, 10, 11]);
    assert.deepEqual(await memory.accesses.prune({ most: 2, limit: 4 }), { deleted: 4, done: false });
    assert.deepEqual(await memory.accesses.prune({ most: 2 }), { deleted: 1, done: true });
    assert.deepEqual(await seconds(), [10, 11]);
    assert.deepEqual(await memory.accesses.prune({ most: 0 }), { deleted: 2, done: true });
    assert.equal((await everything(other.memory.accesses.list())).length, 1);
    await refused(memory.accesses.prune({ olderThanMs: -days(1) }), "validation", /olderThanMs must be/);
  },

  "accesses go with their item, and name an item that is not there": async ({ scope: { memory } }) => {
    const [a] = await memory.addMany(notes("a"));
    const id = randomUUID();
    const one = await refused(memory.accesses.add({ itemId: id }), "not_found");
    assert.deepEqual([one.field, one.message.includes(id)], ["itemId", true]);
    const many = await refused(memory.accesses.addMany([{ itemId: a!.id }, { itemId: id }]), "not_found");
    assert.equal(many.field, "accesses[1].itemId");
    await refused(memory.accesses.add({ itemId: "x" }), "validation", /itemId must be a UUID/);
    await refused(
      memory.accesses.add({ itemId: id, counted: true } as never),
      "validation",
      /counted is not known/,
    );
    assert.deepEqual(await everything(memory.accesses.list()), []);
    await memory.accesses.add({ itemId: a!.id });
    await memory.remove(a!.id);
    assert.deepEqual(await everything(memory.accesses.list()), []);
  },
};
