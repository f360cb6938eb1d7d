import assert from "node:assert/strict";
import { hashedWords, vectorOf } from "../embedder";
import { type Cases, refused } from "../suite";
import { remembered, TEXTS } from "./samples";

export const vectors: Cases = {
  "a vector that is given with an item is found, and can be read": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const vector = vectorOf("anything");
    const { id } = await scope.memory.add({ type: "fact", content: "x", embedding: vector });
    assert.deepEqual(await scope.retrieval.vectors.get({ in: "memory", id }), vector);
    assert.equal((await scope.retrieval.search({ vector })).hits[0]!.id, id);
    assert.equal((await scope.retrieval.embedPending()).embedded, 0);
  },

  "a vector can be put for a row that is there": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const [id] = await remembered(scope);
    const vector = vectorOf("anything");
    await scope.retrieval.vectors.put({ in: "memory", id: id!, vector });
    await scope.retrieval.vectors.put({ in: "memory", id: id!, vector: Array.from(vector) });
    assert.deepEqual(await scope.retrieval.vectors.get({ in: "memory", id: id! }), vector);
    const missing = { in: "memory", id: crypto.randomUUID(), vector } as const;
    await refused(scope.retrieval.vectors.put(missing), "not_found");
  },

  "a text that changes loses its vector, and a row that goes takes it along": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const [changed, removed, kept] = await remembered(scope);
    await scope.retrieval.embedPending();
    await scope.memory.update(changed!, { content: { text: "ships" } });
    await scope.memory.remove(removed!);
    await scope.memory.pin(kept!);
    const { hits } = await scope.retrieval.search({ vector: vectorOf(TEXTS[0]!), limit: 100 });
    const found = hits.map(({ id }) => id);
    assert.ok(!found.includes(changed!) && !found.includes(removed!) && found.includes(kept!));
    assert.equal(await scope.retrieval.vectors.get({ in: "memory", id: changed! }), null);
    assert.equal((await scope.retrieval.status()).sources.memory.pending, 1);
    const given = { content: { text: "ships at sea" }, embedding: vectorOf("ships at sea") };
    await scope.memory.update(changed!, given);
    assert.deepEqual(await scope.retrieval.vectors.get({ in: "memory", id: changed! }), given.embedding);
  },

  "removing a vector makes its text pending": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const [id] = await remembered(scope);
    await scope.retrieval.embedPending();
    assert.equal(await scope.retrieval.vectors.remove({ in: "memory", id: id! }), true);
    assert.equal(await scope.retrieval.vectors.remove({ in: "memory", id: id! }), false);
    assert.equal((await scope.retrieval.embedPending()).embedded, 1);
  },

  "related items are the nearest, without the item itself": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const [a, b, c] = await remembered(scope, ["whales at sea", "whales at the sea", "tax law"]);
    assert.deepEqual(await scope.memory.related(a!), []);
    await scope.retrieval.embedPending();
    const related = await scope.memory.related(a!, { limit: 5 });
    assert.equal(related[0]!.item.id, b);
    assert.ok(related[0]!.cosine > 0.5);
    assert.ok(!related.some(({ item }) => item.id === a));
    const near = await scope.memory.related(a!, { minCosine: 0.5 });
    assert.ok(!near.some(({ item }) => item.id === c));
    await scope.memory.archive(b!);
    assert.equal((await scope.memory.related(a!, { archived: true }))[0]!.item.id, b);
    assert.ok((await scope.memory.related(a!, { archived: false })).every(({ item }) => item.id !== b));
    await refused(scope.memory.related(crypto.randomUUID()), "not_found");
  },

  "without an embedder the first vector names its model by its dimensions": async ({ scope }) => {
    const { id } = await scope.memory.add({ type: "fact", content: "x", embedding: [1, 0, 0] });
    const { items } = await scope.retrieval.models.list();
    assert.deepEqual(
      items.map(({ name, dimensions, state }) => [name, dimensions, state]),
      [["unnamed-3", 3, "active"]],
    );
    assert.equal((await scope.retrieval.search({ vector: [1, 0.1, 0] })).hits[0]!.id, id);
    const other = { type: "fact", content: "y", embedding: [1, 0] };
    await refused(scope.memory.add(other), "validation", /embedding must have the 3 dimensions/);
    assert.equal((await scope.memory.list()).items.length, 1);
  },
};
