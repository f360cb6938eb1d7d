import assert from "node:assert/strict";
import type { GraphEdge, GraphNode } from "../../src/stores/graph/types";
import { type Cases, everything, refused } from "../suite";
import { at, edgesOf, NOBODY, nodesOf } from "./samples";

/** Optimistic concurrency: changes of nodes and edges with ifVersion. */
export const versions: Cases = {
  "upsert of a node with ifVersion changes only that version": async ({ scope: { graph } }) => {
    const key = { type: "t", name: "n" };
    const nobody = await refused(graph.nodes.upsert(key, { ifVersion: 1 }), "not_found", /type and name/);
    assert.equal(nobody.field, "name");
    assert.deepEqual((await graph.nodes.list()).items, []);
    const made = await graph.nodes.upsert({ ...key, attrs: { a: 1 } });
    const changed = await graph.nodes.upsert({ ...key, id: NOBODY, attrs: { b: 2 } }, { ifVersion: 1 });
    assert.deepEqual(changed, { ...made, attrs: { b: 2 }, version: 2, updatedAt: changed.updatedAt });
    const stale = graph.nodes.upsert({ ...key, attrs: {} }, { ifVersion: 1 });
    await refused(stale, "version_conflict", /no longer has version 1/);
    const touched = await graph.nodes.upsert(key, { ifVersion: 2 });
    assert.deepEqual(touched, { ...changed, version: 3, updatedAt: touched.updatedAt });
    const [many] = await graph.nodes.upsertMany([key, { ...key, attrs: { c: 3 } }]);
    assert.deepEqual([many!.version, many!.attrs], [4, { c: 3 }]);
    assert.deepEqual(await graph.nodes.get(made.id), many);
  },

  "upsert of an edge with ifVersion changes only that version": async ({ scope: { graph } }) => {
    const [a, b] = (await nodesOf(graph, "a", "b")) as [GraphNode, GraphNode];
    const key = { from: a.id, to: b.id, type: "e" };
    const nobody = await refused(graph.edges.upsert(key, { ifVersion: 1 }), "not_found", /from, type and to/);
    assert.equal(nobody.field, "to");
    const nowhere = graph.edges.upsert({ ...key, to: NOBODY }, { ifVersion: 1 });
    await refused(nowhere, "not_found");
    let edge: GraphEdge = await graph.edges.upsert({ ...key, weight: 2, validFrom: at(3), validTo: at(5) });
    const changes: Partial<GraphEdge>[] = [
      {},
      { weight: 0 },
      { attrs: { x: 1 } },
      { validTo: at(9) },
      { validFrom: at(8) },
      { validFrom: null },
      { validFrom: at(1), validTo: at(2) },
      { validTo: null },
      { validFrom: at(7) },
    ];
    for (const change of changes) {
      const { version } = edge;
      const changed: GraphEdge = await graph.edges.upsert({ ...key, ...change }, { ifVersion: version });
      const expected = { ...edge, ...change, version: version + 1, updatedAt: changed.updatedAt };
      assert.deepEqual(changed, expected);
      assert.deepEqual(await graph.edges.get(edge.id), changed);
      const stale = graph.edges.upsert({ ...key, ...change }, { ifVersion: version });
      await refused(stale, "version_conflict", /the edge no longer has version/);
      edge = changed;
    }
    const early = graph.edges.upsert({ ...key, validTo: at(7) }, { ifVersion: edge.version });
    const error = await refused(early, "validation", /validTo must be after validFrom/);
    assert.equal(error.field, "validTo");
    assert.deepEqual(await everything(graph.edges.list()), [edge]);
  },

  "remove of nodes and edges with ifVersion removes only that version": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, "a", "b");
    const [edge] = (await edgesOf(graph, all, "ab")) as [GraphEdge];
    const { id } = all[0]!;
    await refused(graph.nodes.remove(id, { ifVersion: 2 }), "version_conflict", new RegExp(`node ${id}`));
    await refused(graph.edges.remove(edge.id, { ifVersion: 2 }), "version_conflict");
    assert.deepEqual(await graph.edges.get(edge.id), edge);
    assert.equal(await graph.edges.remove(edge.id, { ifVersion: 1 }), true);
    assert.equal(await graph.edges.remove(edge.id, { ifVersion: 1 }), false);
    assert.equal(await graph.nodes.remove(id, { ifVersion: 1 }), true);
    assert.equal(await graph.nodes.remove(id, { ifVersion: 1 }), false);
  },

  "of parallel changes with one ifVersion one succeeds": async ({ scope: { graph } }) => {
    const key = { type: "t", name: "n" };
    await graph.nodes.upsert(key);
    const settled = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) => graph.nodes.upsert({ ...key, attrs: { i } }, { ifVersion: 1 })),
    );
    const refusals = settled.flatMap((each) => (each.status === "rejected" ? [each.reason.code] : []));
    assert.deepEqual(refusals, Array(9).fill("version_conflict"));
    assert.equal((await graph.nodes.getByName(key))!.version, 2);
  },
};
