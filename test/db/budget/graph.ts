import { everything } from "../../../conformance/suite";
import type { StoreBudget } from "./budget";

interface Prepared {
  a: string;
  b: string;
  /** Merged into a. */
  c: string;
  edge: string;
  fact: string;
}

export const graph: StoreBudget<Prepared> = {
  async prepare({ graph }) {
    const [a, b, c] = await graph.nodes.upsertMany(["a", "b", "c"].map((name) => ({ type: "n", name })));
    const former = await graph.nodes.upsert({ type: "n", name: "former" });
    await graph.nodes.merge({ from: [former.id], into: a!.id });
    const [edge] = await graph.edges.upsertMany([
      { from: a!.id, to: b!.id, type: "t" },
      { from: b!.id, to: c!.id, type: "t" },
      { from: c!.id, to: a!.id, type: "t" },
    ]);
    const { id: fact } = await graph.provenance.add({ nodeId: a!.id });
    return { a: a!.id, b: b!.id, c: former.id, edge: edge!.id, fact };
  },

  operations: {
    "graph.nodes.upsert": (scope) => scope.graph.nodes.upsert({ type: "n", name: "a", attrs: { x: 1 } }),
    "graph.nodes.upsertMany": (scope) =>
      scope.graph.nodes.upsertMany(Array.from({ length: 300 }, (_, i) => ({ type: "n", name: `n${i}` }))),
    "graph.edges.upsert": (scope, { a, b }) =>
      scope.graph.edges.upsert({ from: a, to: b, type: "t", weight: 2 }),
    "graph.edges.upsertMany": (scope, { a, b }) =>
      scope.graph.edges.upsertMany([
        { from: a, to: b, type: "u" },
        { from: b, to: a, type: "u" },
      ]),
    "graph.provenance.add": (scope, { a }) => scope.graph.provenance.add({ nodeId: a, sourceUrl: "u" }),
    "graph.provenance.addMany": (scope, { a }) =>
      scope.graph.provenance.addMany([{ nodeId: a, sourceUrl: "u" }]),
    "graph.provenance.get": (scope, { fact }) => scope.graph.provenance.get(fact),
    "graph.provenance.getOrThrow": (scope, { fact }) => scope.graph.provenance.getOrThrow(fact),
    "graph.provenance.getMany": (scope, { fact }) => scope.graph.provenance.getMany([fact]),
    "graph.provenance.list": (scope, { a }) => scope.graph.provenance.list({ nodeId: a }),
    "graph.provenance.remove": (scope, { fact }) => scope.graph.provenance.remove(fact),
    "graph.nodes.get": (scope, { a }) => scope.graph.nodes.get(a),
    "graph.nodes.getMany": (scope, { a, b }) => scope.graph.nodes.getMany([a, b]),
    "graph.nodes.upsert ifVersion": (scope) =>
      scope.graph.nodes.upsert({ type: "n", name: "a", attrs: { x: 1 } }, { ifVersion: 2 }),
    "graph.edges.upsert ifVersion": (scope, { a, b }) =>
      scope.graph.edges.upsert({ from: a, to: b, type: "t", weight: 2 }, { ifVersion: 1 }),
    "graph.nodes.getOrThrow": (scope, { a }) => scope.graph.nodes.getOrThrow(a),
    "graph.edges.upsert period": (scope, { a, b }) =>
      scope.graph.edges.upsert({ from: a, to: b, type: "t", validFrom: new Date(0) }),
    "graph.edges.getByEnds as of": (scope, { a, b }) =>
      scope.graph.edges.getByEnds({ from: a, to: b, type: "t", validAt: new Date(0) }),
    "graph.edges.getOrThrow": (scope, { edge }) => scope.graph.edges.getOrThrow(edge),
    "graph.edges.getMany": (scope, { edge }) => scope.graph.edges.getMany([edge]),
    "graph.edges.getByEnds": (scope, { a, b }) => scope.graph.edges.getByEnds({ from: a, to: b, type: "t" }),
    "graph.edges.get": (scope, { edge }) => scope.graph.edges.get(edge),
    "graph.nodes.getByName": (scope) => scope.graph.nodes.getByName({ type: "n", name: "a" }),
    "graph.nodes.search": (scope) => scope.graph.nodes.search({ text: "a", mode: "words" }),
    "graph.aliases.get": (scope, { c }) => scope.graph.aliases.get(c),
    "graph.aliases.getOrThrow": (scope, { c }) => scope.graph.aliases.getOrThrow(c),
    "graph.aliases.getMany": (scope, { c }) => scope.graph.aliases.getMany([c]),
    "graph.aliases.list": (scope, { a }) => scope.graph.aliases.list({ nodeId: a }),
    "graph.aliases.remove": (scope, { c }) => scope.graph.aliases.remove(c),
    "graph.nodes.list": (scope) => scope.graph.nodes.list({ type: "n" }),
    "graph.edges.list": (scope, { a }) => scope.graph.edges.list({ from: a }),
    "graph.neighbors": (scope, { a }) => scope.graph.neighbors(a, { maxDepth: 3, direction: "both" }),
    "graph.traverse": (scope, { a }) => everything(scope.graph.traverse(a, { maxDepth: 3 })),
    "graph.shortestPath": (scope, { a, b }) => scope.graph.shortestPath({ from: b, to: a, maxDepth: 5 }),
    "graph.nodes.remove": (scope, { a }) => scope.graph.nodes.remove(a),
    "graph.edges.remove": (scope, { edge }) => scope.graph.edges.remove(edge),
  },
  // They compare the periods of a fact, in a transaction.
  others: ["graph.edges.revise", "graph.edges.reviseMany", "graph.edges.retract", "graph.nodes.merge"],
};
