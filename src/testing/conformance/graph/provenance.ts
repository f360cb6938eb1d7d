import assert from "node:assert/strict";
import type { GraphEdge, GraphNode } from "../../../stores/graph/types";
import { type Cases, everything, refused } from "../suite";
import { at, edgesOf, NOBODY, nodesOf } from "./samples";

/** Provenance, and what goes with a node or an edge that is removed. */
export const provenance: Cases = {
  "provenance tells where nodes and edges were learnt, oldest first": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, "a", "b");
    const [edge] = (await edgesOf(graph, all, "ab")) as [GraphEdge];
    const nodeId = all[0]!.id;
    const full = await graph.addProvenance({
      id: "0190A0A0-0000-7000-8000-00000000000F",
      nodeId: nodeId.toUpperCase(),
      sourceUrl: "https://example.org/?q=ä",
      episode: "nul \0 and \ud800",
      span: "1-9",
      speaker: "Ada",
      retrievedAt: at(3),
      licence: "CC-BY-4.0",
      sha256: "ab".repeat(32),
      createdAt: at(5),
    });
    assert.deepEqual(full, {
      id: "0190a0a0-0000-7000-8000-00000000000f",
      nodeId,
      edgeId: null,
      sourceUrl: "https://example.org/?q=ä",
      episode: "nul \0 and \ud800",
      span: "1-9",
      speaker: "Ada",
      retrievedAt: at(3),
      licence: "CC-BY-4.0",
      sha256: "ab".repeat(32),
      createdAt: at(5),
    });
    const [oldest, ofEdge, newer, newest] = await graph.addProvenances([
      { nodeId, createdAt: at(1), edgeId: null },
      { edgeId: edge.id, createdAt: at(2), speaker: null },
      { nodeId, createdAt: at(6) },
      { nodeId, createdAt: at(6) },
    ]);
    assert.deepEqual(await graph.provenanceOf({ nodeId }), [oldest, full, newer, newest]);
    assert.deepEqual(await graph.provenanceOf({ edgeId: edge.id.toUpperCase(), nodeId: null }), [ofEdge]);
    assert.equal(ofEdge!.nodeId, null);
    assert.deepEqual(await graph.provenanceOf({ nodeId: all[1]!.id }), []);
    assert.deepEqual(await graph.provenanceOf({ edgeId: NOBODY }), []);
    assert.deepEqual(await graph.addProvenances([]), []);
  },

  "provenance belongs to one thing of its scope, and is added whole or not at all": async ({
    scope,
    another,
  }) => {
    const { graph } = scope;
    const all = await nodesOf(graph, "a", "b");
    const [edge] = (await edgesOf(graph, all, "ab")) as [GraphEdge];
    const nodeId = all[0]!.id;
    const [beside] = (await nodesOf(another({ tenant: scope.tenant, workspace: "w2" }).graph, "a")) as [
      GraphNode,
    ];
    for (const subject of [{}, { nodeId: null }, { nodeId, edgeId: edge.id }]) {
      await refused(graph.addProvenance(subject), "validation", /nodeId or edgeId .*exactly one/);
      await refused(graph.addProvenances([{ nodeId }, subject]), "validation", /provenances\[1\]\.nodeId/);
      await refused(graph.provenanceOf(subject), "validation", /exactly one/);
    }
    for (const subject of [
      { nodeId: NOBODY },
      { edgeId: NOBODY },
      { edgeId: nodeId },
      { nodeId: beside.id },
    ]) {
      await refused(graph.addProvenance(subject), "foreign_key", /nodeId must be the id of a node/);
      await refused(graph.addProvenances([{ nodeId }, subject]), "foreign_key");
    }
    const { id } = await graph.addProvenance({ nodeId: all[1]!.id });
    await refused(graph.addProvenance({ nodeId, id }), "unique_violation");
    await refused(graph.addProvenances([{ nodeId }, { nodeId, id }]), "unique_violation");
    assert.deepEqual(await graph.provenanceOf({ nodeId }), []);
  },

  "removeNode takes its edges and all their provenance along": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, ..."abc");
    const [a, b, c] = all as [GraphNode, GraphNode, GraphNode];
    const [ab, bc, ca, aa] = (await edgesOf(graph, all, "ab", "bc", "ca", "aa")) as [
      GraphEdge,
      GraphEdge,
      GraphEdge,
      GraphEdge,
    ];
    await graph.addProvenances([
      { nodeId: a.id },
      { edgeId: ab.id },
      { edgeId: ca.id },
      { edgeId: bc.id },
      { nodeId: b.id },
    ]);
    assert.equal(await graph.removeNode(a.id.toUpperCase()), true);
    assert.equal(await graph.removeNode(a.id), false);
    assert.equal(await graph.getNode(a.id), null);
    assert.deepEqual(await everything(graph.listEdges()), [bc]);
    assert.deepEqual(await everything(graph.listNodes()), [b, c]);
    for (const edge of [ab, ca, aa]) assert.equal(await graph.getEdge(edge.id), null);
    // Made anew under the old ids, they have no provenance left over.
    await graph.putNode({ type: a.type, name: a.name, id: a.id });
    await graph.putEdge({ from: ab.from, to: ab.to, type: ab.type, id: ab.id });
    assert.deepEqual(await graph.provenanceOf({ nodeId: a.id }), []);
    assert.deepEqual(await graph.provenanceOf({ edgeId: ab.id }), []);
    assert.equal((await graph.provenanceOf({ edgeId: bc.id })).length, 1);
    assert.equal((await graph.provenanceOf({ nodeId: b.id })).length, 1);
  },

  "removeEdge takes its provenance along and leaves the nodes": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, ..."ab");
    const [ab, ba] = (await edgesOf(graph, all, "ab", "ba")) as [GraphEdge, GraphEdge];
    await graph.addProvenances([{ edgeId: ab.id }, { edgeId: ba.id }]);
    assert.equal(await graph.removeEdge(ab.id.toUpperCase()), true);
    assert.equal(await graph.removeEdge(ab.id), false);
    assert.deepEqual(await everything(graph.listEdges()), [ba]);
    assert.equal((await graph.listNodes()).items.length, 2);
    await graph.putEdge({ from: ab.from, to: ab.to, type: ab.type, id: ab.id });
    assert.deepEqual(await graph.provenanceOf({ edgeId: ab.id }), []);
    assert.equal((await graph.provenanceOf({ edgeId: ba.id })).length, 1);
  },

  "nodes removed while edges are put leave no orphans": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, ...Array.from({ length: 12 }, (_, i) => `n${i}`));
    const puts = Array.from({ length: 60 }, (_, i) => {
      const [from, to] = [all[i % 12]!.id, all[(i * 5 + 1) % 12]!.id];
      const put = graph.putEdge({ from, to, type: `t${i % 3}` });
      return put.then(
        () => "put",
        (error: { code?: string }) => error.code ?? String(error),
      );
    });
    const removals = all.slice(0, 6).map(({ id }) => graph.removeNode(id));
    const outcomes = await Promise.all(puts);
    assert.deepEqual(await Promise.all(removals), Array(6).fill(true));
    assert.deepEqual(
      outcomes.filter((outcome) => outcome !== "put" && outcome !== "foreign_key"),
      [],
    );
    const left = new Set((await everything(graph.listNodes())).map(({ id }) => id));
    assert.equal(left.size, 6);
    for (const { from, to } of await everything(graph.listEdges())) assert.ok(left.has(from) && left.has(to));
  },
};
