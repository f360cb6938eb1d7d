import assert from "node:assert/strict";
import type { GraphAttrs, GraphEdge, GraphNode } from "../../src/stores/graph/types";
import { type Cases, everything, refused } from "../suite";
import { at, NOBODY, nodesOf } from "./samples";

/** Edges by their ends and type. */
export const edges: Cases = {
  "reads return an upserted edge": async ({ scope: { graph } }) => {
    const [a, b] = (await nodesOf(graph, "a", "b")) as [GraphNode, GraphNode];
    const made = await graph.edges.upsert({ from: a.id, to: b.id, type: "knows" });
    const { id, createdAt, updatedAt, recordedFrom, ...rest } = made;
    assert.deepEqual(rest, {
      from: a.id,
      to: b.id,
      type: "knows",
      weight: 1,
      attrs: {},
      validFrom: null,
      validTo: null,
      recordedTo: null,
      version: 1,
    });
    assert.ok(createdAt instanceof Date);
    assert.deepEqual([updatedAt, recordedFrom], [createdAt, createdAt]);
    const full = await graph.edges.upsert({
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
      recordedFrom: full.updatedAt,
      recordedTo: null,
      version: 1,
      createdAt: at(0),
      updatedAt: full.updatedAt,
    });
    assert.deepEqual(await graph.edges.get(id), made);
    assert.deepEqual(await graph.edges.get(full.id), full);
    assert.equal(await graph.edges.get(NOBODY), null);
  },

  "direction and type distinguish edges, and a node may have an edge to itself": async ({
    scope: { graph },
  }) => {
    const [a, b] = (await nodesOf(graph, "a", "b")) as [GraphNode, GraphNode];
    const made = await graph.edges.upsertMany([
      { from: a.id, to: b.id, type: "x" },
      { from: b.id, to: a.id, type: "x" },
      { from: a.id, to: b.id, type: "y" },
      { from: a.id, to: a.id, type: "x" },
    ]);
    assert.equal(new Set(made.map(({ id }) => id)).size, 4);
    assert.deepEqual(
      await everything(graph.edges.list()),
      [...made].sort((x, y) => (x.id < y.id ? -1 : 1)),
    );
  },

  "edges are read by id, by ids and by their ends": async ({ scope: { graph } }) => {
    const [a, b] = (await nodesOf(graph, "a", "b")) as [GraphNode, GraphNode];
    const key = { from: a.id, to: b.id, type: "e" };
    const [ab, ba] = await graph.edges.upsertMany([key, { ...key, from: b.id, to: a.id }]);
    assert.deepEqual(await graph.edges.getOrThrow(ab!.id.toUpperCase()), ab);
    const error = await refused(graph.edges.getOrThrow(NOBODY), "not_found", /no edge 0{8}/);
    assert.deepEqual([error.operation, error.field], ["graph.edges.getOrThrow", "id"]);
    assert.deepEqual(await graph.edges.getMany([ba!.id, NOBODY, ab!.id]), [ba, null, ab]);
    const upper = { from: a.id.toUpperCase(), to: b.id.toUpperCase(), type: "e" };
    for (const ends of [key, upper]) assert.deepEqual(await graph.edges.getByEnds(ends), ab);
    assert.equal(await graph.edges.getByEnds({ ...key, type: "E" }), null);
    assert.equal(await graph.edges.getByEnds({ ...key, to: a.id }), null);
  },

  "edges.upsert changes only the given members": async ({ scope: { graph } }) => {
    const [a, b] = (await nodesOf(graph, "a", "b")) as [GraphNode, GraphNode];
    const key = { from: a.id, to: b.id, type: "e" };
    const made = await graph.edges.upsert({
      ...key,
      weight: 2,
      attrs: { x: 1 },
      validFrom: at(1),
      validTo: at(5),
      createdAt: at(0),
    });
    let expected: GraphEdge = await graph.edges.upsert(key);
    assert.deepEqual(expected, { ...made, version: 2, updatedAt: expected.updatedAt });
    const changes: Partial<GraphEdge>[] = [
      { weight: 0 },
      { attrs: { y: 2 } },
      { validFrom: at(2) },
      { validTo: at(3) },
      { validFrom: null },
      { validTo: null },
      { validTo: at(1), validFrom: at(0) },
      { validTo: at(9), validFrom: null },
    ];
    for (const change of changes) {
      const changed: GraphEdge = await graph.edges.upsert({
        ...key,
        ...change,
        id: NOBODY,
        createdAt: at(7),
      });
      const version: number = expected.version + 1;
      assert.deepEqual(changed, { ...expected, ...change, version, updatedAt: changed.updatedAt });
      assert.deepEqual(await graph.edges.get(made.id), changed);
      expected = changed;
    }
    await refused(graph.edges.upsert({ ...key, type: "f", id: made.id }), "unique_violation", /id/);
  },

  "validTo of an edge must be after validFrom": async ({ scope: { graph } }) => {
    const [a, b, c] = (await nodesOf(graph, "a", "b", "c")) as [GraphNode, GraphNode, GraphNode];
    const key = { from: a.id, to: b.id, type: "e" };
    const late = /validTo/;
    await refused(graph.edges.upsert({ ...key, validFrom: at(2), validTo: at(1) }), "validation", late);
    await refused(graph.edges.upsert({ ...key, validFrom: at(1), validTo: at(1) }), "validation", late);
    assert.deepEqual(await everything(graph.edges.list()), []);
    const made = await graph.edges.upsert({ ...key, validFrom: at(4), validTo: at(6) });
    const error = await refused(graph.edges.upsert({ ...key, validTo: at(4) }), "validation", late);
    assert.equal(error.field, "validTo");
    const another = { from: a.id, to: c.id, type: "e", validTo: at(1) };
    await refused(graph.edges.upsertMany([{ ...another, validFrom: at(1) }]), "validation", late);
    await refused(graph.edges.upsertMany([another, { ...key, validTo: at(3) }]), "validation", late);
    await refused(
      graph.edges.upsertMany([another, { ...key, validFrom: at(7), validTo: at(7) }]),
      "validation",
      /edges\[1\]/,
    );
    await refused(
      graph.edges.upsertMany([
        { ...key, validFrom: at(9) },
        { ...key, validTo: at(8) },
      ]),
      "validation",
      late,
    );
    assert.deepEqual(await everything(graph.edges.list()), [made]);
    const [, moved] = await graph.edges.upsertMany([another, { ...key, validFrom: at(5) }]);
    assert.deepEqual([moved!.validFrom, moved!.validTo], [at(5), at(6)]);
  },

  "an edge can only join nodes of its scope": async ({ scope, another }) => {
    const { graph } = scope;
    const [a] = (await nodesOf(graph, "a")) as [GraphNode];
    const sibling = another({ tenant: scope.tenant, workspace: "other" }).graph;
    const [beside] = (await nodesOf(sibling, "a")) as [GraphNode];
    const [elsewhere] = (await nodesOf(another().graph, "a")) as [GraphNode];
    for (const id of [NOBODY, beside.id, elsewhere.id]) {
      const message = new RegExp(`no node ${id} in this scope`);
      const field = async (call: Promise<unknown>): Promise<string | undefined> =>
        (await refused(call, "not_found", message)).field;
      assert.equal(await field(graph.edges.upsert({ from: a.id, to: id, type: "e" })), "to");
      assert.equal(await field(graph.edges.upsert({ from: id, to: a.id, type: "e" })), "from");
      const loop = { from: a.id, to: a.id, type: "e" };
      const many = graph.edges.upsertMany([loop, { from: a.id, to: id, type: "e" }]);
      assert.equal(await field(many), "edges[1].to");
    }
    assert.deepEqual(await everything(graph.edges.list()), []);
  },

  "edges.upsertMany keeps members that are left out of some inputs": async ({ scope: { graph } }) => {
    const [a, b, c] = (await nodesOf(graph, "a", "b", "c")) as [GraphNode, GraphNode, GraphNode];
    const ab = { from: a.id, to: b.id, type: "e" };
    const bc = { from: b.id, to: c.id, type: "e" };
    const ca = { from: c.id, to: a.id, type: "e" };
    const old = { weight: 5, attrs: { old: true }, validFrom: at(1), validTo: at(9) };
    const [first, second] = (await graph.edges.upsertMany<GraphAttrs>(
      [ab, bc].map((key) => ({ ...key, ...old })),
    )) as [GraphEdge, GraphEdge];
    const results = await graph.edges.upsertMany<GraphAttrs>([
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
      version: 2,
      updatedAt: changedAb.updatedAt,
    });
    assert.deepEqual(changedBc, {
      ...second,
      weight: 6,
      validFrom: at(2),
      validTo: null,
      version: 2,
      updatedAt: changedBc.updatedAt,
    });
    assert.deepEqual([loop.weight, loop.attrs, loop.validFrom], [8, { c: 1 }, null]);
    assert.deepEqual(results[3], loop);
    assert.deepEqual(results[4], changedBc);
    for (const edge of results) assert.deepEqual(await graph.edges.get(edge.id), edge);
    assert.deepEqual(await graph.edges.upsertMany([]), []);
  },

  "no parallel upsert of different members is lost": async ({ scope: { graph } }) => {
    const [a, b] = (await nodesOf(graph, "a", "b")) as [GraphNode, GraphNode];
    const key = { from: a.id, to: b.id, type: "e" };
    const loop = { from: a.id, to: a.id, type: "e", weight: 1 };
    for (let round = 1; round <= 5; round++) {
      const made = await Promise.all([
        graph.edges.upsert({ ...key, weight: round }),
        graph.edges.upsertMany([loop, { ...key, attrs: { round } }]),
        graph.edges.upsert({ ...key, validFrom: at(round) }),
        graph.edges.upsertMany([{ ...key, validTo: at(round + 100) }, loop]),
      ]);
      const { id } = made[0];
      const { weight, attrs, validFrom, validTo } = (await graph.edges.get(id))!;
      assert.deepEqual([weight, attrs, validFrom, validTo], [round, { round }, at(round), at(round + 100)]);
    }
    assert.equal((await everything(graph.edges.list())).length, 2);
  },

  "numbers and dates are kept in single and bulk upserts": async ({ scope: { graph } }) => {
    const [a] = (await nodesOf(graph, "a")) as [GraphNode];
    const weights = [0.1, -1 / 3, 1e300, 5e-324, Number.MAX_VALUE, 2 ** 53 + 2, -0, 123456789.12345679];
    const inputs = weights.map((weight, i) => ({
      from: a.id,
      to: a.id,
      type: String(i),
      weight,
      validFrom: new Date(-62_135_596_800_000 + i),
      validTo: new Date(253_402_300_799_999 - i),
    }));
    const oneByOne = (): Promise<GraphEdge[]> =>
      Promise.all(inputs.map((input) => graph.edges.upsert(input)));
    for (const put of [() => graph.edges.upsertMany(inputs), oneByOne]) {
      for (const [i, edge] of (await put()).entries()) {
        assert.equal(edge.weight, inputs[i]!.weight + 0);
        assert.deepEqual([edge.validFrom, edge.validTo], [inputs[i]!.validFrom, inputs[i]!.validTo]);
        assert.deepEqual(await graph.edges.get(edge.id), edge);
      }
    }
  },
};
