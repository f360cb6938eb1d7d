import assert from "node:assert/strict";
import type { GraphEdge, GraphNode, GraphWalkQuery } from "../../src/stores/graph/types";
import { type Cases, everything, refused } from "../suite";
import { edgesBetween, expectedVisits, numbersFrom } from "./model";
import { at, chain, edgesOf, NOBODY, nodesOf, shown, visits } from "./samples";

/** neighbors, traverse and shortestPath. */
export const walks: Cases = {
  "neighbors finds each node once, the nearest first": async ({ scope: { graph } }) => {
    const all = await graph.nodes.upsertMany(
      [..."sabcdexyz"].map((name) => ({ type: name === "a" ? "z" : "n", name, attrs: { is: name } })),
    );
    const byName = Object.fromEntries(all.map((node) => [node.name, node]));
    await edgesOf(graph, all, "sc", "sa", "bs", "cs", "cd", "ad", "de", "ea", "ss", "xy");
    const s = byName.s!.id;
    const around = async (query?: GraphWalkQuery): Promise<string> => shown(await graph.neighbors(s, query));
    assert.equal(await around(), "b1 c1 a1");
    assert.equal(await around({ direction: "out" }), "c1 a1");
    assert.equal(await around({ direction: "in" }), "b1 c1");
    assert.equal(await around({ maxDepth: 2 }), "b1 c1 a1 d2 e2");
    assert.equal(await around({ maxDepth: 2, direction: "out" }), "c1 a1 d2");
    assert.equal(await around({ maxDepth: 64, direction: "out" }), "c1 a1 d2 e3");
    assert.equal(await around({ maxDepth: 64, direction: "in" }), "b1 c1");
    assert.equal(await around({ maxDepth: 3, limit: 4 }), "b1 c1 a1 d2");
    assert.equal(await around({ limit: 1 }), "b1");
    assert.equal(
      await around({ maxDepth: undefined, direction: undefined, types: undefined, validAt: undefined }),
      "b1 c1 a1",
    );
    assert.deepEqual((await graph.neighbors(s.toUpperCase(), { limit: 1 }))[0], {
      node: byName.b,
      depth: 1,
    });
    assert.deepEqual(await graph.neighbors(byName.z!.id, { maxDepth: 9 }), []);
    const loop = await graph.nodes.upsert({ type: "n", name: "loop" });
    await graph.edges.upsert({ from: loop.id, to: loop.id, type: "e" });
    assert.deepEqual(await graph.neighbors(loop.id, { maxDepth: 3 }), []);
    const error = await refused(graph.neighbors(NOBODY), "not_found", /no node 0{8}/);
    assert.equal(error.field, "id");
  },

  "walks follow only the given types": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, ..."abcd");
    const [a, b, c, d] = all.map(({ id }) => id) as [string, string, string, string];
    await graph.edges.upsertMany([
      { from: a, to: b, type: "x" },
      { from: b, to: c, type: "y" },
      { from: a, to: d, type: "z" },
      { from: a, to: b, type: "y" },
    ]);
    const reached = async (types: string[]): Promise<string> =>
      shown(await graph.neighbors(a, { types, maxDepth: 3 }));
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
    assert.equal(await graph.shortestPath({ from: a, to: b, types: [] }), null);
    assert.deepEqual(
      (await graph.shortestPath({ from: a, to: b, types: ["y"] }))!.edges.map(({ type }) => type),
      ["y"],
    );
  },

  "validAt limits walks to edges that are valid at that instant": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, ..."sabcd");
    const [s, a, b, c, d] = all.map(({ id }) => id) as [string, string, string, string, string];
    await graph.edges.upsertMany([
      { from: s, to: a, type: "e", validFrom: at(10) },
      { from: s, to: b, type: "e", validTo: at(20) },
      { from: s, to: c, type: "e", validFrom: at(10), validTo: at(20) },
      { from: c, to: d, type: "e" },
    ]);
    const holding = async (validAt: Date): Promise<string> =>
      shown(await graph.neighbors(s, { validAt, maxDepth: 2 }));
    assert.equal(await holding(new Date(at(10).getTime() - 1)), "b1");
    assert.equal(await holding(at(10)), "a1 b1 c1 d2");
    assert.equal(await holding(new Date(at(20).getTime() - 1)), "a1 b1 c1 d2");
    assert.equal(await holding(at(20)), "a1");
    assert.equal(shown(await graph.neighbors(s, { maxDepth: 2 })), "a1 b1 c1 d2");
    assert.equal(shown(await visits(graph, d, { validAt: at(20) })), "d0 c1");
    assert.equal(await graph.shortestPath({ from: s, to: d, validAt: at(20) }), null);
    assert.equal((await graph.shortestPath({ from: s, to: d, validAt: at(19) }))!.length, 2);
  },

  "traverse yields the start, then every node with a shortest path": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, ..."sabcdefz");
    await edgesOf(graph, all, "sa", "sb", "ac", "bc", "cd", "de", "ef", "fs", "cs", "dd");
    const [s, a, b] = all as [GraphNode, GraphNode, GraphNode];
    const found = await visits(graph, s.id, { direction: "out" });
    assert.equal(shown(found), "s0 a1 b1 c2 d3");
    assert.deepEqual(found[0], { node: s, depth: 0, path: [s.id] });
    const parent = a.id < b.id ? a.id : b.id;
    assert.deepEqual(found[3]!.path, [s.id, parent, all[3]!.id]);
    assert.deepEqual(found[4]!.path, [s.id, parent, all[3]!.id, all[4]!.id]);
    assert.equal(shown(await visits(graph, s.id)), "s0 a1 b1 c1 f1 d2 e2");
    assert.equal(shown(await visits(graph, s.id, { maxDepth: 1, direction: "in" })), "s0 c1 f1");
    assert.equal(shown(await visits(graph, s.id, { limit: 3, maxDepth: 9 })), "s0 a1 b1");
    assert.equal(shown(await visits(graph, all[7]!.id)), "z0");
    for await (const { node } of graph.traverse(s.id)) {
      if (node.name === "b") break;
    }
    const error = await refused(visits(graph, NOBODY), "not_found", /no node 0{8}/);
    assert.deepEqual([error.operation, error.field], ["graph.traverse", "id"]);
    await refused(visits(graph, "nonsense"), "validation", /id/);
  },

  "shortestPath returns the nodes and edges of the path": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, ..."abcdez");
    const [ab, bc, cd, ad] = (await edgesOf(graph, all, "ab", "bc", "cd", "da", "de", "aa")) as [
      GraphEdge,
      GraphEdge,
      GraphEdge,
      GraphEdge,
    ];
    const [a, b, c, d, e, z] = all as [GraphNode, GraphNode, GraphNode, GraphNode, GraphNode, GraphNode];
    assert.deepEqual(await graph.shortestPath({ from: a.id, to: d.id }), {
      nodes: [a, b, c, d],
      edges: [ab, bc, cd],
      length: 3,
    });
    assert.deepEqual(await graph.shortestPath({ from: a.id.toUpperCase(), to: d.id, direction: "both" }), {
      nodes: [a, d],
      edges: [ad],
      length: 1,
    });
    assert.deepEqual(await graph.shortestPath({ from: a.id, to: c.id, direction: "in" }), {
      nodes: [a, d, c],
      edges: [ad, cd],
      length: 2,
    });
    assert.deepEqual(await graph.shortestPath({ from: a.id, to: a.id }), {
      nodes: [a],
      edges: [],
      length: 0,
    });
    assert.equal((await graph.shortestPath({ from: a.id, to: e.id, maxDepth: 4 }))?.length, 4);
    assert.equal(await graph.shortestPath({ from: a.id, to: e.id, maxDepth: 3 }), null);
    assert.equal(await graph.shortestPath({ from: a.id, to: c.id, maxDepth: 1 }), null);
    assert.equal(await graph.shortestPath({ from: e.id, to: a.id }), null);
    assert.equal(await graph.shortestPath({ from: a.id, to: z.id, direction: "both", maxDepth: 64 }), null);
    const ends = [
      [a.id, NOBODY, "to"],
      [NOBODY, a.id, "from"],
      [NOBODY, NOBODY, "from"],
    ] as const;
    for (const [from, to, field] of ends) {
      const error = await refused(graph.shortestPath({ from, to }), "not_found", /no node 0{8}/);
      assert.equal(error.field, field);
    }
    const [parallel] = (await graph.edges.upsertMany([{ from: a.id, to: b.id, type: "zz", id: NOBODY }])) as [
      GraphEdge,
    ];
    assert.deepEqual((await graph.shortestPath({ from: a.id, to: b.id }))!.edges, [parallel]);
  },

  "walks find the same nodes as a simple search in memory": async ({ scope: { graph } }) => {
    const below = numbersFrom(7);
    const all = await nodesOf(graph, ...Array.from({ length: 40 }, (_, i) => `n${i}`));
    const drawn = Array.from({ length: 75 }, () => ({
      from: all[below(40)]!.id,
      to: all[below(40)]!.id,
      type: ["x", "y", "z"][below(3)]!,
      validFrom: below(3) === 0 ? at(below(10)) : null,
      validTo: below(3) === 0 ? at(10 + below(10)) : null,
    }));
    await graph.edges.upsertMany(drawn);
    const stored = await everything(graph.edges.list());
    const nameOf = new Map(all.map(({ id, name }) => [id, name]));
    const byName = (a: string, b: string): number => (nameOf.get(a)! < nameOf.get(b)! ? -1 : 1);
    for (let round = 0; round < 24; round++) {
      const options = {
        maxDepth: [1, 2, 3, 4, 6, 9, 20, 64][round % 8]!,
        direction: (["out", "in", "both"] as const)[round % 3]!,
        ...(below(3) === 0 && { types: ["x", "y"] }),
        ...(below(3) === 0 && { validAt: at(below(20)) }),
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
      const { maxDepth, ...edgeOptions } = options;
      for (const { path, depth } of [expected[below(expected.length)]!, expected[expected.length - 1]!]) {
        const found = await graph.shortestPath({ from: start, to: path[depth]!, maxDepth, ...edgeOptions });
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
            await graph.shortestPath({ from: start, to: path[depth]!, maxDepth: depth - 1, ...edgeOptions }),
            null,
          );
      }
    }
  },

  "every depth up to 64 is exact": async ({ scope: { graph } }) => {
    const all = await chain(graph, 70);
    // Edges back to the start, so that a walk meets known nodes at every depth.
    await graph.edges.upsertMany(
      all.slice(1).map(({ id }, i) => ({ from: id, to: all[i >> 1]!.id, type: "back" })),
    );
    const start = all[0]!.id;
    for (const depth of [1, 2, 3, 4, 5, 6, 8, 9, 16, 17, 33, 63, 64]) {
      const found = await visits(graph, start, { maxDepth: depth, direction: "out" });
      assert.deepEqual(
        found.map(({ node, depth: d }) => [node.name, d]),
        all.slice(0, depth + 1).map(({ name }, i) => [name, i]),
      );
      assert.deepEqual(
        found[depth]!.path,
        all.slice(0, depth + 1).map(({ id }) => id),
      );
      assert.equal((await graph.neighbors(start, { maxDepth: depth, direction: "out" })).length, depth);
      const end = all[depth]!.id;
      assert.deepEqual(
        (await graph.shortestPath({ from: start, to: end, maxDepth: depth }))!.nodes,
        all.slice(0, depth + 1),
      );
      if (depth > 1)
        assert.equal(await graph.shortestPath({ from: start, to: end, maxDepth: depth - 1 }), null);
    }
    assert.equal((await graph.shortestPath({ from: all[0]!.id, to: all[6]!.id }))!.length, 6);
    assert.equal(await graph.shortestPath({ from: all[0]!.id, to: all[7]!.id }), null);
  },

  "a walk through a dense cyclic graph is fast": async ({ scope: { graph } }) => {
    const all = await nodesOf(graph, ...Array.from({ length: 60 }, (_, i) => String(i)));
    const pairs = all.flatMap((a) =>
      all.filter((b) => b !== a).map((b) => ({ from: a.id, to: b.id, type: "e" })),
    );
    await graph.edges.upsertMany(pairs);
    const limit = { timeoutMs: 15_000 };
    const start = all[0]!.id;
    const found = await visits(graph, start, { maxDepth: 10 }, limit);
    assert.deepEqual([found.length, Math.max(...found.map(({ depth }) => depth))], [60, 1]);
    assert.equal((await graph.neighbors(start, { maxDepth: 64, direction: "out" }, limit)).length, 59);
    assert.equal(
      (await graph.shortestPath({ from: start, to: all[59]!.id, maxDepth: 64 }, limit))!.length,
      1,
    );
  },
};
