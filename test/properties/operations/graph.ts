import fc from "fast-check";
import {
  everything,
  id,
  instant,
  json,
  name,
  number,
  operation,
  page,
  partial,
  type StoreOperations,
  text,
  tuple,
} from "./arbitraries";

const attrs = fc.dictionary(fc.constantFrom("x", "__proto__", "y\u0000"), json, {
  maxKeys: 2,
}) as fc.Arbitrary<never>;
const edge = fc.record(
  {
    id,
    from: id,
    to: id,
    type: fc.constantFrom("t", "u"),
    weight: number,
    attrs,
    validFrom: fc.option(instant),
    validTo: fc.option(instant),
  },
  { requiredKeys: ["id", "from", "to", "type"] },
) as fc.Arbitrary<never>;
const node = fc.record(
  { id, type: fc.constantFrom("n", "m"), name, attrs },
  { requiredKeys: ["id", "type", "name"] },
) as fc.Arbitrary<never>;
const walk = partial({
  depth: fc.integer({ min: 1, max: 4 }),
  direction: fc.constantFrom("out", "in", "both"),
  types: fc.constantFrom(["t"], ["t", "u"]),
  asOf: instant,
});

export const graph: StoreOperations = {
  operations: [
    operation("graph.putNode", tuple(node), (scope, input) => scope.graph.putNode(input)),
    operation("graph.putNodes", tuple(fc.array(node, { maxLength: 4 })), (scope, inputs) =>
      scope.graph.putNodes(inputs),
    ),
    operation("graph.putEdge", tuple(edge), (scope, input) => scope.graph.putEdge(input)),
    operation("graph.putEdges", tuple(fc.array(edge, { maxLength: 4 })), (scope, inputs) =>
      scope.graph.putEdges(inputs),
    ),
    operation("graph.addProvenance", tuple(id, id, text), (scope, key, nodeId, span) =>
      scope.graph.addProvenance({ id: key, nodeId, span }),
    ),
    operation("graph.provenanceOf", tuple(id), (scope, nodeId) => scope.graph.provenanceOf({ nodeId })),
    operation("graph.findNode", tuple(fc.constantFrom("n", "m"), name), (scope, type, key) =>
      scope.graph.findNode(type, key),
    ),
    operation("graph.listNodes", tuple(partial(page)), (scope, query) =>
      everything(scope.graph.listNodes(query)),
    ),
    operation("graph.listEdges", tuple(partial({ ...page, from: id })), (scope, query) =>
      everything(scope.graph.listEdges(query)),
    ),
    operation("graph.neighbors", tuple(id, walk), (scope, start, options) =>
      scope.graph.neighbors(start, options),
    ),
    operation("graph.traverse", tuple(id, walk), (scope, start, options) =>
      everything(scope.graph.traverse(start, options)),
    ),
    operation("graph.shortestPath", tuple(id, id), (scope, a, b) =>
      scope.graph.shortestPath(a, b, { maxDepth: 4 }),
    ),
    operation("graph.removeNode", tuple(id), (scope, key) => scope.graph.removeNode(key)),
    operation("graph.removeEdge", tuple(id), (scope, key) => scope.graph.removeEdge(key)),
  ],

  async stateOf({ graph }) {
    const nodes = await everything(graph.listNodes());
    return {
      nodes,
      edges: await everything(graph.listEdges()),
      provenance: await Promise.all(nodes.map((each) => graph.provenanceOf({ nodeId: each.id }))),
    };
  },
};
