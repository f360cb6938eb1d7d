import assert from "node:assert/strict";
import type { Scope } from "../../src/scope";
import { hashedWords, vectorOf } from "../embedder";
import { type Cases, refused } from "../suite";
import { remembered, TEXTS } from "./samples";

const states = async (scope: Scope): Promise<Record<string, string>> =>
  Object.fromEntries((await scope.retrieval.models.list()).items.map(({ name, state }) => [name, state]));

export const models: Cases = {
  "a model is filled beside the active one, activated, and the old one removed": async ({ embedding }) => {
    const [old, next] = [hashedWords("old"), hashedWords("next", 128)];
    const scope = embedding([old, next]);
    const [id] = await remembered(scope);
    await scope.retrieval.embedPending({ model: "old" });
    assert.deepEqual(await states(scope), { old: "active" });
    await scope.retrieval.embedPending({ model: "next", limit: 2 });
    assert.deepEqual(await states(scope), { next: "filling", old: "active" });
    const during = await scope.retrieval.search({ text: TEXTS[0]! });
    assert.deepEqual([during.notes.model, during.hits[0]!.id], ["old", id]);
    await scope.retrieval.embedPending({ model: "next" });
    const active = await scope.retrieval.models.activate("next");
    assert.deepEqual([active.state, active.dimensions], ["active", 128]);
    assert.deepEqual(await states(scope), { next: "active", old: "retired" });
    const after = await scope.retrieval.search({ text: TEXTS[0]! });
    assert.deepEqual([after.notes.model, after.hits[0]!.id], ["next", id]);
    await refused(scope.retrieval.models.remove("next"), "conflict", /active/);
    assert.equal(await scope.retrieval.models.remove("old"), true);
    assert.equal(await scope.retrieval.models.remove("old"), false);
    assert.deepEqual(await states(scope), { next: "active" });
    assert.equal((await scope.retrieval.status({ model: "old" })).sources.memory.vectors, 0);
    assert.equal((await scope.retrieval.status()).sources.memory.vectors, TEXTS.length);
  },

  "a manager without the embedder of the active model searches by words, and says so": async ({
    embedding,
  }) => {
    const scope = embedding(hashedWords("old"));
    await remembered(scope);
    await scope.retrieval.embedPending();
    const other = embedding(hashedWords("other"), { tenant: scope.tenant });
    const { hits, notes } = await other.retrieval.search({ text: "whales" });
    assert.equal(hits.length, 1);
    assert.match(notes.skipped.join(), /no embedder for the model "old"/);
  },

  "a model has one number of dimensions in a tenant": async ({ embedding }) => {
    const scope = embedding(hashedWords("same", 64));
    await remembered(scope);
    await scope.retrieval.embedPending();
    const other = embedding(hashedWords("same", 32), { tenant: scope.tenant });
    await refused(other.retrieval.embedPending(), "validation", /embedder\.dimensions must be 64/);
    await refused(other.retrieval.search({ text: "x" }), "validation", /embedder\.dimensions must be 64/);
  },

  "after a change of model, calls that name none go to the active one": async ({ embedding }) => {
    const scope = embedding([hashedWords("old"), hashedWords("next")]);
    const { memory, retrieval } = scope;
    await remembered(scope);
    for (const model of ["old", "next"]) await retrieval.embedPending({ model });
    await retrieval.models.activate("next");
    await retrieval.models.remove("old");
    const given = { type: "fact", content: "x", embedding: vectorOf("a given vector") };
    const { id } = await memory.add(given);
    await memory.add({ type: "fact", content: "pending" });
    assert.equal((await retrieval.embedPending()).embedded, 1);
    assert.deepEqual(await states(scope), { next: "active" });
    assert.deepEqual(await retrieval.vectors.get({ in: "memory", id }), given.embedding);
  },

  "a model that nobody has is refused, with those that there are": async ({ embedding }) => {
    const { retrieval } = embedding([hashedWords("a"), hashedWords("b")]);
    const model = "none";
    const there = /there is no embedding model "none".* have "a", "b"/;
    await refused(retrieval.status({ model }), "not_found", there);
    await refused(retrieval.configs.put({ name: "support", model }), "not_found", there);
    await refused(retrieval.embedPending({ model }), "validation", /embedder of the manager: "a", "b"/);
    assert.equal((await retrieval.status({ model: "b" })).model, "b");
  },

  "two models that are activated at once leave one active": async ({ embedding }) => {
    const scope = embedding([hashedWords("a"), hashedWords("b"), hashedWords("c")]);
    await remembered(scope);
    for (const model of ["a", "b", "c"]) await scope.retrieval.embedPending({ model });
    await Promise.all(["b", "c", "b", "c"].map((model) => scope.retrieval.models.activate(model)));
    const all = Object.values(await states(scope));
    assert.equal(all.filter((state) => state === "active").length, 1);
    await refused(scope.retrieval.models.activate("none"), "not_found");
  },

  "a model that a transaction made is gone with it": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const input = { type: "fact", content: "x", embedding: Array(64).fill(1) };
    const undone = scope.transaction(async (tx) => {
      await tx.memory.add(input);
      throw new RangeError("undo");
    });
    await assert.rejects(undone, RangeError);
    assert.deepEqual(await states(scope), {});
    await scope.memory.add(input);
    assert.deepEqual(await states(scope), { "hashed-words": "active" });
  },

  "the baseline of a model can be changed, and scores follow": async ({ embedding }) => {
    const scope = embedding(hashedWords("m", 64, { baseline: 0.5 }));
    await remembered(scope);
    await scope.retrieval.embedPending();
    const query = { text: "whales in the sea", weights: { lexical: 0 } };
    const before = (await scope.retrieval.search(query)).hits[0]!;
    const { models } = scope.retrieval;
    const { baseline, version } = await models.update("m", { baseline: -0.5 }, { ifVersion: 1 });
    assert.deepEqual([baseline, version], [-0.5, 2]);
    const after = (await scope.retrieval.search(query)).hits.find(({ id }) => id === before.id)!;
    assert.ok(after.score > before.score, `${before.score} became ${after.score}`);
    await refused(models.update("m", { baseline: 1 }), "validation", /baseline must be a number from -1/);
    await refused(models.update("m", { baseline: 0 }, { ifVersion: 1 }), "version_conflict");
    await refused(models.update("none", { baseline: 0 }), "not_found");
  },
};
