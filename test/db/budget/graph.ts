import { everything } from "../../../src/testing/conformance/suite";
import type { StoreBudget } from "./budget";

interface Prepared {
  a: string;
  b: string;
  edge: string;
}

export const graph: StoreBudget<Prepared> = {
  async prepare({ graph }) {
    const [a, b, c] = await graph.putNodes(["a", "b", "c"].map((name) => ({ type: "n", name })));
    const [edge] = await graph.putEdges([
      { from: a!.id, to: b!.id, type: "t" },
      { from: b!.id, to: c!.id, type: "t" },
      { from: c!.id, to: a!.id, type: "t" },
    ]);
    return { a: a!.id, b: b!.id, edge: edge!.id };
  },

  operations: {
    "graph.putNode": (scope) => scope.graph.putNode({ type: "n", name: "a", attrs: { x: 1 } }),
    "graph.putNodes": (scope) =>
      scope.graph.putNodes(Array.from({ length: 300 }, (_, i) => ({ type: "n", name: `n${i}` }))),
    "graph.putEdge": (scope, { a, b }) => scope.graph.putEdge({ from: a, to: b, type: "t", weight: 2 }),
    "graph.putEdges": (scope, { a, b }) =>
      scope.graph.putEdges([
        { from: a, to: b, type: "u" },
        { from: b, to: a, type: "u" },
      ]),
    "graph.addProvenance": (scope, { a }) => scope.graph.addProvenance({ nodeId: a, sourceUrl: "u" }),
    "graph.addProvenances": (scope, { a }) => scope.graph.addProvenances([{ nodeId: a, sourceUrl: "u" }]),
    "graph.provenanceOf": (scope, { a }) => scope.graph.provenanceOf({ nodeId: a }),
    "graph.getNode": (scope, { a }) => scope.graph.getNode(a),
    "graph.getNodes": (scope, { a, b }) => scope.graph.getNodes([a, b]),
    "graph.getEdge": (scope, { edge }) => scope.graph.getEdge(edge),
    "graph.findNode": (scope) => scope.graph.findNode("n", "a"),
    "graph.listNodes": (scope) => scope.graph.listNodes({ type: "n" }),
    "graph.listEdges": (scope, { a }) => scope.graph.listEdges({ from: a }),
    "graph.neighbors": (scope, { a }) => scope.graph.neighbors(a, { depth: 3, direction: "both" }),
    "graph.traverse": (scope, { a }) => everything(scope.graph.traverse(a, { depth: 3 })),
    "graph.shortestPath": (scope, { a, b }) => scope.graph.shortestPath(b, a, { maxDepth: 5 }),
    "graph.removeNode": (scope, { a }) => scope.graph.removeNode(a),
    "graph.removeEdge": (scope, { edge }) => scope.graph.removeEdge(edge),
  },
};
