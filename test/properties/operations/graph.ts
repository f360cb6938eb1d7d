import fc from "fast-check";
import type { GraphEdgeKey } from "../../../src/stores/graph/types";
import {
  everything,
  id,
  ids,
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
  maxDepth: fc.integer({ min: 1, max: 4 }),
  direction: fc.constantFrom("out", "in", "both"),
  types: fc.constantFrom(["t"], ["t", "u"]),
  validAt: instant,
});
const ends = fc.record({ from: id, to: id, type: fc.constantFrom("t", "u") });

export const graph: StoreOperations = {
  operations: [
    operation("graph.nodes.upsert", tuple(node), (scope, input) => scope.graph.nodes.upsert(input)),
    operation("graph.nodes.upsertMany", tuple(fc.array(node, { maxLength: 4 })), (scope, inputs) =>
      scope.graph.nodes.upsertMany(inputs),
    ),
    operation("graph.edges.upsert", tuple(edge), (scope, input) => scope.graph.edges.upsert(input)),
    operation("graph.edges.upsertMany", tuple(fc.array(edge, { maxLength: 4 })), (scope, inputs) =>
      scope.graph.edges.upsertMany(inputs),
    ),
    operation("graph.edges.revise", tuple(edge), (scope, input) => scope.graph.edges.revise(input)),
    operation("graph.edges.reviseMany", tuple(fc.array(edge, { maxLength: 4 })), (scope, inputs) =>
      scope.graph.edges.reviseMany(inputs),
    ),
    operation("graph.edges.retract", tuple(id), (scope, key) => scope.graph.edges.retract(key)),
    operation("graph.edges.getByEnds", tuple(ends, partial({ validAt: instant })), (scope, key, times) =>
      scope.graph.edges.getByEnds({ ...(key as never as GraphEdgeKey), ...(times as object) }),
    ),
    operation(
      "graph.nodes.merge",
      tuple(fc.array(id, { minLength: 1, maxLength: 3 }), id),
      (scope, from, into) => scope.graph.nodes.merge({ from, into }),
    ),
    operation("graph.aliases.get", tuple(id), (scope, key) => scope.graph.aliases.get(key)),
    operation(
      "graph.nodes.search",
      tuple(text, partial({ ...page, mode: fc.constantFrom("any", "words", "substring") })),
      (scope, sought, query) => everything(scope.graph.nodes.search({ ...(query as object), text: sought })),
    ),
    operation("graph.provenance.add", tuple(id, id, text), (scope, key, nodeId, span) =>
      scope.graph.provenance.add({ id: key, nodeId, span }),
    ),
    operation("graph.provenance.list", tuple(id, partial(page)), (scope, nodeId, query) =>
      everything(scope.graph.provenance.list({ ...(query as object), nodeId })),
    ),
    operation("graph.provenance.remove", tuple(id), (scope, key) => scope.graph.provenance.remove(key)),
    operation("graph.nodes.getByName", tuple(fc.constantFrom("n", "m"), name), (scope, type, key) =>
      scope.graph.nodes.getByName({ type, name: key }),
    ),
    operation("graph.nodes.list", tuple(partial(page)), (scope, query) =>
      everything(scope.graph.nodes.list(query)),
    ),
    operation("graph.edges.list", tuple(partial({ ...page, from: id })), (scope, query) =>
      everything(scope.graph.edges.list(query)),
    ),
    operation("graph.neighbors", tuple(id, walk), (scope, start, options) =>
      scope.graph.neighbors(start, options),
    ),
    operation("graph.traverse", tuple(id, walk), (scope, start, options) =>
      everything(scope.graph.traverse(start, options)),
    ),
    operation("graph.shortestPath", tuple(id, id), (scope, a, b) =>
      scope.graph.shortestPath({ from: a, to: b, maxDepth: 4 }),
    ),
    operation("graph.nodes.remove", tuple(id), (scope, key) => scope.graph.nodes.remove(key)),
    operation("graph.edges.remove", tuple(id), (scope, key) => scope.graph.edges.remove(key)),
  ],

  async stateOf({ graph }) {
    const nodes = await everything(graph.nodes.list());
    return {
      nodes,
      edges: await everything(graph.edges.list()),
      // With the closed ones.
      history: await graph.edges.getMany(ids),
      aliases: await Promise.all(nodes.map((each) => everything(graph.aliases.list({ nodeId: each.id })))),
      provenance: await Promise.all(
        nodes.map((each) => everything(graph.provenance.list({ nodeId: each.id }))),
      ),
    };
  },
};
