import assert from "node:assert/strict";
import type { Scope } from "../../src/scope";
import type { GraphNode } from "../../src/stores/graph/types";
import { type Cases, everything, refused } from "../suite";
import { NOBODY, nodesOf, visits } from "./samples";

/** Refused calls: scopes, transactions, signals and invalid input. */
export const refusals: Cases = {
  "scopes do not see each other": async ({ scope, another }) => {
    const ids = ["0190a0a0-0000-7000-8000-000000000001", "0190a0a0-0000-7000-8000-000000000002"] as const;
    const edgeId = "0190a0a0-0000-7000-8000-000000000003";
    const scopes = [
      scope,
      another({ tenant: scope.tenant, workspace: "w2" }),
      another({ tenant: `${scope.tenant}x` }),
      another(),
    ];
    // The same ids and names in all scopes; only the contents differ.
    for (const [i, { graph }] of scopes.entries()) {
      await graph.nodes.upsertMany(
        ids.map((id, j) => ({ id, type: "n", name: `n${j}`, attrs: { scope: i } })),
      );
      await graph.edges.upsert({ id: edgeId, from: ids[0], to: ids[1], type: "e", weight: i });
      await graph.provenance.add({ nodeId: ids[0], speaker: String(i), id: edgeId });
    }
    const [, , , { graph: last }] = scopes as [Scope, Scope, Scope, Scope];
    const extra = await last.nodes.upsert({ type: "n", name: "extra" });
    await last.edges.upsert({ from: ids[1], to: extra.id, type: "e" });
    for (const [i, { graph }] of scopes.slice(0, 3).entries()) {
      const [a, b] = (await graph.nodes.getMany([...ids, extra.id])) as [GraphNode, GraphNode];
      assert.deepEqual([a.attrs, b.attrs], [{ scope: i }, { scope: i }]);
      assert.deepEqual(await graph.nodes.getByName({ type: "n", name: "n1" }), b);
      assert.deepEqual((await graph.nodes.list()).items, [a, b]);
      const edge = (await graph.edges.get(edgeId))!;
      assert.equal(edge.weight, i);
      assert.deepEqual((await graph.edges.list()).items, [edge]);
      assert.deepEqual(await graph.neighbors(ids[0], { maxDepth: 5 }), [{ node: b, depth: 1 }]);
      assert.deepEqual(
        (await visits(graph, ids[0], { maxDepth: 20 })).map(({ node }) => node),
        [a, b],
      );
      assert.deepEqual(await graph.shortestPath({ from: ids[0], to: ids[1] }), {
        nodes: [a, b],
        edges: [edge],
        length: 1,
      });
      const error = await refused(graph.shortestPath({ from: ids[0], to: extra.id }), "not_found");
      assert.equal(error.field, "to");
      assert.deepEqual(
        (await graph.provenance.list({ nodeId: ids[0] })).items.map(({ speaker }) => speaker),
        [String(i)],
      );
      await refused(graph.neighbors(extra.id), "not_found");
      assert.equal(await graph.nodes.remove(extra.id), false);
    }
    assert.equal(await scope.graph.edges.remove(edgeId), true);
    assert.equal(await scope.graph.nodes.remove(ids[0]), true);
    for (const { graph } of scopes.slice(1)) {
      assert.equal((await graph.edges.get(edgeId))?.type, "e");
      assert.equal((await graph.provenance.list({ nodeId: ids[0] })).items.length, 1);
    }
  },

  "a failed transaction rolls back the graph's writes": async ({ scope }) => {
    const kept = await scope.graph.nodes.upsert({ type: "t", name: "kept", attrs: { a: 1 } });
    const work = scope.transaction(async (tx) => {
      const node = await tx.graph.nodes.upsert({ type: "t", name: "gone" });
      await tx.graph.nodes.upsert({ type: "t", name: "kept", attrs: { a: 2 } });
      await tx.graph.edges.upsert({ from: kept.id, to: node.id, type: "e" });
      assert.equal((await tx.graph.neighbors(kept.id)).length, 1);
      await tx.graph.edges.upsert({ from: kept.id, to: NOBODY, type: "e" });
    });
    await refused(work, "not_found", /node of one of the ids given as from and to/);
    const fact = scope.transaction((tx) => tx.graph.provenance.add({ edgeId: NOBODY }));
    assert.equal((await refused(fact, "not_found", /no edge 0{8}/)).field, "edgeId");
    assert.deepEqual(await everything(scope.graph.nodes.list()), [kept]);
    assert.deepEqual(await everything(scope.graph.edges.list()), []);
  },

  "invalid input is refused with its field": async ({ scope: { graph } }) => {
    const [a] = (await nodesOf(graph, "a")) as [GraphNode];
    const key = { from: a.id, to: a.id, type: "e" };
    const good = { type: "t", name: "n" };
    const wrong = (value: unknown): never => value as never;
    const invalidDate = new Date(Number.NaN);
    const cases: [() => PromiseLike<unknown>, RegExp][] = [
      [() => graph.nodes.upsert(wrong(null)), /object/],
      [() => graph.nodes.upsert(wrong({ type: "t" })), /name/],
      [() => graph.nodes.upsert({ ...good, type: "" }), /type/],
      [() => graph.nodes.upsert({ ...good, name: "n\0" }), /name/],
      [() => graph.nodes.upsert({ ...good, name: "x".repeat(513) }), /name/],
      [() => graph.nodes.upsert({ ...good, id: "7" }), /id/],
      [() => graph.nodes.upsert({ ...good, createdAt: invalidDate }), /createdAt/],
      [() => graph.nodes.upsert(wrong({ ...good, attr: {} })), /attr .*not known/],
      [() => graph.nodes.upsert(good, { ifVersion: 0 }), /options\.ifVersion/],
      [() => graph.nodes.upsertMany([good], wrong({ ifVersion: 1 })), /options\.ifVersion/],
      [() => graph.nodes.upsertMany(wrong({})), /nodes must be an array/],
      [() => graph.nodes.upsertMany(wrong(undefined)), /nodes is missing: it must be an array/],
      [
        () => graph.nodes.upsertMany(Object.assign(new Array(2), { 1: good })),
        /nodes\[0\] is missing: it must be an object with name, type/,
      ],
      [() => graph.nodes.upsertMany([good, wrong(null)]), /nodes\[1\] must be an object/],
      [() => graph.nodes.upsertMany(wrong(new Array(3e7))), /nodes must have at most 100,000 elements/],
      [() => graph.nodes.upsertMany([good, wrong({ ...good, attrs: [] })]), /nodes\[1\]\.attrs/],
      [() => graph.edges.upsert({ ...key, from: "x" }), /from/],
      [() => graph.edges.upsert(wrong({ from: a.id, type: "e" })), /to /],
      [() => graph.edges.upsert({ ...key, type: "" }), /type/],
      [() => graph.edges.upsert({ ...key, weight: Number.NaN }), /weight/],
      [() => graph.edges.upsert(wrong({ ...key, weight: null })), /weight/],
      [() => graph.edges.upsert({ ...key, validFrom: invalidDate }), /validFrom/],
      [() => graph.edges.upsert(wrong({ ...key, validTo: "2020" })), /validTo/],
      [() => graph.edges.upsert(wrong({ ...key, direction: "out" })), /direction/],
      [() => graph.edges.upsertMany(wrong("x")), /edges must be an array/],
      [
        () => graph.edges.upsertMany([key, { ...key, attrs: { deep: [Number.NaN] } }]),
        /edges\[1\]\.attrs\.deep\[0\]/,
      ],
      [() => graph.provenance.add({ nodeId: "x" }), /nodeId/],
      [() => graph.provenance.add(wrong({ nodeId: a.id, license: 1 })), /license/],
      [() => graph.provenance.add(wrong({ nodeId: a.id, licence: "x" })), /licence .*not known/],
      [() => graph.provenance.add({ nodeId: a.id, retrievedAt: invalidDate }), /retrievedAt/],
      [() => graph.provenance.addMany(wrong(1)), /provenances must be an array/],
      [() => graph.provenance.list(wrong({ node: a.id })), /node .*not known/],
      [() => graph.provenance.list(wrong(undefined)), /exactly one/],
      [() => graph.provenance.get("x"), /id/],
      [() => graph.provenance.remove("x"), /id/],
      [() => graph.nodes.get("x"), /id/],
      [() => graph.nodes.getMany(wrong("x")), /ids/],
      [() => graph.nodes.getMany([a.id, "x"]), /ids\[1\]/],
      [() => graph.nodes.getByName({ type: "", name: "n" }), /type/],
      [() => graph.nodes.getByName({ type: "t", name: wrong(1) }), /name/],
      [() => graph.nodes.getByName(wrong("t")), /key must be an object with name, type/],
      [() => graph.nodes.getOrThrow("x"), /id/],
      [() => graph.edges.get("x"), /id/],
      [() => graph.edges.getMany([a.id, "x"]), /ids\[1\]/],
      [() => graph.edges.getByEnds({ ...key, to: "x" }), /key\.to/],
      [() => graph.edges.getByEnds(wrong({ from: a.id, to: a.id })), /key\.type/],
      [() => graph.nodes.remove("x"), /id/],
      [() => graph.edges.remove(wrong(undefined)), /id/],
      [() => graph.nodes.list({ limit: 0 }), /limit/],
      [() => graph.nodes.list({ limit: 1001 }), /limit/],
      [() => graph.nodes.list(wrong({ name: "a" })), /name .*not known/],
      [() => graph.nodes.list({ namePrefix: "" }), /namePrefix/],
      [() => graph.edges.list({ from: "x" }), /from/],
      [() => graph.edges.list({ to: "x" }), /to/],
      [() => graph.edges.list(wrong({ weight: 1 })), /weight/],
      [() => graph.neighbors("x"), /id/],
      [() => graph.neighbors(a.id, { maxDepth: 0 }), /maxDepth/],
      [() => graph.neighbors(a.id, { maxDepth: 65 }), /maxDepth/],
      [() => graph.neighbors(a.id, { maxDepth: 1.5 }), /maxDepth/],
      [() => graph.neighbors(a.id, wrong({ direction: "up" })), /direction/],
      [() => graph.neighbors(a.id, wrong({ types: "x" })), /types/],
      [() => graph.neighbors(a.id, { types: [""] }), /types/],
      [() => graph.neighbors(a.id, { validAt: invalidDate }), /validAt/],
      [() => graph.neighbors(a.id, { limit: 0 }), /limit/],
      [() => graph.neighbors(a.id, wrong({ depth: 3 })), /depth .*not known/],
      [() => graph.neighbors(a.id, {}, wrong({ maxDepth: 3 })), /options\.maxDepth/],
      [() => graph.neighbors(a.id, wrong({ timeoutMs: 3 })), /timeoutMs belongs in the options/],
      [() => visits(graph, a.id, { maxDepth: 65 }), /maxDepth/],
      [() => visits(graph, a.id, wrong({ order: "x" })), /order/],
      [() => graph.shortestPath({ from: "x", to: a.id }), /from/],
      [() => graph.shortestPath({ from: a.id, to: "x" }), /to/],
      [() => graph.shortestPath({ from: a.id, to: a.id, maxDepth: 65 }), /maxDepth/],
      [() => graph.shortestPath(wrong({ from: a.id, to: a.id, depth: 3 })), /depth .*not known/],
      [() => graph.shortestPath(wrong(a.id)), /must be an object with from, to/],
    ];
    for (const attrs of [null, "x", 1, [1], new Date(0), { f: () => 1 }, { big: 1n }, new Map()]) {
      cases.push([() => graph.nodes.upsert(wrong({ ...good, attrs })), /attrs/]);
      cases.push([() => graph.edges.upsert(wrong({ ...key, attrs })), /attrs/]);
    }
    for (const [call, message] of cases) await refused(call(), "validation", message);
    assert.deepEqual(await everything(graph.nodes.list()), [a]);
    assert.deepEqual(await everything(graph.edges.list()), []);
    assert.deepEqual((await graph.provenance.list({ nodeId: a.id })).items, []);
  },

  "a signal ends calls, and nothing is written": async ({ scope: { graph } }) => {
    const [a] = (await nodesOf(graph, "a")) as [GraphNode];
    const signal = AbortSignal.abort();
    await refused(graph.nodes.upsert({ type: "t", name: "n" }, { signal }), "aborted");
    await refused(graph.edges.upsert({ from: a.id, to: a.id, type: "e" }, { signal }), "aborted");
    await refused(graph.neighbors(a.id, {}, { signal }), "aborted");
    await refused(visits(graph, a.id, {}, { signal }), "aborted");
    await refused(graph.shortestPath({ from: a.id, to: a.id }, { signal }), "aborted");
    assert.deepEqual(await everything(graph.nodes.list()), [a]);
    assert.deepEqual(await everything(graph.edges.list()), []);
  },
};
