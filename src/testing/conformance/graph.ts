import assert from "node:assert/strict";
import type { Scope } from "../../scope";
import type { GraphEdge, GraphNode, GraphVisit, GraphWalkOptions } from "../../stores/graph/types";
import { edgesBetween, expectedVisits, numbersFrom } from "./graph-model";
import { everything, refused, suite } from "./suite";

type Graph = Scope["graph"];

const NOBODY = "00000000-0000-7000-8000-000000000000";
const at = (second: number): Date => new Date(1_700_000_000_000 + second * 1000);

/** Nodes of type `n` with these names, in this order. */
const nodes = (graph: Graph, ...names: string[]): Promise<GraphNode[]> =>
  graph.putNodes(names.map((name) => ({ type: "n", name })));

/** Edges of type `e`, written as pairs of names such as `ab`. */
async function edges(graph: Graph, all: readonly GraphNode[], ...pairs: string[]): Promise<GraphEdge[]> {
  const idOf = (name: string | undefined): string => all.find((node) => node.name === name)!.id;
  return graph.putEdges(pairs.map(([from, to]) => ({ from: idOf(from), to: idOf(to), type: "e" })));
}

const visits = (graph: Graph, id: string, options?: GraphWalkOptions): Promise<GraphVisit[]> =>
  everything(graph.traverse(id, options));

/** `b1 c1 d2`: names and depths. */
const shown = (found: readonly { node: GraphNode; depth: number }[]): string =>
  found.map(({ node, depth }) => `${node.name}${depth}`).join(" ");

/** Puts a chain of nodes 0, 1, 2 … */
async function chain(graph: Graph, length: number): Promise<GraphNode[]> {
  const all = await nodes(graph, ...Array.from({ length }, (_, i) => String(i)));
  await graph.putEdges(all.slice(1).map((node, i) => ({ from: all[i]!.id, to: node.id, type: "next" })));
  return all;
}

