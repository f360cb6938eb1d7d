import assert from "node:assert/strict";
import type { GraphEdge, GraphNode, GraphProvenance } from "../../src/stores/graph/types";
import { type Cases, everything, refused } from "../suite";
import { at, edgesOf, NOBODY, nodesOf } from "./samples";

/** Provenance, and the rows that are removed with a node or an edge. */
export const provenance: Cases = {
  "provenance lists the sources of nodes and edges, oldest first": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, "a", "b");
    const [edge] = (await edgesOf(graph, all, "ab")) as [GraphEdge];
    const nodeId = all[0]!.id;
    const full = await graph.provenance.add({
      id: "0190A0A0-0000-7000-8000-00000000000F",
      nodeId: nodeId.toUpperCase(),
      sourceUrl: "https://example.org/?q=ä",
      episode: "nul \0 and \ud800",
      span: "1-9",
      speaker: "Ada",
      retrievedAt: at(3),
      license: "CC-BY-4.0",
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
      license: "CC-BY-4.0",
      sha256: "ab".repeat(32),
      createdAt: at(5),
    });
    const [oldest, ofEdge, newer, newest] = await graph.provenance.addMany([
      { nodeId, createdAt: at(1), edgeId: null },
      { edgeId: edge.id, createdAt: at(2), speaker: null },
      { nodeId, createdAt: at(6) },
      { nodeId, createdAt: at(6) },
    ]);
    assert.deepEqual((await graph.provenance.list({ nodeId })).items, [oldest, full, newer, newest]);
    const ofOne = { edgeId: edge.id.toUpperCase(), nodeId: null };
    assert.deepEqual((await graph.provenance.list(ofOne)).items, [ofEdge]);
    assert.equal(ofEdge!.nodeId, null);
    assert.deepEqual((await graph.provenance.list({ nodeId: all[1]!.id })).items, []);
    assert.deepEqual((await graph.provenance.list({ edgeId: NOBODY })).items, []);
    assert.deepEqual(await graph.provenance.addMany([]), []);
  },

  "provenance is read by id, page by page, and removed": async ({ scope: { graph } }) => {
    const [a] = (await nodesOf(graph, "a")) as [GraphNode];
    const nodeId = a.id;
    const made = await graph.provenance.addMany(
      [5, 3, 3, 9, 1].map((second) => ({ nodeId, createdAt: at(second) })),
    );
    const [first, second] = made as [GraphProvenance, GraphProvenance];
    assert.deepEqual(await graph.provenance.get(first.id.toUpperCase()), first);
    assert.equal(await graph.provenance.get(NOBODY), null);
    assert.deepEqual(await graph.provenance.getOrThrow(second.id), second);
    const error = await refused(graph.provenance.getOrThrow(NOBODY), "not_found", /no provenance 0{8}/);
    assert.equal(error.field, "id");
    assert.deepEqual(await graph.provenance.getMany([second.id, NOBODY, first.id]), [second, null, first]);
    const sorted = [4, 1, 2, 0, 3].map((i) => made[i]);
    for (const limit of [1, 2, 5, 9])
      assert.deepEqual(await everything(graph.provenance.list({ nodeId, limit })), sorted);
    const { nextCursor: cursor } = await graph.provenance.list({ nodeId, limit: 1 });
    await refused(graph.provenance.list({ edgeId: nodeId as string, cursor }), "validation", /another query/);
    const upper = nodeId.toUpperCase();
    assert.deepEqual((await graph.provenance.list({ nodeId: upper, cursor })).items, sorted.slice(1));
    assert.equal(await graph.provenance.remove(first.id.toUpperCase()), true);
    assert.equal(await graph.provenance.remove(first.id), false);
    assert.equal((await graph.provenance.list({ nodeId })).items.length, 4);
  },

  "provenance belongs to one node or edge of its scope, and is added all or none": async ({
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
      await refused(graph.provenance.add(subject), "validation", /nodeId or edgeId .*exactly one/);
      await refused(
        graph.provenance.addMany([{ nodeId }, subject]),
        "validation",
        /provenances\[1\]\.nodeId/,
      );
      await refused(graph.provenance.list(subject), "validation", /exactly one/);
    }
    const missing = [
      { nodeId: NOBODY },
      { edgeId: NOBODY },
      { edgeId: nodeId as string },
      { nodeId: beside.id },
    ] as const;
    for (const subject of missing) {
      const [[field, id]] = Object.entries(subject) as [[string, string]];
      const what = new RegExp(`no ${field.slice(0, 4)} ${id}`);
      const one = await refused(graph.provenance.add(subject), "not_found", what);
      const many = await refused(graph.provenance.addMany([{ nodeId }, subject]), "not_found", what);
      assert.deepEqual([one.field, many.field], [field, `provenances[1].${field}`]);
    }
    const { id } = await graph.provenance.add({ nodeId: all[1]!.id });
    await refused(graph.provenance.add({ nodeId, id }), "unique_violation");
    await refused(graph.provenance.addMany([{ nodeId }, { nodeId, id }]), "unique_violation");
    assert.deepEqual((await graph.provenance.list({ nodeId })).items, []);
  },

  "nodes.remove deletes the node's edges and all their provenance": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, ..."abc");
    const [a, b, c] = all as [GraphNode, GraphNode, GraphNode];
    const [ab, bc, ca, aa] = (await edgesOf(graph, all, "ab", "bc", "ca", "aa")) as [
      GraphEdge,
      GraphEdge,
      GraphEdge,
      GraphEdge,
    ];
    await graph.provenance.addMany([
      { nodeId: a.id },
      { edgeId: ab.id },
      { edgeId: ca.id },
      { edgeId: bc.id },
      { nodeId: b.id },
    ]);
    assert.equal(await graph.nodes.remove(a.id.toUpperCase()), true);
    assert.equal(await graph.nodes.remove(a.id), false);
    assert.equal(await graph.nodes.get(a.id), null);
    assert.deepEqual(await everything(graph.edges.list()), [bc]);
    assert.deepEqual(await everything(graph.nodes.list()), [b, c]);
    for (const edge of [ab, ca, aa]) assert.equal(await graph.edges.get(edge.id), null);
    // New rows with the old ids have no provenance.
    await graph.nodes.upsert({ type: a.type, name: a.name, id: a.id });
    await graph.edges.upsert({ from: ab.from, to: ab.to, type: ab.type, id: ab.id });
    assert.deepEqual((await graph.provenance.list({ nodeId: a.id })).items, []);
    assert.deepEqual((await graph.provenance.list({ edgeId: ab.id })).items, []);
    assert.equal((await graph.provenance.list({ edgeId: bc.id })).items.length, 1);
    assert.equal((await graph.provenance.list({ nodeId: b.id })).items.length, 1);
  },

  "edges.remove deletes its provenance and keeps the nodes": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, ..."ab");
    const [ab, ba] = (await edgesOf(graph, all, "ab", "ba")) as [GraphEdge, GraphEdge];
    await graph.provenance.addMany([{ edgeId: ab.id }, { edgeId: ba.id }]);
    assert.equal(await graph.edges.remove(ab.id.toUpperCase()), true);
    assert.equal(await graph.edges.remove(ab.id), false);
    assert.deepEqual(await everything(graph.edges.list()), [ba]);
    assert.equal((await graph.nodes.list()).items.length, 2);
    await graph.edges.upsert({ from: ab.from, to: ab.to, type: ab.type, id: ab.id });
    assert.deepEqual((await graph.provenance.list({ edgeId: ab.id })).items, []);
    assert.equal((await graph.provenance.list({ edgeId: ba.id })).items.length, 1);
  },

  "nodes removed during upserts of edges leave no orphans": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, ...Array.from({ length: 12 }, (_, i) => `n${i}`));
    const puts = Array.from({ length: 60 }, (_, i) => {
      const [from, to] = [all[i % 12]!.id, all[(i * 5 + 1) % 12]!.id];
      const put = graph.edges.upsert({ from, to, type: `t${i % 3}` });
      return put.then(
        () => "put",
        (error: { code?: string }) => error.code ?? String(error),
      );
    });
    const removals = all.slice(0, 6).map(({ id }) => graph.nodes.remove(id));
    const outcomes = await Promise.all(puts);
    assert.deepEqual(await Promise.all(removals), Array(6).fill(true));
    assert.deepEqual(
      outcomes.filter((outcome) => outcome !== "put" && outcome !== "not_found"),
      [],
    );
    const left = new Set((await everything(graph.nodes.list())).map(({ id }) => id));
    assert.equal(left.size, 6);
    for (const { from, to } of await everything(graph.edges.list()))
      assert.ok(left.has(from) && left.has(to));
  },
};
