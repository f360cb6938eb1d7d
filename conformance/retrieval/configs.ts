import assert from "node:assert/strict";
import { hashedWords } from "../embedder";
import { type Cases, everything, refused } from "../suite";
import { remembered } from "./samples";

const WORDS = { weights: { lexical: 1, dense: 0 } };

/** Configurations of searches. */
export const configs: Cases = {
  "a configuration is read back as it was put, and each put makes a version": async ({ embedding }) => {
    const scope = embedding(hashedWords("m"));
    const { configs } = scope.retrieval;
    const members = {
      in: ["memory" as const, "messages" as const],
      where: { memory: { type: "fact", createdFrom: new Date("2026-01-01T00:00:00.123Z") } },
      limit: 5,
      minScore: 0.25,
      weights: { lexical: 0.3, dense: 0.7 },
      recency: { halfLifeDays: 30 },
      graph: { edges: ["about"], weight: 0.2, hops: 2 as const, validAt: new Date("2026-02-03") },
      diversity: 0.5,
      model: "m",
      log: "hash" as const,
      cacheMs: 1000,
    };
    const first = await configs.put({ name: "support", ...members });
    const { createdAt, updatedAt, ...rest } = first;
    assert.deepEqual(rest, { name: "support", version: 1, ...members });
    assert.deepEqual(createdAt, updatedAt);
    assert.deepEqual(await configs.get("support"), first);
    const second = await configs.put({ name: "support", ...WORDS });
    assert.deepEqual(second, {
      name: "support",
      version: 2,
      ...WORDS,
      createdAt,
      updatedAt: second.updatedAt,
    });
    assert.deepEqual(await configs.getOrThrow("support"), second);
    const versions = await everything(configs.versions({ name: "support", limit: 1 }));
    assert.deepEqual(versions, [
      { name: "support", version: 2, ...WORDS, createdAt: second.updatedAt },
      { name: "support", version: 1, ...members, createdAt },
    ]);
  },

  "configurations are listed by name, shared by workspaces, and hidden from tenants": async ({
    scope,
    another,
  }) => {
    const { configs } = scope.retrieval;
    for (const name of ["b", "B", "a"]) await configs.put({ name });
    const sister = another({ tenant: scope.tenant, workspace: "other" }).retrieval.configs;
    for (const each of [configs, sister])
      assert.deepEqual(
        (await everything(each.list({ limit: 2 }))).map(({ name }) => name),
        ["B", "a", "b"],
      );
    const stranger = another().retrieval.configs;
    assert.deepEqual((await stranger.list()).items, []);
    assert.deepEqual((await stranger.versions({ name: "a" })).items, []);
    assert.equal(await stranger.remove("a"), false);
    assert.deepEqual(
      (await sister.getMany(["a", "c"])).map((row) => row?.name),
      ["a", undefined],
    );
  },

  "a removed configuration takes its versions along, and searches that name it are refused": async ({
    scope,
  }) => {
    const { configs } = scope.retrieval;
    await configs.put({ name: "gone", ...WORDS });
    await scope.retrieval.search({ text: "x", config: "gone" });
    assert.equal(await configs.remove("gone"), true);
    assert.equal(await configs.remove("gone"), false);
    assert.deepEqual((await configs.versions({ name: "gone" })).items, []);
    const error = await refused(scope.retrieval.search({ text: "x", config: "gone" }), "not_found");
    assert.equal(error.field, "config");
    assert.equal((await configs.put({ name: "gone" })).version, 1);
  },

  "ifVersion guards puts and removals": async ({ scope }) => {
    const { configs } = scope.retrieval;
    await refused(configs.put({ name: "c" }, { ifVersion: 1 }), "not_found");
    await configs.put({ name: "c" });
    const second = await configs.put({ name: "c", limit: 3 }, { ifVersion: 1 });
    assert.equal(second.version, 2);
    await refused(configs.put({ name: "c", limit: 4 }, { ifVersion: 1 }), "version_conflict");
    await refused(configs.remove("c", { ifVersion: 1 }), "version_conflict");
    assert.deepEqual(await configs.get("c"), second);
    assert.deepEqual(
      (await everything(configs.versions({ name: "c" }))).map(({ version, limit }) => [version, limit]),
      [
        [2, 3],
        [1, undefined],
      ],
    );
    assert.equal(await configs.remove("c", { ifVersion: 2 }), true);
  },

  "parallel puts make one version each, without gaps": async ({ scope }) => {
    const { configs } = scope.retrieval;
    const puts = Array.from({ length: 10 }, (_, i) => configs.put({ name: "c", limit: i + 1 }));
    const made = (await Promise.all(puts)).map(({ version }) => version).sort((a, b) => a - b);
    assert.deepEqual(made, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const kept = await everything(configs.versions({ name: "c" }));
    assert.equal(kept.length, 10);
    assert.equal((await configs.get("c"))!.limit, kept[0]!.limit);
  },

  "a put that is rolled back leaves no version, and is not used afterwards": async ({ scope }) => {
    await scope.retrieval.configs.put({ name: "c", limit: 1 });
    const undone = scope.transaction(async (tx) => {
      await tx.retrieval.configs.put({ name: "c", limit: 2 });
      const { notes } = await tx.retrieval.search({ text: "x", config: "c" });
      assert.equal(notes.config?.version, 2);
      throw new Error("undo");
    });
    await assert.rejects(undone, /undo/);
    const { notes } = await scope.retrieval.search({ text: "x", config: "c" });
    assert.deepEqual(notes.config, { name: "c", version: 1 });
    assert.equal((await everything(scope.retrieval.configs.versions({ name: "c" }))).length, 1);
  },

  "a search takes the members of its configuration, and its own replace them": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const ids = await remembered(scope);
    await scope.retrieval.embedPending();
    const { retrieval } = scope;
    await retrieval.configs.put({
      name: "c",
      in: ["memory"],
      where: { memory: { createdTo: new Date("2000-01-01") } },
      limit: 1,
      ...WORDS,
    });
    const none = await retrieval.search({ text: "whales", config: "c" });
    assert.deepEqual([none.hits, none.notes.model, Object.keys(none.notes.legs)], [[], null, ["memory"]]);
    assert.deepEqual(none.notes.config, { name: "c", version: 1 });
    const own = await retrieval.search({ text: "whales", config: "c", where: {}, limit: 2 });
    assert.deepEqual(
      own.hits.map(({ id }) => id),
      [ids[0]],
    );
    const both = await retrieval.search({ text: "whales", config: "c", where: {}, weights: {} });
    assert.deepEqual([both.notes.model, both.hits.length], ["hashed-words", 1]);
    const without = await retrieval.search({ text: "whales" });
    assert.equal(without.notes.config, null);
  },

  "a search may name a model that is being filled": async ({ embedding }) => {
    const scope = embedding([hashedWords("old"), hashedWords("new", 32)]);
    await remembered(scope);
    await scope.retrieval.embedPending();
    await scope.retrieval.embedPending({ model: "new" });
    const asked = { text: "whales", in: ["memory" as const] };
    assert.equal((await scope.retrieval.search(asked)).notes.model, "old");
    const { hits, notes } = await scope.retrieval.search({ ...asked, model: "new" });
    assert.equal(notes.model, "new");
    assert.ok(hits[0]!.parts.cosine !== null);
    const error = await refused(scope.retrieval.search({ ...asked, model: "none" }), "not_found");
    assert.equal(error.field, "model");
  },

  "invalid configurations are refused with the member, and nothing is written": async ({ scope }) => {
    const { configs } = scope.retrieval;
    const cases: [object, string][] = [
      [{}, "name"],
      [{ name: "" }, "name"],
      [{ name: "c", text: "x" }, "text"],
      [{ name: "c", rerank: () => [] }, "rerank"],
      [{ name: "c", in: ["nowhere"] }, "in[0]"],
      [{ name: "c", where: { memory: { typ: "x" } } }, "where.memory.typ"],
      [{ name: "c", weights: { lexical: 0, dense: 0 } }, "weights"],
      [{ name: "c", minScore: 2 }, "minScore"],
      [{ name: "c", limit: 101 }, "limit"],
      [{ name: "c", graph: { edges: ["about"], nodesOf: () => [] } }, "graph.nodesOf"],
      [{ name: "c", log: "all" }, "log"],
      [{ name: "c", cacheMs: -1 }, "cacheMs"],
      [{ name: "c", recency: { halfLifeDays: 0 } }, "recency.halfLifeDays"],
    ];
    for (const [input, field] of cases)
      assert.equal((await refused(configs.put(input as never), "validation")).field, field);
    await refused(configs.put(null as never), "validation");
    assert.deepEqual((await configs.list()).items, []);
    const error = await refused(scope.retrieval.search({ text: "x", config: 5 as never }), "validation");
    assert.equal(error.field, "config");
  },
};
