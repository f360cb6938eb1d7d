import { everything } from "../../../src/testing/conformance/suite";
import { at, type FilledScope, id, into, middle, nameOf, TEXT } from "../data";
import { call, list, many, sorted } from "../operation";
import type { StorePlans } from "../store-plans";

/** Each has four edges. */
const nodesOf = ({ size }: FilledScope): number => Math.floor(size / 4);
const node = (filled: FilledScope, n = Math.floor(nodesOf(filled) / 2) + 1): string => id(n);
const edge = (filled: FilledScope): string => id(middle(filled));

export const graph: StorePlans = {
  tables: ["graph_node", "graph_edge", "graph_provenance"],

  fill({ series, id, time, name }, filled) {
    const insert = into(filled);
    const { size } = filled;
    const nodes = nodesOf(filled);
    return [
      insert(
        "graph_node",
        "id, type, name, attrs, created_at, updated_at",
        `${id("i")}, 'type-' || i % 5, ${name("i")}, '{"text":"${TEXT}"}', ${time("i")}, ${time("i")}`,
        series(nodes),
      ),
      // Four edges a node, to nodes all over the graph, and one that many lead to.
      insert(
        "graph_edge",
        "id, from_id, to_id, type, weight, attrs, created_at, updated_at",
        `${id("i")}, ${id("i / 4")}, ${id(`case when i % 1000 = 0 then 0 else i * 7919 % ${nodes} end`)}, 'type-' || i % 4, 1, '{}', ${time("i")}, ${time("i")}`,
        series(size),
      ),
      insert(
        "graph_provenance",
        "id, node_id, episode, created_at",
        `${id("i")}, ${id("i")}, '${TEXT}', ${time("i")}`,
        series(nodes),
      ),
      insert(
        "graph_provenance",
        "id, edge_id, episode, created_at",
        `${id(`i + ${nodes}`)}, ${id("i")}, '${TEXT}', ${time("i")}`,
        series(size),
      ),
    ];
  },

  operations: {
    "graph.putNode": call(({ graph }, filled) =>
      graph.putNode({ type: "type-4", name: nameOf(9), attrs: { size: filled.size } }),
    ),
    "graph.putNodes": call(({ graph }, filled) =>
      graph.putNodes(many(filled, (n) => ({ type: `type-${n % 5}`, name: nameOf(n), attrs: { n } }))),
    ),
    "graph.putNodes mixed": call(({ graph }, filled) =>
      graph.putNodes(
        many(filled, (n) => ({ type: `type-${n % 5}`, name: nameOf(n), ...(n % 2 && { attrs: { n } }) })),
      ),
    ),
    "graph.putEdge": call(({ graph }, filled) =>
      graph.putEdge({ from: node(filled), to: node(filled, 3), type: "t", weight: 2 }),
    ),
    "graph.putEdges": call(({ graph }, filled) =>
      graph.putEdges(
        many(filled, (n) => ({
          from: id(Math.floor(n / 4)),
          to: id((n * 7919) % nodesOf(filled)),
          type: `type-${n % 4}`,
          weight: 2,
        })),
      ),
    ),
    "graph.addProvenance": call(({ graph }, filled) =>
      graph.addProvenance({ nodeId: node(filled), sourceUrl: "u" }),
    ),
    "graph.addProvenances": call(({ graph }, filled) =>
      graph.addProvenances([{ nodeId: node(filled), sourceUrl: "u" }, { edgeId: edge(filled) }]),
    ),
    "graph.provenanceOf node": call(({ graph }, filled) => graph.provenanceOf({ nodeId: node(filled) })),
    "graph.provenanceOf edge": call(({ graph }, filled) => graph.provenanceOf({ edgeId: edge(filled) })),
    "graph.getNode": call(({ graph }, filled) => graph.getNode(node(filled))),
    "graph.getNodes": call(({ graph }, filled) => graph.getNodes(many(filled, (n) => node(filled, n)))),
    "graph.getEdge": call(({ graph }, filled) => graph.getEdge(edge(filled))),
    "graph.findNode": call(({ graph }) => graph.findNode("type-4", nameOf(9))),
    "graph.listNodes": list(({ graph }, page) => graph.listNodes(page)),
    "graph.listNodes type": list(({ graph }, page) => graph.listNodes({ ...page, type: "type-0" })),
    "graph.listNodes type prefix": list(({ graph }, page) =>
      graph.listNodes({ ...page, type: "type-0", namePrefix: "name-000000" }),
    ),
    "graph.listEdges": list(({ graph }, page) => graph.listEdges(page)),
    "graph.listEdges from": sorted(({ graph }, page, filled) =>
      graph.listEdges({ ...page, from: node(filled) }),
    ),
    "graph.listEdges to": sorted(({ graph }, page, filled) =>
      graph.listEdges({ ...page, to: node(filled, 30) }),
    ),
    "graph.listEdges from type": sorted(({ graph }, page, filled) =>
      graph.listEdges({ ...page, from: node(filled), type: "type-0" }),
    ),
    "graph.listEdges from to": sorted(({ graph }, page, filled) =>
      graph.listEdges({ ...page, from: node(filled), to: node(filled, 3) }),
    ),
    "graph.neighbors out": call(({ graph }, filled) => graph.neighbors(node(filled), { direction: "out" })),
    "graph.neighbors in": call(({ graph }, filled) => graph.neighbors(node(filled), { direction: "in" })),
    "graph.neighbors both": call(({ graph }, filled) => graph.neighbors(node(filled))),
    "graph.neighbors out types": call(({ graph }, filled) =>
      graph.neighbors(node(filled), { direction: "out", types: ["type-0", "type-1"] }),
    ),
    "graph.neighbors in types": call(({ graph }, filled) =>
      graph.neighbors(node(filled), { direction: "in", types: ["type-0", "type-1"] }),
    ),
    "graph.neighbors both types": call(({ graph }, filled) =>
      graph.neighbors(node(filled), { types: ["type-0", "type-1"] }),
    ),
    "graph.neighbors as of": call(({ graph }, filled) =>
      graph.neighbors(node(filled), { asOf: at(filled.size) }),
    ),
    "graph.neighbors two hops": call(({ graph }, filled) =>
      graph.neighbors(node(filled), { direction: "out", depth: 2 }),
    ),
    "graph.traverse": call(({ graph }, filled) =>
      everything(graph.traverse(node(filled), { direction: "out", depth: 3 })),
    ),
    "graph.shortestPath": call(({ graph }, filled) =>
      graph.shortestPath(node(filled), node(filled, 3), { maxDepth: 4 }),
    ),
    "graph.removeNode": call(({ graph }, filled) => graph.removeNode(node(filled))),
    "graph.removeEdge": call(({ graph }, filled) => graph.removeEdge(edge(filled))),
  },

  expected: {
    "graph.putNode": { by: [], conflict: "graph_node_key" },
    "graph.putNodes": { by: [], conflict: "graph_node_key" },
    "graph.putNodes mixed": { by: [], conflict: "graph_node_key" },
    "graph.putEdge": { by: [], conflict: "graph_edge_key" },
    "graph.putEdges": { by: [], conflict: "graph_edge_key" },
    "graph.addProvenance": { by: [] },
    "graph.addProvenances": { by: [] },
    "graph.provenanceOf node": { by: ["graph_provenance_of_node"] },
    "graph.provenanceOf edge": { by: ["graph_provenance_of_edge"] },
    "graph.getNode": { by: ["graph_node_pk"] },
    "graph.getNodes": { by: ["graph_node_pk"] },
    "graph.getEdge": { by: ["graph_edge_pk"] },
    "graph.findNode": { by: ["graph_node_key"] },
    "graph.listNodes": { by: ["graph_node_key"] },
    "graph.listNodes type": { by: ["graph_node_key"] },
    "graph.listNodes type prefix": { by: ["graph_node_key"] },
    "graph.listEdges": { by: ["graph_edge_pk"] },
    "graph.listEdges from": { by: ["graph_edge_key"] },
    "graph.listEdges to": { by: ["graph_edge_reverse"] },
    "graph.listEdges from type": { by: ["graph_edge_key"] },
    "graph.listEdges from to": { by: ["graph_edge_key"], sqlite: ["graph_edge_reverse"] },
    "graph.neighbors out": { by: ["graph_edge_key", "graph_node_pk"] },
    "graph.neighbors in": { by: ["graph_edge_reverse", "graph_node_pk"] },
    "graph.neighbors both": { by: ["graph_edge_key", "graph_edge_reverse", "graph_node_pk"] },
    "graph.neighbors out types": { by: ["graph_edge_key", "graph_node_pk"] },
    "graph.neighbors in types": { by: ["graph_edge_reverse", "graph_node_pk"] },
    "graph.neighbors both types": { by: ["graph_edge_key", "graph_edge_reverse", "graph_node_pk"] },
    "graph.neighbors as of": { by: ["graph_edge_key", "graph_edge_reverse", "graph_node_pk"] },
    "graph.neighbors two hops": { by: ["graph_edge_key", "graph_node_pk"] },
    "graph.traverse": { by: ["graph_edge_key", "graph_node_pk"] },
    "graph.shortestPath": { by: ["graph_edge_key", "graph_edge_pk", "graph_edge_reverse", "graph_node_pk"] },
    "graph.removeNode": { by: ["graph_node_pk"] },
    "graph.removeEdge": { by: ["graph_edge_pk"] },
    "graph.getNode together": { by: ["graph_node_pk"] },
    "graph.getEdge together": { by: ["graph_edge_pk"] },
  },

  together: {
    "graph.getNode together": { call: ({ graph }, n, filled) => graph.getNode(id(n % nodesOf(filled))) },
    "graph.getEdge together": { call: ({ graph }, n) => graph.getEdge(id(n)) },
  },
};