export const graph = suite("graph", {
  "putNode makes a node that reads find": async ({ scope: { graph } }) => {
    const before = Date.now();
    const made = await graph.putNode({ type: "person", name: "Ada" });
    assert.deepEqual(Object.keys(made), ["id", "type", "name", "attrs", "createdAt", "updatedAt"]);
    assert.deepEqual([made.type, made.name, made.attrs], ["person", "Ada", {}]);
    assert.ok(made.createdAt.getTime() >= before && made.createdAt.getTime() <= Date.now());
    assert.deepEqual(made.updatedAt, made.createdAt);
    const full = await graph.putNode({
      id: "0190A0A0-0000-7000-8000-00000000000A",
      type: "person",
      name: "Charles",
      attrs: { born: 1791, tags: ["x", null, { deep: true }], "nul\0": "\ud800\uffff", gone: undefined },
      createdAt: at(0),
    });
    assert.equal(full.id, "0190a0a0-0000-7000-8000-00000000000a");
    assert.deepEqual(full.attrs, {
      born: 1791,
      tags: ["x", null, { deep: true }],
      "nul\0": "\ud800\uffff",
    });
    assert.deepEqual(full.createdAt, at(0));
    for (const node of [made, full]) {
      assert.deepEqual(await graph.getNode(node.id), node);
      assert.deepEqual(await graph.getNode(node.id.toUpperCase()), node);
      assert.deepEqual(await graph.findNode(node.type, node.name), node);
    }
    assert.equal(await graph.getNode(NOBODY), null);
    assert.equal(await graph.findNode("person", "ada"), null);
    assert.equal(await graph.findNode("Ada", "person"), null);
  },

  "putNode changes what is given and nothing else": async ({ scope: { graph } }) => {
    const made = await graph.putNode({ type: "t", name: "n", attrs: { a: 1, b: 2 }, createdAt: at(0) });
    const touched = await graph.putNode({ type: "t", name: "n" });
    assert.deepEqual(touched, { ...made, updatedAt: touched.updatedAt });
    assert.ok(touched.updatedAt >= made.updatedAt);
    const changed = await graph.putNode({ type: "t", name: "n", attrs: { c: 3 }, createdAt: at(9) });
    assert.deepEqual(changed, { ...made, attrs: { c: 3 }, updatedAt: changed.updatedAt });
    assert.deepEqual(await graph.getNode(made.id), changed);
    assert.deepEqual((await graph.putNode({ type: "t", name: "n", attrs: {} })).attrs, {});
    assert.equal((await graph.listNodes()).items.length, 1);
  },

  "a node keeps its id": async ({ scope: { graph } }) => {
    const other = "0190a0a0-0000-7000-8000-00000000000b";
    const made = await graph.putNode({ type: "t", name: "n" });
    assert.equal((await graph.putNode({ id: other, type: "t", name: "n" })).id, made.id);
    assert.equal(await graph.getNode(other), null);
    const [again] = await graph.putNodes([{ id: other, type: "t", name: "n", attrs: { a: 1 } }]);
    assert.deepEqual([again!.id, again!.attrs], [made.id, { a: 1 }]);
    await refused(graph.putNode({ id: made.id, type: "t", name: "other" }), "unique_violation", /id/);
    assert.equal(await graph.findNode("t", "other"), null);
    assert.equal((await graph.putNode({ id: other, type: "t", name: "second" })).id, other);
  },

  "type and name are compared character by character": async ({ scope: { graph } }) => {
    const names = [
      "a",
      "A",
      "a ",
      "ä",
      "a\u0308",
      "a%",
      "a_",
      "a\\",
      "a'",
      'a"',
      "a:b",
      "\u{1f600}",
      "\u0001",
    ];
    const made = await graph.putNodes(
      names.flatMap((name) => [
        { type: "t", name },
        { type: name, name: "t" },
      ]),
    );
    assert.equal(new Set(made.map(({ id }) => id)).size, names.length * 2);
    for (const name of names) {
      assert.equal((await graph.findNode("t", name))?.name, name);
      assert.equal((await graph.findNode(name, "t"))?.type, name);
    }
    const [one, two] = await graph.putNodes([
      { type: "x:y", name: "z" },
      { type: "x", name: "y:z" },
    ]);
    assert.notEqual(one!.id, two!.id);
  },

  "putNodes merges duplicates and keeps the order given": async ({ scope: { graph } }) => {
    const old = await graph.putNode({ type: "t", name: "old", attrs: { keep: 1 } });
    const id = "0190a0a0-0000-7000-8000-00000000000c";
    const results = await graph.putNodes([
      { type: "t", name: "z" },
      { type: "t", name: "old" },
      { type: "t", name: "a", attrs: { first: 1 } },
      { type: "t", name: "z", attrs: { z: 1 }, id },
      { type: "t", name: "a", attrs: { second: 2 } },
      { type: "t", name: "a" },
      { type: "t", name: "z", id: NOBODY },
    ]);
    assert.deepEqual(
      results.map(({ name }) => name),
      ["z", "old", "a", "z", "a", "a", "z"],
    );
    const [z, kept, a] = results as [GraphNode, GraphNode, GraphNode];
    assert.deepEqual(kept, { ...old, updatedAt: kept.updatedAt });
    assert.deepEqual([z.attrs, a.attrs], [{ z: 1 }, { second: 2 }]);
    assert.equal(z.id, id);
    for (const [i, node] of results.entries()) {
      assert.deepEqual(node, [z, kept, a, z, a, a, z][i]);
      assert.deepEqual(await graph.getNode(node.id), node);
    }
    assert.equal((await graph.listNodes()).items.length, 3);
    assert.deepEqual(await graph.putNodes([]), []);
  },

  "putNodes puts all or none": async ({ scope: { graph } }) => {
    const taken = await graph.putNode({ type: "t", name: "taken", attrs: { a: 1 } });
    const batch = [
      { type: "t", name: "new" },
      { type: "t", name: "taken", attrs: { a: 2 } },
    ];
    await refused(graph.putNodes([...batch, { id: taken.id, type: "t", name: "thief" }]), "unique_violation");
    const error = await refused(
      graph.putNodes([...batch, { type: "t", name: "" }]),
      "validation",
      /nodes\[2\]\.name/,
    );
    assert.equal(error.field, "nodes[2].name");
    assert.deepEqual((await graph.listNodes()).items, [taken]);
  },

  "parallel puts of one node make one node": async ({ scope: { graph } }) => {
    const puts = Array.from({ length: 20 }, (_, i) => graph.putNode({ type: "t", name: "n", attrs: { i } }));
    assert.equal(new Set((await Promise.all(puts)).map(({ id }) => id)).size, 1);
    for (let round = 0; round < 15; round++) {
      const id = `0190a0a0-0000-7000-8000-0000000000${10 + round}`;
      const name = `with id ${round}`;
      const same = Array.from({ length: 20 }, () => graph.putNode({ type: "t", name, id }));
      assert.deepEqual([...new Set((await Promise.all(same)).map((node) => node.id))], [id]);
    }
    const names = Array.from({ length: 30 }, (_, i) => ({ type: "t", name: `bulk ${i}` }));
    const bulks = await Promise.all(
      Array.from({ length: 10 }, (_, i) => graph.putNodes(i % 2 === 0 ? names : [...names].reverse())),
    );
    assert.equal(new Set(bulks.flat().map((node) => node.id)).size, 30);
    assert.equal((await graph.listNodes({ limit: 100 })).items.length, 46);
  },

  "putEdge makes an edge that reads find": async ({ scope: { graph } }) => {
    const [a, b] = (await nodes(graph, "a", "b")) as [GraphNode, GraphNode];
    const made = await graph.putEdge({ from: a.id, to: b.id, type: "knows" });
    const { id, createdAt, updatedAt, ...rest } = made;
    assert.deepEqual(rest, {
      from: a.id,
      to: b.id,
      type: "knows",
      weight: 1,
      attrs: {},
      validFrom: null,
      validTo: null,
    });
    assert.ok(createdAt instanceof Date);
    assert.deepEqual(updatedAt, createdAt);
    const full = await graph.putEdge({
      id: "0190A0A0-0000-7000-8000-00000000000E",
      from: a.id.toUpperCase(),
      to: b.id.toUpperCase(),
      type: "likes",
      weight: -0.1,
      attrs: { why: ["x"] },
      validFrom: at(1),
      validTo: at(2),
      createdAt: at(0),
    });
    assert.deepEqual(full, {
      id: "0190a0a0-0000-7000-8000-00000000000e",
      from: a.id,
      to: b.id,
      type: "likes",
      weight: -0.1,
      attrs: { why: ["x"] },
      validFrom: at(1),
      validTo: at(2),
      createdAt: at(0),
      updatedAt: full.updatedAt,
    });
    assert.deepEqual(await graph.getEdge(id), made);
    assert.deepEqual(await graph.getEdge(full.id), full);
    assert.equal(await graph.getEdge(NOBODY), null);
  },

  "direction and type tell edges apart, and a node may have an edge to itself": async ({
    scope: { graph },
  }) => {
    const [a, b] = (await nodes(graph, "a", "b")) as [GraphNode, GraphNode];
    const made = await graph.putEdges([
      { from: a.id, to: b.id, type: "x" },
      { from: b.id, to: a.id, type: "x" },
      { from: a.id, to: b.id, type: "y" },
      { from: a.id, to: a.id, type: "x" },
    ]);
    assert.equal(new Set(made.map(({ id }) => id)).size, 4);
    assert.deepEqual(
      await everything(graph.listEdges()),
      [...made].sort((x, y) => (x.id < y.id ? -1 : 1)),
    );
  },

  "putEdge changes what is given and nothing else": async ({ scope: { graph } }) => {
    const [a, b] = (await nodes(graph, "a", "b")) as [GraphNode, GraphNode];
    const key = { from: a.id, to: b.id, type: "e" };
    const made = await graph.putEdge({
      ...key,
      weight: 2,
      attrs: { x: 1 },
      validFrom: at(1),
      validTo: at(5),
      createdAt: at(0),
    });
    let expected = await graph.putEdge(key);
    assert.deepEqual(expected, { ...made, updatedAt: expected.updatedAt });
    const changes = [
      { weight: 0 },
      { attrs: { y: 2 } },
      { validFrom: at(2) },
      { validTo: at(3) },
      { validFrom: null },
      { validTo: null },
      { validTo: at(1), validFrom: at(0) },
      { validTo: at(9), validFrom: at(8) },
    ];
    for (const change of changes) {
      const changed = await graph.putEdge({ ...key, ...change, id: NOBODY, createdAt: at(7) });
      assert.deepEqual(changed, { ...expected, ...change, updatedAt: changed.updatedAt });
      assert.deepEqual(await graph.getEdge(made.id), changed);
      expected = changed;
    }
    await refused(graph.putEdge({ ...key, type: "f", id: made.id }), "unique_violation", /id/);
  },

  "an edge's end of validity comes after its beginning": async ({ scope: { graph } }) => {
    const [a, b, c] = (await nodes(graph, "a", "b", "c")) as [GraphNode, GraphNode, GraphNode];
    const key = { from: a.id, to: b.id, type: "e" };
    const late = /validTo/;
    await refused(graph.putEdge({ ...key, validFrom: at(2), validTo: at(1) }), "validation", late);
    await refused(graph.putEdge({ ...key, validFrom: at(1), validTo: at(1) }), "validation", late);
    assert.deepEqual(await everything(graph.listEdges()), []);
    const made = await graph.putEdge({ ...key, validFrom: at(4), validTo: at(6) });
    const error = await refused(graph.putEdge({ ...key, validTo: at(4) }), "validation", late);
    assert.equal(error.field, "validTo");
    await refused(graph.putEdge({ ...key, validFrom: at(6) }), "validation", late);
    const another = { from: a.id, to: c.id, type: "e", validTo: at(1) };
    await refused(graph.putEdges([another, { ...key, validFrom: at(7) }]), "validation", late);
    await refused(graph.putEdges([another, { ...key, validTo: at(3) }]), "validation", late);
    await refused(
      graph.putEdges([another, { ...key, validFrom: at(7), validTo: at(7) }]),
      "validation",
      /edges\[1\]/,
    );
    await refused(
      graph.putEdges([
        { ...key, validFrom: at(9) },
        { ...key, validTo: at(8) },
      ]),
      "validation",
      late,
    );
    assert.deepEqual(await everything(graph.listEdges()), [made]);
    const [, moved] = await graph.putEdges([another, { ...key, validFrom: at(5) }]);
    assert.deepEqual([moved!.validFrom, moved!.validTo], [at(5), at(6)]);
  },

  "an edge joins nodes of its scope": async ({ scope, another }) => {
    const { graph } = scope;
    const [a] = (await nodes(graph, "a")) as [GraphNode];
    const sibling = another({ tenant: scope.tenant, workspace: "other" }).graph;
    const [beside] = (await nodes(sibling, "a")) as [GraphNode];
    const [elsewhere] = (await nodes(another().graph, "a")) as [GraphNode];
    for (const id of [NOBODY, beside.id, elsewhere.id]) {
      const message = /from and to must be ids of nodes of this scope/;
      await refused(graph.putEdge({ from: a.id, to: id, type: "e" }), "foreign_key", message);
      await refused(graph.putEdge({ from: id, to: a.id, type: "e" }), "foreign_key", message);
      const loop = { from: a.id, to: a.id, type: "e" };
      await refused(graph.putEdges([loop, { from: a.id, to: id, type: "e" }]), "foreign_key", message);
    }
    assert.deepEqual(await everything(graph.listEdges()), []);
  },

  "putEdges keeps members that some of its edges leave out": async ({ scope: { graph } }) => {
    const [a, b, c] = (await nodes(graph, "a", "b", "c")) as [GraphNode, GraphNode, GraphNode];
    const ab = { from: a.id, to: b.id, type: "e" };
    const bc = { from: b.id, to: c.id, type: "e" };
    const ca = { from: c.id, to: a.id, type: "e" };
    const old = { weight: 5, attrs: { old: true }, validFrom: at(1), validTo: at(9) };
    const [first, second] = (await graph.putEdges([ab, bc].map((key) => ({ ...key, ...old })))) as [
      GraphEdge,
      GraphEdge,
    ];
    const results = await graph.putEdges([
      { ...ca, weight: 7 },
      { ...bc, weight: 6, validTo: null },
      { ...ab, attrs: { new: true }, validFrom: null },
      { ...ca, attrs: { c: 1 }, weight: 8 },
      { ...bc, validFrom: at(2) },
    ]);
    const [loop, changedBc, changedAb] = results as [GraphEdge, GraphEdge, GraphEdge];
    assert.deepEqual(changedAb, {
      ...first,
      attrs: { new: true },
      validFrom: null,
      updatedAt: changedAb.updatedAt,
    });
    assert.deepEqual(changedBc, {
      ...second,
      weight: 6,
      validFrom: at(2),
      validTo: null,
      updatedAt: changedBc.updatedAt,
    });
    assert.deepEqual([loop.weight, loop.attrs, loop.validFrom], [8, { c: 1 }, null]);
    assert.deepEqual(results[3], loop);
    assert.deepEqual(results[4], changedBc);
    for (const edge of results) assert.deepEqual(await graph.getEdge(edge.id), edge);
    assert.deepEqual(await graph.putEdges([]), []);
  },

  "parallel puts of different members all survive": async ({ scope: { graph } }) => {
    const [a, b] = (await nodes(graph, "a", "b")) as [GraphNode, GraphNode];
    const key = { from: a.id, to: b.id, type: "e" };
    const loop = { from: a.id, to: a.id, type: "e", weight: 1 };
    for (let round = 1; round <= 5; round++) {
      const made = await Promise.all([
        graph.putEdge({ ...key, weight: round }),
        graph.putEdges([loop, { ...key, attrs: { round } }]),
        graph.putEdge({ ...key, validFrom: at(round) }),
        graph.putEdges([{ ...key, validTo: at(round + 100) }, loop]),
      ]);
      const { id } = made[0];
      const { weight, attrs, validFrom, validTo } = (await graph.getEdge(id))!;
      assert.deepEqual([weight, attrs, validFrom, validTo], [round, { round }, at(round), at(round + 100)]);
    }
    assert.equal((await everything(graph.listEdges())).length, 2);
  },

  "numbers and dates survive one by one and in bulk": async ({ scope: { graph } }) => {
    const [a] = (await nodes(graph, "a")) as [GraphNode];
    const weights = [0.1, -1 / 3, 1e300, 5e-324, Number.MAX_VALUE, 2 ** 53 + 2, -0, 123456789.12345679];
    const inputs = weights.map((weight, i) => ({
      from: a.id,
      to: a.id,
      type: String(i),
      weight,
      validFrom: new Date(-62_135_596_800_000 + i),
      validTo: new Date(253_402_300_799_999 - i),
    }));
    const oneByOne = (): Promise<GraphEdge[]> => Promise.all(inputs.map((input) => graph.putEdge(input)));
    for (const put of [() => graph.putEdges(inputs), oneByOne]) {
      for (const [i, edge] of (await put()).entries()) {
        assert.equal(edge.weight, inputs[i]!.weight + 0);
        assert.deepEqual([edge.validFrom, edge.validTo], [inputs[i]!.validFrom, inputs[i]!.validTo]);
        assert.deepEqual(await graph.getEdge(edge.id), edge);
      }
    }
  },

  "provenance tells where nodes and edges were learnt, oldest first": async ({ scope: { graph } }) => {
    const all = await nodes(graph, "a", "b");
    const [edge] = (await edges(graph, all, "ab")) as [GraphEdge];
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
    const all = await nodes(graph, "a", "b");
    const [edge] = (await edges(graph, all, "ab")) as [GraphEdge];
    const nodeId = all[0]!.id;
    const [beside] = (await nodes(another({ tenant: scope.tenant, workspace: "w2" }).graph, "a")) as [
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

  "getNodes answers for each id in its place": async ({ scope: { graph } }) => {
    const [a, b] = (await nodes(graph, "a", "b")) as [GraphNode, GraphNode];
    assert.deepEqual(await graph.getNodes([b.id, NOBODY, a.id.toUpperCase(), b.id]), [b, null, a, b]);
    assert.deepEqual(await graph.getNodes([]), []);
    const many = Array.from(
      { length: 40_000 },
      (_, i) => `00000000-0000-7000-8000-${String(i).padStart(12, "0")}`,
    );
    const found = await graph.getNodes([...many, a.id]);
    assert.deepEqual([found.length, found[39_999], found[40_000]], [40_001, null, a]);
  },

  "listNodes goes by type and name, by code point": async ({ scope: { graph } }) => {
    const sorted = ["A", "B", "Z", "a", "a%", "a%b", "a_b", "ab", "b", "é", "\ue000", "\ufffd", "\u{1f600}"];
    const inputs = sorted.flatMap((name) => [
      { type: "t", name },
      { type: "\u{10000}", name },
      { type: "\ufffd", name },
    ]);
    await graph.putNodes([...inputs].reverse());
    const key = ({ type, name }: { type: string; name: string }): string => `${type}/${name}`;
    const expected = ["t", "\ufffd", "\u{10000}"].flatMap((type) =>
      sorted.map((name) => key({ type, name })),
    );
    for (const limit of [1, 5, 39, 1000]) {
      assert.deepEqual((await everything(graph.listNodes({ limit }))).map(key), expected);
    }
    const ofType = await graph.listNodes({ type: "t", limit: 13 });
    assert.deepEqual([ofType.items.map(({ name }) => name), ofType.nextCursor], [sorted, null]);
    const prefixed = async (namePrefix: string, type?: string): Promise<string[]> =>
      (await everything(graph.listNodes({ namePrefix, limit: 2, ...(type && { type }) }))).map(
        ({ name }) => name,
      );
    assert.deepEqual(await prefixed("a", "t"), ["a", "a%", "a%b", "a_b", "ab"]);
    assert.deepEqual(await prefixed("a%", "t"), ["a%", "a%b"]);
    assert.deepEqual(await prefixed("a%b"), ["a%b", "a%b", "a%b"]);
    assert.deepEqual(await prefixed("a_", "t"), ["a_b"]);
    assert.deepEqual(await prefixed("\ufffd", "t"), ["\ufffd"]);
    assert.deepEqual(await prefixed("\u{1f600}"), ["\u{1f600}", "\u{1f600}", "\u{1f600}"]);
    assert.deepEqual(await prefixed("\ud7ff"), []);
    assert.deepEqual(await prefixed("\u{10ffff}"), []);
    assert.deepEqual(await prefixed("no", "t"), []);
    assert.deepEqual((await graph.listNodes({ type: "T" })).items, []);
  },

  "pages neither repeat nor skip while others put": async ({ scope: { graph } }) => {
    const names = Array.from({ length: 10 }, (_, i) => `k${i}`);
    const all = await nodes(graph, ...names);
    const seen: string[] = [];
    let page = await graph.listNodes({ limit: 3 });
    for (;;) {
      seen.push(...page.items.map(({ name }) => name));
      if (page.nextCursor === null) break;
      await graph.putNodes([
        { type: "n", name: `a${seen.length}` },
        { type: "n", name: "k0" },
      ]);
      page = await graph.listNodes({ limit: 3, cursor: page.nextCursor });
    }
    assert.deepEqual(seen, names);
    const made = await graph.putEdges(
      all.slice(1).map(({ id }) => ({ from: all[0]!.id, to: id, type: "e" })),
    );
    const ids: string[] = [];
    for await (const edge of graph.listEdges({ from: all[0]!.id, limit: 2 })) {
      ids.push(edge.id);
      await graph.putEdge({ from: edge.from, to: edge.to, type: edge.type, weight: ids.length });
    }
    assert.deepEqual(ids, made.map(({ id }) => id).sort());
  },

  "listEdges filters by ends and type, in the order of ids": async ({ scope: { graph } }) => {
    const [a, b, c] = (await nodes(graph, "a", "b", "c")) as [GraphNode, GraphNode, GraphNode];
    const ends = [a, b, c].flatMap((from) => [a, b, c].map((to) => ({ from: from.id, to: to.id })));
    const made = await graph.putEdges(ends.flatMap((pair) => ["x", "y"].map((type) => ({ ...pair, type }))));
    const sorted = [...made].sort((x, y) => (x.id < y.id ? -1 : 1));
    const filters = [
      {},
      { from: a.id },
      { to: b.id },
      { type: "y" },
      { from: a.id, to: b.id },
      { from: a.id.toUpperCase(), type: "x" },
      { from: c.id, to: c.id, type: "y" },
      { type: "z" },
    ];
    for (const filter of filters) {
      const wanted = sorted.filter(
        (edge) =>
          (!filter.from || edge.from === filter.from.toLowerCase()) &&
          (!filter.to || edge.to === filter.to) &&
          (!filter.type || edge.type === filter.type),
      );
      for (const limit of [1, 4, 18])
        assert.deepEqual(await everything(graph.listEdges({ ...filter, limit })), wanted);
    }
  },

  "a cursor is good for its own query alone": async ({ scope, another }) => {
    const { graph } = scope;
    const all = await nodes(graph, "a", "b", "c");
    await edges(graph, all, "ab", "ac", "bc");
    const { nextCursor: ofNodes } = await graph.listNodes({ limit: 1, type: "n" });
    const { nextCursor: ofEdges } = await graph.listEdges({ limit: 1, from: all[0]!.id });
    const cursor = ofNodes!;
    const sibling = another({ tenant: scope.tenant, workspace: "w2" }).graph;
    await refused(graph.listNodes({ cursor }), "validation", /cursor/);
    await refused(graph.listNodes({ cursor, type: "m" }), "validation", /cursor/);
    await refused(graph.listNodes({ cursor, type: "n", namePrefix: "a" }), "validation", /cursor/);
    await refused(sibling.listNodes({ cursor, type: "n" }), "validation", /cursor/);
    await refused(graph.listEdges({ cursor, type: "n" }), "validation", /cursor/);
    await refused(graph.listEdges({ cursor: ofEdges!, to: all[0]!.id }), "validation", /cursor/);
    await refused(graph.listEdges({ cursor: "nonsense" }), "validation", /cursor/);
    assert.equal((await graph.listNodes({ cursor, type: "n", limit: 5 })).items.length, 2);
    assert.equal(
      (await graph.listEdges({ cursor: ofEdges!, from: all[0]!.id.toUpperCase() })).items.length,
      1,
    );
  },

  "neighbors finds each node once, the nearest first": async ({ scope: { graph } }) => {
    const all = await graph.putNodes(
      [..."sabcdexyz"].map((name) => ({ type: name === "a" ? "z" : "n", name, attrs: { is: name } })),
    );
    const byName = Object.fromEntries(all.map((node) => [node.name, node]));
    await edges(graph, all, "sc", "sa", "bs", "cs", "cd", "ad", "de", "ea", "ss", "xy");
    const s = byName.s!.id;
    const around = async (options?: GraphWalkOptions): Promise<string> =>
      shown(await graph.neighbors(s, options));
    assert.equal(await around(), "b1 c1 a1");
    assert.equal(await around({ direction: "out" }), "c1 a1");
    assert.equal(await around({ direction: "in" }), "b1 c1");
    assert.equal(await around({ depth: 2 }), "b1 c1 a1 d2 e2");
    assert.equal(await around({ depth: 2, direction: "out" }), "c1 a1 d2");
    assert.equal(await around({ depth: 64, direction: "out" }), "c1 a1 d2 e3");
    assert.equal(await around({ depth: 64, direction: "in" }), "b1 c1");
    assert.equal(await around({ depth: 3, limit: 4 }), "b1 c1 a1 d2");
    assert.equal(await around({ limit: 1 }), "b1");
    assert.equal(
      await around({ depth: undefined, direction: undefined, types: undefined, asOf: undefined }),
      "b1 c1 a1",
    );
    assert.deepEqual((await graph.neighbors(s.toUpperCase(), { limit: 1 }))[0], { node: byName.b, depth: 1 });
    assert.deepEqual(await graph.neighbors(byName.z!.id, { depth: 9 }), []);
    const loop = await graph.putNode({ type: "n", name: "loop" });
    await graph.putEdge({ from: loop.id, to: loop.id, type: "e" });
    assert.deepEqual(await graph.neighbors(loop.id, { depth: 3 }), []);
    await refused(graph.neighbors(NOBODY), "not_found", /no graph node/);
  },

  "walks follow the types asked for": async ({ scope: { graph } }) => {
    const all = await nodes(graph, ..."abcd");
    const [a, b, c, d] = all.map(({ id }) => id) as [string, string, string, string];
    await graph.putEdges([
      { from: a, to: b, type: "x" },
      { from: b, to: c, type: "y" },
      { from: a, to: d, type: "z" },
      { from: a, to: b, type: "y" },
    ]);
    const reached = async (types: string[]): Promise<string> =>
      shown(await graph.neighbors(a, { types, depth: 3 }));
    assert.equal(await reached(["x"]), "b1");
    assert.equal(await reached(["y"]), "b1 c2");
    assert.equal(await reached(["x", "z", "X"]), "b1 d1");
    assert.equal(await reached(["x", "y", "z", "z", "z"]), "b1 d1 c2");
    assert.equal(await reached(["z", "q", "Z"]), "d1");
    assert.equal(await reached(["nothing"]), "");
    assert.equal(await reached([]), "");
    assert.deepEqual(
      (await visits(graph, a, { types: [] })).map(({ node }) => node.id),
      [a],
    );
    assert.equal(await graph.shortestPath(a, b, { types: [] }), null);
    assert.deepEqual(
      (await graph.shortestPath(a, b, { types: ["y"] }))!.edges.map(({ type }) => type),
      ["y"],
    );
  },

  "asOf counts the edges that hold at that moment": async ({ scope: { graph } }) => {
    const all = await nodes(graph, ..."sabcd");
    const [s, a, b, c, d] = all.map(({ id }) => id) as [string, string, string, string, string];
    await graph.putEdges([
      { from: s, to: a, type: "e", validFrom: at(10) },
      { from: s, to: b, type: "e", validTo: at(20) },
      { from: s, to: c, type: "e", validFrom: at(10), validTo: at(20) },
      { from: c, to: d, type: "e" },
    ]);
    const holding = async (asOf: Date): Promise<string> =>
      shown(await graph.neighbors(s, { asOf, depth: 2 }));
    assert.equal(await holding(new Date(at(10).getTime() - 1)), "b1");
    assert.equal(await holding(at(10)), "a1 b1 c1 d2");
    assert.equal(await holding(new Date(at(20).getTime() - 1)), "a1 b1 c1 d2");
    assert.equal(await holding(at(20)), "a1");
    assert.equal(shown(await graph.neighbors(s, { depth: 2 })), "a1 b1 c1 d2");
    assert.equal(shown(await visits(graph, d, { asOf: at(20) })), "d0 c1");
    assert.equal(await graph.shortestPath(s, d, { asOf: at(20) }), null);
    assert.equal((await graph.shortestPath(s, d, { asOf: at(19) }))!.length, 2);
  },

  "traverse yields the start, then every node with a shortest path": async ({ scope: { graph } }) => {
    const all = await nodes(graph, ..."sabcdefz");
    await edges(graph, all, "sa", "sb", "ac", "bc", "cd", "de", "ef", "fs", "cs", "dd");
    const [s, a, b] = all as [GraphNode, GraphNode, GraphNode];
    const found = await visits(graph, s.id, { direction: "out" });
    assert.equal(shown(found), "s0 a1 b1 c2 d3");
    assert.deepEqual(found[0], { node: s, depth: 0, path: [s.id] });
    const parent = a.id < b.id ? a.id : b.id;
    assert.deepEqual(found[3]!.path, [s.id, parent, all[3]!.id]);
    assert.deepEqual(found[4]!.path, [s.id, parent, all[3]!.id, all[4]!.id]);
    assert.equal(shown(await visits(graph, s.id)), "s0 a1 b1 c1 f1 d2 e2");
    assert.equal(shown(await visits(graph, s.id, { depth: 1, direction: "in" })), "s0 c1 f1");
    assert.equal(shown(await visits(graph, s.id, { limit: 3, depth: 9 })), "s0 a1 b1");
    assert.equal(shown(await visits(graph, all[7]!.id)), "z0");
    for await (const { node } of graph.traverse(s.id)) {
      if (node.name === "b") break;
    }
    await refused(visits(graph, NOBODY), "not_found", /no graph node/);
    await refused(visits(graph, "nonsense"), "validation", /id/);
  },

  "shortestPath gives nodes and edges from end to end": async ({ scope: { graph } }) => {
    const all = await nodes(graph, ..."abcdez");
    const [ab, bc, cd, ad] = (await edges(graph, all, "ab", "bc", "cd", "da", "de", "aa")) as [
      GraphEdge,
      GraphEdge,
      GraphEdge,
      GraphEdge,
    ];
    const [a, b, c, d, e, z] = all as [GraphNode, GraphNode, GraphNode, GraphNode, GraphNode, GraphNode];
    assert.deepEqual(await graph.shortestPath(a.id, d.id), {
      nodes: [a, b, c, d],
      edges: [ab, bc, cd],
      length: 3,
    });
    assert.deepEqual(await graph.shortestPath(a.id.toUpperCase(), d.id, { direction: "both" }), {
      nodes: [a, d],
      edges: [ad],
      length: 1,
    });
    assert.deepEqual(await graph.shortestPath(a.id, c.id, { direction: "in" }), {
      nodes: [a, d, c],
      edges: [ad, cd],
      length: 2,
    });
    assert.deepEqual(await graph.shortestPath(a.id, a.id), { nodes: [a], edges: [], length: 0 });
    assert.equal((await graph.shortestPath(a.id, e.id, { maxDepth: 4 }))?.length, 4);
    assert.equal(await graph.shortestPath(a.id, e.id, { maxDepth: 3 }), null);
    assert.equal(await graph.shortestPath(a.id, c.id, { maxDepth: 1 }), null);
    assert.equal(await graph.shortestPath(e.id, a.id), null);
    assert.equal(await graph.shortestPath(a.id, z.id, { direction: "both", maxDepth: 64 }), null);
    for (const [from, to] of [
      [a.id, NOBODY],
      [NOBODY, a.id],
      [NOBODY, NOBODY],
    ] as const) {
      assert.equal(await graph.shortestPath(from, to), null);
    }
    const [parallel] = (await graph.putEdges([{ from: a.id, to: b.id, type: "zz", id: NOBODY }])) as [
      GraphEdge,
    ];
    assert.deepEqual((await graph.shortestPath(a.id, b.id))!.edges, [parallel]);
  },

  "walks find what a plain search in memory finds": async ({ scope: { graph } }) => {
    const below = numbersFrom(7);
    const all = await nodes(graph, ...Array.from({ length: 40 }, (_, i) => `n${i}`));
    const drawn = Array.from({ length: 75 }, () => ({
      from: all[below(40)]!.id,
      to: all[below(40)]!.id,
      type: ["x", "y", "z"][below(3)]!,
      validFrom: below(3) === 0 ? at(below(10)) : null,
      validTo: below(3) === 0 ? at(10 + below(10)) : null,
    }));
    await graph.putEdges(drawn);
    const stored = await everything(graph.listEdges());
    const nameOf = new Map(all.map(({ id, name }) => [id, name]));
    const byName = (a: string, b: string): number => (nameOf.get(a)! < nameOf.get(b)! ? -1 : 1);
    for (let round = 0; round < 24; round++) {
      const options = {
        depth: [1, 2, 3, 4, 6, 9, 20, 64][round % 8]!,
        direction: (["out", "in", "both"] as const)[round % 3]!,
        ...(below(3) === 0 && { types: ["x", "y"] }),
        ...(below(3) === 0 && { asOf: at(below(20)) }),
      };
      const start = all[below(40)]!.id;
      const expected = expectedVisits(stored, start, options, byName);
      const visited = await visits(graph, start, options);
      assert.deepEqual(
        visited.map(({ node, depth, path }) => ({ id: node.id, depth, path })),
        expected,
        JSON.stringify(options),
      );
      assert.deepEqual(
        await graph.neighbors(start, options),
        visited.slice(1).map(({ node, depth }) => ({ node, depth })),
      );
      const { depth: maxDepth, ...edgeOptions } = options;
      for (const { path, depth } of [expected[below(expected.length)]!, expected[expected.length - 1]!]) {
        const found = await graph.shortestPath(start, path[depth]!, { maxDepth, ...edgeOptions });
        assert.deepEqual(
          found!.nodes.map(({ id }) => id),
          path,
          JSON.stringify(options),
        );
        const pairs = path.slice(1).map((id, i): [string, string] => [path[i]!, id]);
        assert.deepEqual(
          found!.edges,
          pairs.map((pair) => edgesBetween(stored, pair, edgeOptions)[0]),
        );
        if (depth > 1)
          assert.equal(
            await graph.shortestPath(start, path[depth]!, { maxDepth: depth - 1, ...edgeOptions }),
            null,
          );
      }
    }
  },

  "every depth up to 64 is exact": async ({ scope: { graph } }) => {
    const all = await chain(graph, 70);
    // Edges back to the beginning, so that a walk meets old nodes at every depth.
    await graph.putEdges(all.slice(1).map(({ id }, i) => ({ from: id, to: all[i >> 1]!.id, type: "back" })));
    const start = all[0]!.id;
    for (const depth of [1, 2, 3, 4, 5, 6, 8, 9, 16, 17, 33, 63, 64]) {
      const found = await visits(graph, start, { depth, direction: "out" });
      assert.deepEqual(
        found.map(({ node, depth: d }) => [node.name, d]),
        all.slice(0, depth + 1).map(({ name }, i) => [name, i]),
      );
      assert.deepEqual(
        found[depth]!.path,
        all.slice(0, depth + 1).map(({ id }) => id),
      );
      assert.equal((await graph.neighbors(start, { depth, direction: "out" })).length, depth);
      const end = all[depth]!.id;
      assert.deepEqual(
        (await graph.shortestPath(start, end, { maxDepth: depth }))!.nodes,
        all.slice(0, depth + 1),
      );
      if (depth > 1) assert.equal(await graph.shortestPath(start, end, { maxDepth: depth - 1 }), null);
    }
    assert.equal((await graph.shortestPath(all[0]!.id, all[6]!.id))!.length, 6);
    assert.equal(await graph.shortestPath(all[0]!.id, all[7]!.id), null);
  },

  "a dense cyclic graph is walked in moments": async ({ scope: { graph } }) => {
    const all = await nodes(graph, ...Array.from({ length: 100 }, (_, i) => String(i)));
    const pairs = all.flatMap((a) =>
      all.filter((b) => b !== a).map((b) => ({ from: a.id, to: b.id, type: "e" })),
    );
    await graph.putEdges(pairs);
    const limit = { timeoutMs: 15_000 };
    const start = all[0]!.id;
    const found = await visits(graph, start, { depth: 10, ...limit });
    assert.deepEqual([found.length, Math.max(...found.map(({ depth }) => depth))], [100, 1]);
    assert.equal((await graph.neighbors(start, { depth: 64, direction: "out", ...limit })).length, 99);
    assert.equal((await graph.shortestPath(start, all[99]!.id, { maxDepth: 64, ...limit }))!.length, 1);
  },

  "removeNode takes its edges and all their provenance along": async ({ scope: { graph } }) => {
    const all = await nodes(graph, ..."abc");
    const [a, b, c] = all as [GraphNode, GraphNode, GraphNode];
    const [ab, bc, ca, aa] = (await edges(graph, all, "ab", "bc", "ca", "aa")) as [
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
    const all = await nodes(graph, ..."ab");
    const [ab, ba] = (await edges(graph, all, "ab", "ba")) as [GraphEdge, GraphEdge];
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
    const all = await nodes(graph, ...Array.from({ length: 12 }, (_, i) => `n${i}`));
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
    const [a] = (await nodes(graph, "a")) as [GraphNode];
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
    const [a] = (await nodes(graph, "a")) as [GraphNode];
    const signal = AbortSignal.abort();
    await refused(graph.putNode({ type: "t", name: "n" }, { signal }), "aborted");
    await refused(graph.putEdge({ from: a.id, to: a.id, type: "e" }, { signal }), "aborted");
    await refused(graph.neighbors(a.id, { signal }), "aborted");
    await refused(visits(graph, a.id, { signal }), "aborted");
    await refused(graph.shortestPath(a.id, a.id, { signal }), "aborted");
    assert.deepEqual(await everything(graph.listNodes()), [a]);
    assert.deepEqual(await everything(graph.listEdges()), []);
  },
});
