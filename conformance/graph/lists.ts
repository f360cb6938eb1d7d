import assert from "node:assert/strict";
import type { GraphNode } from "../../src/stores/graph/types";
import { type Cases, everything, refused } from "../suite";
import { edgesOf, nodesOf } from "./samples";

/** Lists of nodes and edges, page by page. */
export const lists: Cases = {
  "nodes.list sorts by type and name, by code point": async ({ scope: { graph } }) => {
    const sorted = ["A", "B", "Z", "a", "a%", "a%b", "a_b", "ab", "b", "é", "\ue000", "\ufffd", "\u{1f600}"];
    const inputs = sorted.flatMap((name) => [
      { type: "t", name },
      { type: "\u{10000}", name },
      { type: "\ufffd", name },
    ]);
    await graph.nodes.upsertMany([...inputs].reverse());
    const key = ({ type, name }: { type: string; name: string }): string => `${type}/${name}`;
    const expected = ["t", "\ufffd", "\u{10000}"].flatMap((type) =>
      sorted.map((name) => key({ type, name })),
    );
    for (const limit of [1, 5, 39, 1000]) {
      assert.deepEqual((await everything(graph.nodes.list({ limit }))).map(key), expected);
    }
    const ofType = await graph.nodes.list({ type: "t", limit: 13 });
    assert.deepEqual([ofType.items.map(({ name }) => name), ofType.nextCursor], [sorted, null]);
    const prefixed = async (namePrefix: string, type?: string): Promise<string[]> =>
      (await everything(graph.nodes.list({ namePrefix, limit: 2, ...(type && { type }) }))).map(
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
    assert.deepEqual((await graph.nodes.list({ type: "T" })).items, []);
  },

  "pages neither repeat nor skip rows during concurrent upserts": async ({ scope: { graph } }) => {
    const names = Array.from({ length: 10 }, (_, i) => `k${i}`);
    const all = await nodesOf(graph, ...names);
    const seen: string[] = [];
    let page = await graph.nodes.list({ limit: 3 });
    for (;;) {
      seen.push(...page.items.map(({ name }) => name));
      if (page.nextCursor === null) break;
      await graph.nodes.upsertMany([
        { type: "n", name: `a${seen.length}` },
        { type: "n", name: "k0" },
      ]);
      page = await graph.nodes.list({ limit: 3, cursor: page.nextCursor });
    }
    assert.deepEqual(seen, names);
    const made = await graph.edges.upsertMany(
      all.slice(1).map(({ id }) => ({ from: all[0]!.id, to: id, type: "e" })),
    );
    const ids: string[] = [];
    for await (const edge of graph.edges.list({ from: all[0]!.id, limit: 2 })) {
      ids.push(edge.id);
      await graph.edges.upsert({ from: edge.from, to: edge.to, type: edge.type, weight: ids.length });
    }
    assert.deepEqual(ids, made.map(({ id }) => id).sort());
  },

  "edges.list filters by ends and type, in the order of ids": async ({ scope: { graph } }) => {
    const [a, b, c] = (await nodesOf(graph, "a", "b", "c")) as [GraphNode, GraphNode, GraphNode];
    const ends = [a, b, c].flatMap((from) => [a, b, c].map((to) => ({ from: from.id, to: to.id })));
    const made = await graph.edges.upsertMany(
      ends.flatMap((pair) => ["x", "y"].map((type) => ({ ...pair, type }))),
    );
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
        assert.deepEqual(await everything(graph.edges.list({ ...filter, limit })), wanted);
    }
  },

  "a cursor is valid only for its own query": async ({ scope, another }) => {
    const { graph } = scope;
    const all = await nodesOf(graph, "a", "b", "c");
    await edgesOf(graph, all, "ab", "ac", "bc");
    const { nextCursor: ofNodes } = await graph.nodes.list({ limit: 1, type: "n" });
    const { nextCursor: ofEdges } = await graph.edges.list({ limit: 1, from: all[0]!.id });
    const cursor = ofNodes!;
    const sibling = another({ tenant: scope.tenant, workspace: "w2" }).graph;
    await refused(graph.nodes.list({ cursor }), "validation", /cursor/);
    await refused(graph.nodes.list({ cursor, type: "m" }), "validation", /cursor/);
    await refused(graph.nodes.list({ cursor, type: "n", namePrefix: "a" }), "validation", /cursor/);
    await refused(sibling.nodes.list({ cursor, type: "n" }), "validation", /cursor/);
    await refused(graph.edges.list({ cursor, type: "n" }), "validation", /cursor/);
    await refused(graph.edges.list({ cursor: ofEdges!, to: all[0]!.id }), "validation", /cursor/);
    await refused(graph.edges.list({ cursor: "nonsense" }), "validation", /cursor/);
    assert.equal((await graph.nodes.list({ cursor, type: "n", limit: 5 })).items.length, 2);
    assert.equal(
      (await graph.edges.list({ cursor: ofEdges!, from: all[0]!.id.toUpperCase() })).items.length,
      1,
    );
  },
};
