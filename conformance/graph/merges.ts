import assert from "node:assert/strict";
import type { GraphEdge, GraphNode } from "../../src/stores/graph/types";
import { type Cases, everything, refused } from "../suite";
import { at, edgesOf, type Graph, NOBODY, nodesOf } from "./samples";

/** `ab cb` : the current edges by the names of their ends. */
async function shown(graph: Graph): Promise<string> {
  const nodes = new Map((await everything(graph.nodes.list())).map(({ id, name }) => [id, name]));
  const edges = await everything(graph.edges.list());
  return edges
    .map(({ from, to }) => `${nodes.get(from)}${nodes.get(to)}`)
    .sort()
    .join(" ");
}

const timesOf = ({ validFrom, validTo }: GraphEdge): (Date | null)[] => [validFrom, validTo];

/** Nodes that are the same thing. */
export const merges: Cases = {
  "nodes.merge moves edges, periods and provenance to the survivor": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, "a", "b", "c", "x", "y");
    const [a, b, c, x, y] = all as [GraphNode, GraphNode, GraphNode, GraphNode, GraphNode];
    await edgesOf(graph, all, "ax", "by", "yc", "xx", "bb");
    const again = await graph.edges.upsert({
      from: b.id,
      to: y.id,
      type: "e",
      validFrom: null,
      validTo: at(1),
    });
    const later = await graph.edges.upsert({ from: b.id, to: y.id, type: "e", validFrom: at(3) });
    const source = await graph.provenance.add({ nodeId: b.id, span: "b" });
    const cited = await graph.provenance.add({ edgeId: later.id, span: "by" });
    const result = await graph.nodes.merge({ from: [b.id, c.id.toUpperCase(), b.id], into: a.id });
    assert.deepEqual([result.merged, result.moved, result.united, result.loops], [2, 4, 0, 0]);
    assert.deepEqual(result.node, await graph.nodes.get(a.id));
    assert.equal(result.node.version, 2);
    assert.equal(await shown(graph), "aa ax ay ay xx ya");
    assert.deepEqual(await graph.edges.get(again.id), {
      ...again,
      from: a.id,
      version: again.version + 1,
      updatedAt: result.node.updatedAt,
    });
    assert.deepEqual((await graph.edges.getByEnds({ from: a.id, to: y.id, type: "e" }))?.id, later.id);
    assert.deepEqual(await everything(graph.provenance.list({ nodeId: a.id })), [
      { ...source, nodeId: a.id },
    ]);
    assert.deepEqual(await everything(graph.provenance.list({ edgeId: later.id })), [cited]);
    assert.deepEqual(await graph.nodes.getMany([b.id, c.id, x.id]), [null, null, x]);
    const aliases = await everything(graph.aliases.list({ nodeId: a.id }));
    assert.deepEqual(
      aliases.map(({ id, type, name, nodeId }) => [id, type, name, nodeId]).sort(),
      [b, c].map(({ id, type, name }) => [id, type, name, a.id]).sort(),
    );
    const error = await refused(
      graph.nodes.getOrThrow(b.id),
      "not_found",
      new RegExp(`merged into node ${a.id}`),
    );
    assert.equal(error.field, "id");
  },

  "merged edges of one fact are united where their periods overlap": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, "a", "b", "c", "x");
    const [a, b, c, x] = all as [GraphNode, GraphNode, GraphNode, GraphNode];
    const edge = (from: GraphNode, start: number, end: number, more: object = {}) =>
      graph.edges.upsert({
        from: from.id,
        to: x.id,
        type: "e",
        validFrom: at(start),
        validTo: at(end),
        ...more,
      });
    const own = await edge(a, 5, 8, { weight: 2, attrs: { own: 1, both: "a" } });
    const before = await edge(b, 1, 3);
    const overlapping = await edge(b, 4, 6, { weight: 9, attrs: { both: "b", more: true } });
    const chained = await edge(c, 7, 12, { attrs: { more: false, last: 1 }, createdAt: at(0) });
    const adjacent = await edge(c, 12, 13);
    for (const { id } of [own, overlapping, chained]) await graph.provenance.add({ edgeId: id, span: id });
    const stated = new Date();
    while (Date.now() <= stated.getTime()) await new Promise((done) => setTimeout(done, 1));
    const { moved, united, loops } = await graph.nodes.merge({ from: [b.id, c.id], into: a.id });
    assert.deepEqual([moved, united, loops], [4, 2, 0]);
    const edges = await everything(graph.edges.list({ from: a.id }));
    const byTime = edges.sort((p, q) => Number(p.validFrom) - Number(q.validFrom));
    assert.deepEqual(byTime.map(timesOf), [timesOf(before), [at(4), at(12)], timesOf(adjacent)]);
    const kept = byTime[1]!;
    assert.deepEqual([kept.id, kept.weight, kept.version], [own.id, 2, 2]);
    assert.deepEqual(kept.attrs, { own: 1, both: "a", more: false, last: 1 });
    const spans = (await everything(graph.provenance.list({ edgeId: own.id }))).map(({ span }) => span);
    assert.deepEqual(spans.sort(), [own.id, overlapping.id, chained.id].sort());
    const closed = (await graph.edges.get(overlapping.id))!;
    assert.deepEqual(
      [closed.from, closed.weight, closed.attrs, timesOf(closed)],
      [a.id, 9, { both: "b", more: true }, timesOf(overlapping)],
    );
    assert.ok(closed.recordedTo !== null && closed.recordedTo > stated);
    const then = await everything(graph.edges.list({ from: a.id, recordedAt: stated }));
    assert.equal(then.length, 5);
    await graph.edges.upsert({ from: a.id, to: x.id, type: "e", validFrom: at(20) });
    assert.equal((await everything(graph.edges.list({ from: a.id }))).length, 4);
  },

  "edges between merged nodes are closed, and loops stay": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, "a", "b", "c", "x");
    const [a, b, c] = all as [GraphNode, GraphNode, GraphNode];
    const [ab] = await edgesOf(graph, all, "ab", "ba", "bc", "aa", "bb", "xb");
    await graph.edges.revise({ from: b.id, to: c.id, type: "e", weight: 2 });
    const { moved, united, loops } = await graph.nodes.merge({ from: [b.id, c.id], into: a.id });
    assert.deepEqual([moved, united, loops], [6, 1, 3]);
    assert.equal(await shown(graph), "aa xa");
    const closed = (await graph.edges.get(ab!.id))!;
    assert.deepEqual([closed.from, closed.to, closed.version], [a.id, a.id, 2]);
    assert.ok(closed.recordedTo !== null);
  },

  "attributes of the survivor win, and missing ones are filled": async ({ scope: { graph } }) => {
    const node = (name: string, attrs: object) =>
      graph.nodes.upsert({ type: "n", name, attrs: { ...attrs } });
    const a = await node("a", { own: 1, both: "a" });
    const b = await node("b", { both: "b", more: ["b"] });
    const c = await node("c", { more: ["c"], last: null });
    const { node: filled } = await graph.nodes.merge({ from: [b.id, c.id], into: a.id });
    assert.deepEqual(filled.attrs, { own: 1, both: "a", more: ["b"], last: null });
    const d = await node("d", { d: 1 });
    const { node: given } = await graph.nodes.merge({ from: [d.id], into: a.id, attrs: { given: true } });
    assert.deepEqual([given.attrs, given.version], [{ given: true }, 3]);
    assert.deepEqual(await graph.nodes.get(a.id), given);
  },

  "a merge may be repeated, and former ids follow later merges": async ({ scope: { graph } }) => {
    const [a, b, c, d] = (await nodesOf(graph, "a", "b", "c", "d")) as [
      GraphNode,
      GraphNode,
      GraphNode,
      GraphNode,
    ];
    const first = await graph.nodes.merge({ from: [b.id], into: a.id });
    const repeated = { node: first.node, merged: 0, moved: 0, united: 0, loops: 0 };
    assert.deepEqual(await graph.nodes.merge({ from: [b.id], into: a.id, attrs: { x: 1 } }), repeated);
    const more = await graph.nodes.merge({ from: [b.id, c.id], into: a.id });
    assert.equal(more.merged, 1);
    await graph.nodes.merge({ from: [a.id], into: d.id });
    for (const { id } of [a, b, c]) assert.equal((await graph.aliases.get(id))?.nodeId, d.id);
    const anew = (await nodesOf(graph, "b"))[0]!;
    assert.notEqual(anew.id, b.id);
    await graph.nodes.merge({ from: [anew.id], into: d.id });
    assert.equal((await everything(graph.aliases.list({ nodeId: d.id, limit: 1 }))).length, 4);
    assert.equal(await graph.aliases.remove(b.id), true);
    assert.equal(await graph.aliases.get(b.id), null);
    await graph.nodes.remove(d.id);
    assert.equal(await graph.aliases.get(a.id), null);
  },

  "a merge that cannot be made changes nothing": async ({ scope, another }) => {
    const { graph } = scope;
    const all = await nodesOf(graph, "a", "b", "c", "x");
    const [a, b, c] = all as [GraphNode, GraphNode, GraphNode];
    await edgesOf(graph, all, "bx", "cx");
    const field = async (from: readonly string[], into: string, code: "not_found" | "validation") =>
      (await refused(graph.nodes.merge({ from, into }), code)).field;
    assert.equal(await field([b.id, NOBODY], a.id, "not_found"), "from[1]");
    assert.equal(await field([b.id], NOBODY, "not_found"), "into");
    assert.equal(await field([b.id, a.id.toUpperCase()], a.id, "validation"), "from[1]");
    assert.equal(await field([], a.id, "validation"), "from");
    assert.equal(await field(["x"], a.id, "validation"), "from");
    const [foreign] = (await nodesOf(another().graph, "a")) as [GraphNode];
    const [sibling] = (await nodesOf(another({ tenant: scope.tenant, workspace: "w" }).graph, "a")) as [
      GraphNode,
    ];
    for (const { id } of [foreign, sibling]) {
      assert.equal(await field([id], a.id, "not_found"), "from[0]");
      assert.equal(await field([b.id], id, "not_found"), "into");
    }
    await graph.nodes.merge({ from: [c.id], into: b.id });
    const elsewhere = graph.nodes.merge({ from: [c.id], into: a.id });
    await refused(elsewhere, "not_found", new RegExp(`merged into node ${b.id}`));
    await refused(graph.nodes.merge({ from: [a.id], into: c.id }), "not_found", new RegExp(b.id));
    assert.deepEqual(await graph.nodes.get(a.id), a);
    assert.equal(await shown(graph), "bx");
  },

  "parallel merges and upserts lose no edge": async ({ scope: { graph } }) => {
    for (let round = 0; round < 3; round++) {
      const names = Array.from({ length: 6 }, (_, i) => `${round} ${i}`);
      const [into, ...duplicates] = (await nodesOf(graph, ...names)) as [GraphNode, ...GraphNode[]];
      const others = await nodesOf(graph, ...Array.from({ length: 12 }, (_, i) => `${round} other ${i}`));
      const upserts = others.flatMap((other, i) => {
        const duplicate = duplicates[i % duplicates.length]!;
        return [
          { from: duplicate.id, to: other.id, type: "e", weight: i },
          { from: other.id, to: duplicate.id, type: "e", validFrom: at(i), validTo: at(i + 1) },
        ];
      });
      const calls = upserts.map((input, i) => ({
        input,
        call: i % 3 === 2 ? graph.edges.revise(input) : graph.edges.upsert(input),
      }));
      const merged = Promise.allSettled([
        graph.nodes.merge({ from: duplicates.slice(0, 3).map(({ id }) => id), into: into.id }),
        graph.nodes.merge({ from: duplicates.slice(2).map(({ id }) => id), into: into.id }),
        graph.nodes.merge({ from: [duplicates[4]!.id], into: into.id }),
      ]);
      const results = await Promise.allSettled(calls.map(({ call }) => call));
      for (const result of await merged)
        assert.equal(result.status, "fulfilled", String(Object.values(result)[1]));
      const kept = await everything(graph.edges.list());
      for (const [i, result] of results.entries()) {
        const { from, to } = calls[i]!.input;
        const end = (id: string): string => (duplicates.some((each) => each.id === id) ? into.id : id);
        const found = kept.some((edge) => edge.from === end(from) && edge.to === end(to));
        if (result.status === "fulfilled") assert.ok(found, `edge ${i} of round ${round} is lost`);
        else assert.match(String(result.reason.code), /^(not_found|serialization)$/, String(result.reason));
      }
    }
  },

  "opposite merges at the same time leave one node": async ({ scope: { graph } }) => {
    for (let round = 0; round < 4; round++) {
      const all = await nodesOf(graph, `a${round}`, `b${round}`, `x${round}`);
      const [a, b, x] = all as [GraphNode, GraphNode, GraphNode];
      for (const { id } of [a, b]) await graph.edges.upsert({ from: id, to: x.id, type: `from ${id}` });
      const [one, other] = await Promise.allSettled([
        graph.nodes.merge({ from: [a.id], into: b.id }),
        graph.nodes.merge({ from: [b.id], into: a.id }),
      ]);
      assert.deepEqual([one.status, other.status].sort(), ["fulfilled", "rejected"]);
      const left = (await graph.nodes.getMany([a.id, b.id])).filter((node) => node !== null);
      assert.equal(left.length, 1);
      assert.equal((await everything(graph.edges.list({ from: left[0]!.id }))).length, 2);
    }
  },
};
