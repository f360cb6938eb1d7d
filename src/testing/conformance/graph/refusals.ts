import assert from "node:assert/strict";
import type { Scope } from "../../../scope";
import type { GraphNode } from "../../../stores/graph/types";
import { type Cases, everything, refused } from "../suite";
import { NOBODY, nodesOf, visits } from "./samples";

/** What a scope, a transaction, a signal or bad input must not let through. */
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
    // The same ids and names everywhere; only the contents differ.
    for (const [i, { graph }] of scopes.entries()) {
      await graph.putNodes(ids.map((id, j) => ({ id, type: "n", name: `n${j}`, attrs: { scope: i } })));
      await graph.putEdge({ id: edgeId, from: ids[0], to: ids[1], type: "e", weight: i });
      await graph.addProvenance({ nodeId: ids[0], speaker: String(i), id: edgeId });
    }
    const [, , , { graph: last }] = scopes as [Scope, Scope, Scope, Scope];
    const extra = await last.putNode({ type: "n", name: "extra" });
    await last.putEdge({ from: ids[1], to: extra.id, type: "e" });
    for (const [i, { graph }] of scopes.slice(0, 3).entries()) {
      const [a, b] = (await graph.getNodes([...ids, extra.id])) as [GraphNode, GraphNode];
      assert.deepEqual([a.attrs, b.attrs], [{ scope: i }, { scope: i }]);
      assert.deepEqual(await graph.findNode("n", "n1"), b);
      assert.deepEqual((await graph.listNodes()).items, [a, b]);
      const edge = (await graph.getEdge(edgeId))!;
      assert.equal(edge.weight, i);
      assert.deepEqual((await graph.listEdges()).items, [edge]);
      assert.deepEqual(await graph.neighbors(ids[0], { depth: 5 }), [{ node: b, depth: 1 }]);
      assert.deepEqual(
        (await visits(graph, ids[0], { depth: 20 })).map(({ node }) => node),
        [a, b],
      );
      assert.deepEqual(await graph.shortestPath(ids[0], ids[1]), { nodes: [a, b], edges: [edge], length: 1 });
      assert.equal(await graph.shortestPath(ids[0], extra.id), null);
      assert.deepEqual(
        (await graph.provenanceOf({ nodeId: ids[0] })).map(({ speaker }) => speaker),
        [String(i)],
      );
      await refused(graph.neighbors(extra.id), "not_found");
      assert.equal(await graph.removeNode(extra.id), false);
    }
    assert.equal(await scope.graph.removeEdge(edgeId), true);
    assert.equal(await scope.graph.removeNode(ids[0]), true);
    for (const { graph } of scopes.slice(1)) {
      assert.equal((await graph.getEdge(edgeId))?.type, "e");
      assert.equal((await graph.provenanceOf({ nodeId: ids[0] })).length, 1);
    }
  },

  "a transaction that fails undoes the graph's writes": async ({ scope }) => {
    const kept = await scope.graph.putNode({ type: "t", name: "kept", attrs: { a: 1 } });
    const work = scope.transaction(async (tx) => {
      const node = await tx.graph.putNode({ type: "t", name: "gone" });
      await tx.graph.putNode({ type: "t", name: "kept", attrs: { a: 2 } });
      await tx.graph.putEdge({ from: kept.id, to: node.id, type: "e" });
      assert.equal((await tx.graph.neighbors(kept.id)).length, 1);
      await tx.graph.putEdge({ from: kept.id, to: NOBODY, type: "e" });
    });
    await refused(work, "foreign_key", /from and to/);
    assert.deepEqual(await everything(scope.graph.listNodes()), [kept]);
    assert.deepEqual(await everything(scope.graph.listEdges()), []);
  },

  "bad input is refused by name": async ({ scope: { graph } }) => {
    const [a] = (await nodesOf(graph, "a")) as [GraphNode];
    const key = { from: a.id, to: a.id, type: "e" };
    const good = { type: "t", name: "n" };
    const wrong = <T>(value: unknown): T => value as T;
    const invalidDate = new Date(Number.NaN);
    const cases: [() => PromiseLike<unknown>, RegExp][] = [
      [() => graph.putNode(wrong(null)), /object/],
      [() => graph.putNode(wrong({ type: "t" })), /name/],
      [() => graph.putNode({ ...good, type: "" }), /type/],
      [() => graph.putNode({ ...good, name: "n\0" }), /name/],
      [() => graph.putNode({ ...good, name: "x".repeat(513) }), /name/],
      [() => graph.putNode({ ...good, id: "7" }), /id/],
      [() => graph.putNode({ ...good, createdAt: invalidDate }), /createdAt/],
      [() => graph.putNode(wrong({ ...good, attr: {} })), /attr .*not known/],
      [() => graph.putNode(good, wrong({ ifVersion: 1 })), /options\.ifVersion/],
      [() => graph.putNodes(wrong({})), /nodes must be an array/],
      [() => graph.putNodes(wrong(undefined)), /nodes is missing: it must be an array/],
      [
        () => graph.putNodes(Object.assign(new Array(2), { 1: good })),
        /nodes\[0\] is missing: it must be an object with name, type/,
      ],
      [() => graph.putNodes([good, wrong(null)]), /nodes\[1\] must be an object/],
      [() => graph.putNodes(wrong(new Array(3e7))), /nodes must have at most 100,000 elements/],
      [() => graph.putNodes([good, wrong({ ...good, attrs: [] })]), /nodes\[1\]\.attrs/],
      [() => graph.putEdge({ ...key, from: "x" }), /from/],
      [() => graph.putEdge(wrong({ from: a.id, type: "e" })), /to /],
      [() => graph.putEdge({ ...key, type: "" }), /type/],
      [() => graph.putEdge({ ...key, weight: Number.NaN }), /weight/],
      [() => graph.putEdge(wrong({ ...key, weight: null })), /weight/],
      [() => graph.putEdge({ ...key, validFrom: invalidDate }), /validFrom/],
      [() => graph.putEdge(wrong({ ...key, validTo: "2020" })), /validTo/],
      [() => graph.putEdge(wrong({ ...key, direction: "out" })), /direction/],
      [() => graph.putEdges(wrong("x")), /edges must be an array/],
      [
        () => graph.putEdges([key, { ...key, attrs: { deep: [Number.NaN] } }]),
        /edges\[1\]\.attrs\.deep\[0\]/,
      ],
      [() => graph.addProvenance({ nodeId: "x" }), /nodeId/],
      [() => graph.addProvenance(wrong({ nodeId: a.id, licence: 1 })), /licence/],
      [() => graph.addProvenance(wrong({ nodeId: a.id, license: "x" })), /license/],
      [() => graph.addProvenance({ nodeId: a.id, retrievedAt: invalidDate }), /retrievedAt/],
      [() => graph.addProvenances(wrong(1)), /provenances must be an array/],
      [() => graph.provenanceOf(wrong({ node: a.id })), /node .*not known/],
      [() => graph.getNode("x"), /id/],
      [() => graph.getNodes(wrong("x")), /ids/],
      [() => graph.getNodes([a.id, "x"]), /ids\[1\]/],
      [() => graph.findNode("", "n"), /type/],
      [() => graph.findNode("t", wrong(1)), /name/],
      [() => graph.getEdge("x"), /id/],
      [() => graph.removeNode("x"), /id/],
      [() => graph.removeEdge(wrong(undefined)), /id/],
      [() => graph.listNodes({ limit: 0 }), /limit/],
      [() => graph.listNodes({ limit: 1001 }), /limit/],
      [() => graph.listNodes(wrong({ name: "a" })), /name .*not known/],
      [() => graph.listNodes({ namePrefix: "" }), /namePrefix/],
      [() => graph.listEdges({ from: "x" }), /from/],
      [() => graph.listEdges({ to: "x" }), /to/],
      [() => graph.listEdges(wrong({ weight: 1 })), /weight/],
      [() => graph.neighbors("x"), /id/],
      [() => graph.neighbors(a.id, { depth: 0 }), /options\.depth/],
      [() => graph.neighbors(a.id, { depth: 65 }), /options\.depth/],
      [() => graph.neighbors(a.id, { depth: 1.5 }), /options\.depth/],
      [() => graph.neighbors(a.id, wrong({ direction: "up" })), /options\.direction/],
      [() => graph.neighbors(a.id, wrong({ types: "x" })), /options\.types/],
      [() => graph.neighbors(a.id, { types: [""] }), /options\.types/],
      [() => graph.neighbors(a.id, { asOf: invalidDate }), /options\.asOf/],
      [() => graph.neighbors(a.id, { limit: 0 }), /options\.limit/],
      [() => graph.neighbors(a.id, wrong({ maxDepth: 3 })), /options\.maxDepth/],
      [() => visits(graph, a.id, { depth: 65 }), /options\.depth/],
      [() => visits(graph, a.id, wrong({ order: "x" })), /options\.order/],
      [() => graph.shortestPath("x", a.id), /from/],
      [() => graph.shortestPath(a.id, "x"), /to/],
      [() => graph.shortestPath(a.id, a.id, { maxDepth: 65 }), /options\.maxDepth/],
      [() => graph.shortestPath(a.id, a.id, wrong({ depth: 3 })), /options\.depth/],
    ];
    for (const attrs of [null, "x", 1, [1], new Date(0), { f: () => 1 }, { big: 1n }, new Map()]) {
      cases.push([() => graph.putNode(wrong({ ...good, attrs })), /attrs/]);
      cases.push([() => graph.putEdge(wrong({ ...key, attrs })), /attrs/]);
    }
    for (const [call, message] of cases) await refused(call(), "validation", message);
    assert.deepEqual(await everything(graph.listNodes()), [a]);
    assert.deepEqual(await everything(graph.listEdges()), []);
    assert.deepEqual(await graph.provenanceOf({ nodeId: a.id }), []);
  },

  "a signal ends calls, and nothing of them is kept": async ({ scope: { graph } }) => {
    const [a] = (await nodesOf(graph, "a")) as [GraphNode];
    const signal = AbortSignal.abort();
    await refused(graph.putNode({ type: "t", name: "n" }, { signal }), "aborted");
    await refused(graph.putEdge({ from: a.id, to: a.id, type: "e" }, { signal }), "aborted");
    await refused(graph.neighbors(a.id, { signal }), "aborted");
    await refused(visits(graph, a.id, { signal }), "aborted");
    await refused(graph.shortestPath(a.id, a.id, { signal }), "aborted");
    assert.deepEqual(await everything(graph.listNodes()), [a]);
    assert.deepEqual(await everything(graph.listEdges()), []);
  },
};
