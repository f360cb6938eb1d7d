import assert from "node:assert/strict";
import type { GraphAttrs, GraphNode } from "../../src/stores/graph/types";
import { hashedWords, vectorOf } from "../embedder";
import { type Cases, everything, refused } from "../suite";
import type { Graph } from "./samples";

const found = async (graph: Graph, text: string, more: object = {}): Promise<string> =>
  (await everything(graph.nodes.search({ text, ...more }))).map(({ name }) => name).join(" | ");

/** Full-text search of nodes. */
export const search: Cases = {
  "nodes.search finds nodes by their names and attributes": async ({ scope, another }) => {
    const { graph } = scope;
    await graph.nodes.upsert({
      type: "person",
      name: "Ada Lovelace",
      attrs: { title: "Countess", born: 1815 },
    });
    await graph.nodes.upsertMany([
      { type: "person", name: "Charles Babbage", attrs: { built: ["Difference Engine"] } },
      { type: "thing", name: "Analytical Engine" },
      { type: "thing", name: "Difference Engine", attrs: { of: "Charles" } },
    ]);
    assert.equal(await found(graph, "lovelace countess", { mode: "words" }), "Ada Lovelace");
    assert.equal(await found(graph, "1815 ADA", { mode: "words" }), "Ada Lovelace");
    assert.equal(await found(graph, "who was the countess?"), "Ada Lovelace");
    assert.equal(await found(graph, "title"), "", "names of members are not searched");
    assert.equal(await found(graph, "analytic", { mode: "substring" }), "Analytical Engine");
    assert.equal(await found(graph, "charles", { type: "person" }), "Charles Babbage");
    assert.equal(
      await found(graph, "engine", { type: "thing", limit: 1 }),
      await found(graph, "engine", { type: "thing" }),
    );
    const pages = await everything(graph.nodes.search({ text: "engine", mode: "words", limit: 1 }));
    assert.equal(pages.length, 3);
    assert.equal(await found(another().graph, "engine"), "");
    assert.equal(await found(another({ tenant: scope.tenant, workspace: "w" }).graph, "engine"), "");
    assert.equal((await refused(graph.nodes.search({ text: "" }), "validation")).field, "text");
    const mode = graph.nodes.search({ text: "x", mode: "every" as never });
    assert.equal((await refused(mode, "validation")).field, "mode");
  },

  "nodes are found though inputs give one id to several of them": async ({ scope: { graph } }) => {
    const id = "0190a0a0-0000-7000-8000-0000000000ab";
    const more = [
      { type: "n", name: "alpha", id, attrs: { word: "first" } },
      { type: "n", name: "beta", id, attrs: { word: "second" } },
    ];
    await graph.nodes.upsertMany<GraphAttrs>([
      { type: "n", name: "alpha" },
      { type: "n", name: "beta" },
    ]);
    await graph.nodes.upsertMany<GraphAttrs>(more);
    assert.equal(await found(graph, "first"), "alpha");
    assert.equal(await found(graph, "second"), "beta");
  },

  "the search of nodes follows their changes": async ({ scope: { graph } }) => {
    const made = await graph.nodes.upsert({ type: "n", name: "alpha", attrs: { word: "first" } });
    // Without attributes the text stays.
    await graph.nodes.upsert({ type: "n", name: "alpha" });
    await graph.nodes.upsertMany([
      { type: "n", name: "alpha", id: "0190a0a0-0000-7000-8000-0000000000aa" },
      { type: "n", name: "beta" },
    ]);
    assert.equal(await found(graph, "first"), "alpha");
    assert.equal(await found(graph, "beta"), "beta");
    await graph.nodes.upsertMany([
      { type: "n", name: "alpha" },
      { type: "n", name: "gamma", attrs: { word: "third" } },
      { type: "n", name: "alpha", attrs: { word: "second" } },
      { type: "n", name: "gamma" },
    ]);
    for (const [text, names] of [
      ["first", ""],
      ["second", "alpha"],
      ["third", "gamma"],
      ["alpha", "alpha"],
    ] as const)
      assert.equal(await found(graph, text), names);
    const { version } = (await graph.nodes.get(made.id))!;
    const wrong = graph.nodes.upsert({ type: "n", name: "alpha", attrs: { word: "lost" } }, { ifVersion: 1 });
    await refused(wrong, "version_conflict");
    await graph.nodes.upsert({ type: "n", name: "alpha", attrs: { word: "kept" } }, { ifVersion: version });
    for (const [text, names] of [
      ["second", ""],
      ["lost", ""],
      ["kept", "alpha"],
    ] as const)
      assert.equal(await found(graph, text), names);
    await graph.nodes.remove(made.id);
    for (const text of ["kept", "alpha"]) assert.equal(await found(graph, text), "");
  },

  "a merge makes the survivor's new attributes searchable": async ({ scope: { graph } }) => {
    const [a, b] = (await graph.nodes.upsertMany<GraphAttrs>([
      { type: "n", name: "survivor", attrs: { own: "kept" } },
      { type: "n", name: "duplicate", attrs: { more: "filled" } },
    ])) as [GraphNode, GraphNode];
    await graph.nodes.merge({ from: [b.id], into: a.id });
    for (const [text, names] of [
      ["kept", "survivor"],
      ["filled", "survivor"],
      ["duplicate", ""],
    ] as const)
      assert.equal(await found(graph, text), names);
  },

  "parallel upserts of one node leave the text of its attributes": async ({ scope: { graph } }) => {
    for (let round = 0; round < 5; round++) {
      const words = Array.from({ length: 6 }, (_, i) => `word${round}x${i}`);
      await Promise.all(
        words.map((word) => graph.nodes.upsert({ type: "n", name: `node${round}`, attrs: { word } })),
      );
      const stored = (await graph.nodes.getByName({ type: "n", name: `node${round}` }))!;
      for (const word of words)
        assert.equal(await found(graph, word), word === stored.attrs.word ? stored.name : "");
    }
  },

  "the vector of a node is of its name and attributes": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const { nodes } = scope.graph;
    const vectors = scope.retrieval.vectors;
    const [first, second] = [vectorOf("first"), vectorOf("second")];
    const { id } = await nodes.upsert({ type: "n", name: "a", attrs: { x: 1 }, embedding: first });
    assert.deepEqual(await vectors.get({ in: "nodes", id }), first);
    // The text is the same, and so is its vector.
    await nodes.upsertMany([{ type: "n", name: "a" }]);
    assert.deepEqual(await vectors.get({ in: "nodes", id }), first);
    const alone = nodes.upsertMany([{ type: "n", name: "a", embedding: second }]);
    assert.equal((await refused(alone, "validation")).field, "nodes[0].embedding");
    // The id of an existing node is not the one that the input makes.
    await nodes.upsertMany([
      { type: "n", name: "b", attrs: { x: 1 }, embedding: first },
      { type: "n", name: "a", attrs: { x: 2 }, embedding: second },
    ]);
    assert.deepEqual(await vectors.get({ in: "nodes", id }), second);
    await nodes.upsert({ type: "n", name: "a", attrs: { x: 3 } });
    assert.equal(await vectors.get({ in: "nodes", id }), null);
    const { hits } = await scope.retrieval.search({ vector: first, in: ["nodes"] });
    assert.deepEqual(
      hits.map(({ item }) => item.name),
      ["b"],
    );
  },
};
