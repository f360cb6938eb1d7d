import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { hashedWords } from "../embedder";
import { type Cases, days, everything, refused } from "../suite";
import { remembered } from "./samples";

const NOW = { now: new Date(Date.now() + days(1)) };

/** The query log and feedback. */
export const log: Cases = {
  "a search is logged only where that is asked for, with what it was and what it gave": async ({
    embedding,
  }) => {
    const scope = embedding(hashedWords());
    await remembered(scope);
    await scope.retrieval.embedPending();
    const { queries } = scope.retrieval;
    const silent = await scope.retrieval.search({ text: "whales" });
    assert.deepEqual([silent.queryId, (await queries.list()).items], [null, []]);
    await scope.retrieval.configs.put({ name: "c", log: "text", in: ["memory"], limit: 2 });
    const { hits, queryId, notes } = await scope.retrieval.search({
      text: "which mammals live in the sea?",
      config: "c",
      actor: "ada",
    });
    const row = await queries.getOrThrow(queryId!);
    const { textHash, latencyMs, createdAt, ...rest } = row;
    assert.deepEqual(rest, {
      id: queryId,
      text: "which mammals live in the sea?",
      actor: "ada",
      config: "c",
      configVersion: 1,
      model: "hashed-words",
      cached: false,
      legs: notes.legs,
      hits: hits.map(({ in: source, id, score }) => ({ in: source, id, score })),
      hitCount: 2,
    });
    assert.ok(typeof textHash === "string" && latencyMs > 0 && createdAt instanceof Date);
    const off = await scope.retrieval.search({ text: "whales", config: "c", log: "none" });
    assert.equal(off.queryId, null);
    assert.deepEqual((await queries.list()).items, [row]);
  },

  "a hash keeps no text, and is the same for equal texts of one scope alone": async ({ scope, another }) => {
    const ask = async (where: typeof scope, text: string) => {
      const { queryId } = await where.retrieval.search({ text, log: "hash" });
      return where.retrieval.queries.getOrThrow(queryId!);
    };
    const [one, same, other, elsewhere] = [
      await ask(scope, "secret"),
      await ask(scope, "secret"),
      await ask(scope, "secret "),
      await ask(another(), "secret"),
    ];
    assert.deepEqual([one.text, same.text], [null, null]);
    assert.equal(one.textHash, same.textHash);
    assert.notEqual(one.textHash, other.textHash);
    assert.notEqual(one.textHash, elsewhere.textHash);
    assert.ok(!JSON.stringify(one).includes("secret"));
  },

  "a row keeps the first 50 hits, and their number": async ({ scope }) => {
    await scope.memory.addMany(
      Array.from({ length: 60 }, (_, i) => ({ type: "fact", content: { text: `whale ${i}` } })),
    );
    const { queryId, hits } = await scope.retrieval.search({ text: "whale", limit: 100, log: "text" });
    const row = await scope.retrieval.queries.getOrThrow(queryId!);
    assert.ok(hits.length >= 60);
    assert.deepEqual([row.hits.length, row.hitCount], [50, hits.length]);
    assert.deepEqual(
      row.hits.map(({ id }) => id),
      hits.slice(0, 50).map(({ id }) => id),
    );
  },

  "the log is listed by time and configuration, and never shown to another scope": async ({
    scope,
    another,
  }) => {
    const { retrieval } = scope;
    await retrieval.configs.put({ name: "c", log: "text" });
    const ids: string[] = [];
    for (const config of ["c", undefined, "c"]) {
      const { queryId } = await retrieval.search({ text: "x", config, log: "text" });
      ids.push(queryId!);
    }
    const idsOf = async (page: AsyncIterable<{ id: string }>): Promise<string[]> =>
      (await everything(page)).map(({ id }) => id);
    assert.deepEqual(await idsOf(retrieval.queries.list({ order: "oldest", limit: 2 })), ids);
    assert.deepEqual(await idsOf(retrieval.queries.list({ config: "c", limit: 1 })), [ids[2], ids[0]]);
    assert.deepEqual(await idsOf(retrieval.queries.list({ createdTo: new Date(0) })), []);
    const sister = another({ tenant: scope.tenant, workspace: "other" }).retrieval;
    for (const { queries } of [sister, another().retrieval]) {
      assert.deepEqual((await queries.list()).items, []);
      assert.equal(await queries.get(ids[0]!), null);
      assert.equal(await queries.remove(ids[0]!), false);
      assert.deepEqual(await queries.prune({ keep: 0 }), { deleted: 0, done: true });
    }
    assert.equal(await retrieval.queries.remove(ids[0]!), true);
  },

  "in a transaction the row is part of it, and a savepoint keeps the search": async ({ scope }) => {
    const undone = scope.transaction(async (tx) => {
      const { queryId } = await tx.retrieval.search({ text: "x", log: "text" });
      assert.equal((await tx.retrieval.queries.getOrThrow(queryId!)).text, "x");
      throw new Error("undo");
    });
    await assert.rejects(undone, /undo/);
    assert.deepEqual((await scope.retrieval.queries.list()).items, []);
  },

  "prune keeps the newest rows, or deletes the older ones, with their feedback": async ({ scope }) => {
    const { queries, feedback } = scope.retrieval;
    const ids: string[] = [];
    for (let i = 0; i < 5; i++)
      ids.push((await scope.retrieval.search({ text: `q${i}`, log: "text" })).queryId!);
    const about = { in: "memory" as const, itemId: randomUUID(), rating: 1 };
    await feedback.addMany([ids[0]!, ids[4]!].map((queryId) => ({ ...about, queryId })));
    assert.deepEqual(await queries.prune({ keep: 2, limit: 1 }), { deleted: 1, done: false });
    assert.deepEqual(await queries.prune({ keep: 2 }), { deleted: 2, done: true });
    assert.deepEqual(await queries.prune({ keep: 2 }), { deleted: 0, done: true });
    assert.deepEqual(
      (await everything(queries.list({ order: "oldest" }))).map(({ id }) => id),
      ids.slice(3),
    );
    assert.deepEqual(
      (await everything(feedback.list())).map(({ queryId }) => queryId),
      [ids[4]],
    );
    assert.deepEqual(await queries.prune({ olderThanMs: days(2), ...NOW }), { deleted: 0, done: true });
    assert.deepEqual(await queries.prune({ olderThanMs: 0, ...NOW }), { deleted: 2, done: true });
    await refused(queries.prune({}), "validation");
    await refused(queries.prune({ keep: 1, olderThanMs: 1 }), "validation");
    await refused(queries.prune({ keep: -1 }), "validation");
  },

  "feedback is read back as it was added, for one query and for all": async ({ scope, another }) => {
    const { feedback } = scope.retrieval;
    const ask = async () => (await scope.retrieval.search({ text: "x", log: "hash" })).queryId!;
    const [one, other] = [await ask(), await ask()];
    const full = {
      id: randomUUID(),
      queryId: one,
      in: "memory" as const,
      itemId: randomUUID(),
      rating: -0.5,
      relevance: 3,
      actor: "ada",
      createdAt: new Date("2026-02-03T04:05:06.789Z"),
    };
    assert.deepEqual(await feedback.add(full), full);
    const [bare] = await feedback.addMany([
      { queryId: other.toUpperCase(), in: "segments", itemId: full.itemId.toUpperCase(), relevance: 0 },
    ]);
    assert.deepEqual(bare, {
      id: bare!.id,
      queryId: other,
      in: "segments",
      itemId: full.itemId,
      rating: null,
      relevance: 0,
      actor: null,
      createdAt: bare!.createdAt,
    });
    assert.deepEqual((await feedback.list({ queryId: one })).items, [full]);
    assert.deepEqual(await everything(feedback.list({ order: "oldest", limit: 1 })), [full, bare]);
    assert.deepEqual(await feedback.get(full.id), full);
    const stranger = another().retrieval.feedback;
    assert.deepEqual((await stranger.list()).items, []);
    const { in: source, itemId } = full;
    const foreign = stranger.add({ queryId: one, in: source, itemId, rating: 1 });
    assert.equal((await refused(foreign, "not_found")).field, "queryId");
  },

  "feedback that says nothing, or of an unknown query or source, is refused": async ({ scope }) => {
    const { feedback } = scope.retrieval;
    const { queryId } = await scope.retrieval.search({ text: "x", log: "hash" });
    const good = { queryId: queryId!, in: "memory" as const, itemId: randomUUID(), rating: 1 };
    const cases: [object, string][] = [
      [{ rating: undefined }, "feedbacks[1].rating"],
      [{ rating: null }, "feedbacks[1].rating"],
      [{ rating: 1.5 }, "feedbacks[1].rating"],
      [{ relevance: 4 }, "feedbacks[1].relevance"],
      [{ relevance: 1.5 }, "feedbacks[1].relevance"],
      [{ in: "nowhere" }, "feedbacks[1].in"],
      [{ itemId: "x" }, "feedbacks[1].itemId"],
    ];
    for (const [change, field] of cases) {
      const bulk = feedback.addMany([good, { ...good, ...change } as never]);
      assert.equal((await refused(bulk, "validation")).field, field);
    }
    await refused(feedback.addMany([good, { ...good, queryId: randomUUID() }]), "not_found");
    assert.deepEqual((await feedback.list()).items, []);
  },
};
