import { everything } from "../../../conformance/suite";
import { at, type FilledScope, FOUND, id, into, middle, nameOf, TEXT, WORD } from "../data";
import { call, list, many, sorted } from "../operation";
import type { StorePlans } from "../store-plans";

/** Each node has four edges. */
const nodesOf = ({ size }: FilledScope): number => Math.floor(size / 4);
const node = (filled: FilledScope, n = Math.floor(nodesOf(filled) / 2) + 1): string => id(n);
const edge = (filled: FilledScope): string => id(middle(filled));
/** The key of the edge in the middle, as `fill` makes it. */
function middleEdge(filled: FilledScope): { from: string; to: string; type: string } {
  const n = middle(filled);
  return { from: id(Math.floor(n / 4)), to: id((n * 7919) % nodesOf(filled)), type: `type-${n % 4}` };
}

export const graph: StorePlans = {
  tables: ["graph_node", "graph_node_search", "graph_node_alias", "graph_edge", "graph_provenance"],

  fill({ series, id, time, name, keys }, filled) {
    const insert = into(filled);
    const { size } = filled;
    const nodes = nodesOf(filled);
    return [
      insert(
        "graph_node",
        "id, type, name, attrs, version, created_at, updated_at",
        `${id("i")}, 'type-' || (i % 5), ${name("i")}, '{"text":"${TEXT}"}', 1, ${time("i")}, ${time("i")}`,
        series(nodes),
      ),
      insert(
        "graph_node_search",
        "item_id, part, search_text, text_hash, search_keys",
        `${id("i")}, '', '${TEXT}', '', ${keys}`,
        series(nodes),
      ),
      insert(
        "graph_node_alias",
        "id, node_id, type, name, merged_at",
        `${id(`i + ${nodes}`)}, ${id("i")}, 'type-0', ${name("i")}, ${time("i")}`,
        series(nodes),
      ),
      // Four edges per node, to nodes all over the graph, and one node that many edges lead to.
      insert(
        "graph_edge",
        "id, from_id, to_id, type, weight, attrs, recorded_from, version, created_at, updated_at, period, others",
        `${id("i")}, ${id("i / 4")}, ${id(`case when i % 1000 = 0 then 0 else i * 7919 % ${nodes} end`)}, 'type-' || (i % 4), 1, '{}', ${time("i")}, 1, ${time("i")}, ${time("i")}, 0, false`,
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

  async addFound({ graph }) {
    await graph.nodes.upsertMany(
      FOUND.map((text, i) => ({ type: "found", name: `found ${i}`, attrs: { text } })),
    );
  },

  operations: {
    "graph.nodes.upsert": call(({ graph }, filled) =>
      graph.nodes.upsert({ type: "type-4", name: nameOf(9), attrs: { size: filled.size } }),
    ),
    "graph.nodes.upsertMany": call(({ graph }, filled) =>
      graph.nodes.upsertMany(many(filled, (n) => ({ type: `type-${n % 5}`, name: nameOf(n), attrs: { n } }))),
    ),
    "graph.nodes.upsertMany mixed": call(({ graph }, filled) =>
      graph.nodes.upsertMany(
        many(filled, (n) => ({ type: `type-${n % 5}`, name: nameOf(n), ...(n % 2 && { attrs: { n } }) })),
      ),
    ),
    "graph.edges.upsert": call(({ graph }, filled) =>
      graph.edges.upsert({ from: node(filled), to: node(filled, 3), type: "t", weight: 2 }),
    ),
    "graph.edges.upsertMany": call(({ graph }, filled) =>
      graph.edges.upsertMany(
        many(filled, (n) => ({
          from: id(Math.floor(n / 4)),
          to: id((n * 7919) % nodesOf(filled)),
          type: `type-${n % 4}`,
          weight: 2,
        })),
      ),
    ),
    "graph.provenance.add": call(({ graph }, filled) =>
      graph.provenance.add({ nodeId: node(filled), sourceUrl: "u" }),
    ),
    "graph.provenance.addMany": call(({ graph }, filled) =>
      graph.provenance.addMany([{ nodeId: node(filled), sourceUrl: "u" }, { edgeId: edge(filled) }]),
    ),
    "graph.provenance.get": call(({ graph }, filled) => graph.provenance.get(node(filled))),
    "graph.provenance.getMany": call(({ graph }, filled) =>
      graph.provenance.getMany(many(filled, (n) => node(filled, n))),
    ),
    "graph.provenance.list node": list(({ graph }, page, filled) =>
      graph.provenance.list({ ...page, nodeId: node(filled) }),
    ),
    "graph.provenance.list edge": list(({ graph }, page, filled) =>
      graph.provenance.list({ ...page, edgeId: edge(filled) }),
    ),
    "graph.provenance.remove": call(({ graph }, filled) => graph.provenance.remove(node(filled))),
    "graph.nodes.get": call(({ graph }, filled) => graph.nodes.get(node(filled))),
    "graph.nodes.getMany": call(({ graph }, filled) =>
      graph.nodes.getMany(many(filled, (n) => node(filled, n))),
    ),
    "graph.edges.get": call(({ graph }, filled) => graph.edges.get(edge(filled))),
    "graph.nodes.upsert ifVersion": call(({ graph }, filled) =>
      graph.nodes.upsert({ type: "type-4", name: nameOf(9), attrs: { size: filled.size } }, { ifVersion: 1 }),
    ),
    "graph.edges.upsert ifVersion": call(({ graph }, filled) =>
      graph.edges.upsert({ ...middleEdge(filled), validTo: at(filled.size) }, { ifVersion: 1 }),
    ),
    "graph.edges.upsert period": call(({ graph }, filled) =>
      graph.edges.upsert({ ...middleEdge(filled), validFrom: at(1) }),
    ),
    // A revision has the statements of a retraction, and an insert that cannot run twice.
    "graph.edges.retract": call(({ graph }, filled) => graph.edges.retract(edge(filled))),
    "graph.edges.getMany": call(({ graph }, filled) => graph.edges.getMany(many(filled, (n) => id(n)))),
    "graph.edges.getByEnds": call(({ graph }, filled) => graph.edges.getByEnds(middleEdge(filled))),
    "graph.edges.getByEnds as of": call(({ graph }, filled) =>
      graph.edges.getByEnds({ ...middleEdge(filled), validAt: at(1), recordedAt: at(filled.size) }),
    ),
    "graph.edges.list from as of": sorted(({ graph }, page, filled) =>
      graph.edges.list({ ...page, from: node(filled), validAt: at(1), recordedAt: at(filled.size) }),
    ),
    "graph.nodes.getByName": call(({ graph }) => graph.nodes.getByName({ type: "type-4", name: nameOf(9) })),
    "graph.nodes.search words": call(({ graph }) => graph.nodes.search({ text: WORD, mode: "words" })),
    "graph.nodes.search type": call(({ graph }) =>
      graph.nodes.search({ text: WORD, mode: "words", type: "found" }),
    ),
    "graph.nodes.search substring": call(({ graph }) =>
      graph.nodes.search({ text: WORD, mode: "substring" }),
    ),
    "graph.nodes.merge": call(({ graph }, filled) =>
      graph.nodes.merge({ from: [node(filled, 40), node(filled, 41)], into: node(filled, 42) }),
    ),
    "graph.aliases.get": call(({ graph }, filled) => graph.aliases.get(id(nodesOf(filled) + 5))),
    "graph.aliases.getMany": call(({ graph }, filled) =>
      graph.aliases.getMany(many(filled, (n) => id(nodesOf(filled) + n))),
    ),
    "graph.aliases.list": list(({ graph }, page, filled) =>
      graph.aliases.list({ ...page, nodeId: node(filled) }),
    ),
    "graph.aliases.remove": call(({ graph }, filled) => graph.aliases.remove(id(nodesOf(filled) + 5))),
    "graph.nodes.list": list(({ graph }, page) => graph.nodes.list(page)),
    "graph.nodes.list type": list(({ graph }, page) => graph.nodes.list({ ...page, type: "type-0" })),
    "graph.nodes.list type prefix": list(({ graph }, page) =>
      graph.nodes.list({ ...page, type: "type-0", namePrefix: "name-000000" }),
    ),
    "graph.edges.list": list(({ graph }, page) => graph.edges.list(page)),
    "graph.edges.list from": sorted(({ graph }, page, filled) =>
      graph.edges.list({ ...page, from: node(filled) }),
    ),
    "graph.edges.list to": sorted(({ graph }, page, filled) =>
      graph.edges.list({ ...page, to: node(filled, 30) }),
    ),
    "graph.edges.list from type": sorted(({ graph }, page, filled) =>
      graph.edges.list({ ...page, from: node(filled), type: "type-0" }),
    ),
    "graph.edges.list from to": sorted(({ graph }, page, filled) =>
      graph.edges.list({ ...page, from: node(filled), to: node(filled, 3) }),
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
      graph.neighbors(node(filled), { validAt: at(filled.size) }),
    ),
    "graph.neighbors as recorded": call(({ graph }, filled) =>
      graph.neighbors(node(filled), { recordedAt: at(filled.size) }),
    ),
    "graph.neighbors two hops": call(({ graph }, filled) =>
      graph.neighbors(node(filled), { direction: "out", maxDepth: 2 }),
    ),
    "graph.traverse": call(({ graph }, filled) =>
      everything(graph.traverse(node(filled), { direction: "out", maxDepth: 3 })),
    ),
    "graph.shortestPath": call(({ graph }, filled) =>
      graph.shortestPath({ from: node(filled), to: node(filled, 3), maxDepth: 4 }),
    ),
    "graph.nodes.remove": call(({ graph }, filled) => graph.nodes.remove(node(filled))),
    "graph.edges.remove": call(({ graph }, filled) => graph.edges.remove(edge(filled))),
  },

  expected: {
    "graph.nodes.upsert": { by: [], conflict: "graph_node_key,graph_node_search_pk" },
    "graph.nodes.upsertMany": { by: [], conflict: "graph_node_key,graph_node_search_pk" },
    "graph.nodes.upsertMany mixed": { by: [], conflict: "graph_node_key,graph_node_search_pk" },
    "graph.edges.upsert": { by: [], conflict: "graph_edge_key" },
    "graph.edges.upsertMany": { by: [], conflict: "graph_edge_key" },
    "graph.provenance.add": { by: [] },
    "graph.provenance.addMany": { by: [] },
    "graph.provenance.get": { by: ["graph_provenance_pk"] },
    "graph.provenance.getMany": { by: ["graph_provenance_pk"] },
    "graph.provenance.list node": { by: ["graph_provenance_of_node"] },
    "graph.provenance.list edge": { by: ["graph_provenance_of_edge"] },
    "graph.provenance.remove": { by: ["graph_provenance_pk"] },
    "graph.nodes.get": { by: ["graph_node_pk"] },
    "graph.nodes.getMany": { by: ["graph_node_pk"] },
    "graph.edges.get": { by: ["graph_edge_pk"] },
    "graph.nodes.upsert ifVersion": { by: ["graph_node_key"], conflict: "graph_node_search_pk" },
    "graph.edges.upsert ifVersion": { by: ["graph_edge_key"] },
    "graph.edges.upsert period": {
      by: ["graph_edge_key", "graph_edge_pk", "graph_node_pk"],
      sqlite: ["graph_edge_reverse", "graph_edge_pk", "graph_node_pk"],
    },
    "graph.edges.retract": {
      by: ["graph_edge_key", "graph_edge_pk", "graph_node_pk"],
      sqlite: ["graph_edge_reverse", "graph_edge_pk", "graph_node_pk"],
    },
    "graph.edges.getMany": { by: ["graph_edge_pk"] },
    "graph.edges.getByEnds": { by: ["graph_edge_key"] },
    "graph.edges.getByEnds as of": { by: ["graph_edge_key"], sqlite: ["graph_edge_reverse"] },
    "graph.edges.list from as of": { by: ["graph_edge_key"] },
    "graph.nodes.getByName": { by: ["graph_node_key"] },
    "graph.nodes.search words": { by: ["graph_node_pk", "graph_node_search_keys"] },
    "graph.nodes.search type": { by: ["graph_node_pk", "graph_node_search_keys"] },
    "graph.nodes.search substring": { by: ["graph_node_pk", "graph_node_search_keys"] },
    "graph.nodes.merge": {
      by: [
        "graph_edge_key",
        "graph_edge_pk",
        "graph_edge_reverse",
        "graph_node_pk",
        "graph_node_alias_of_node",
        "graph_provenance_of_node",
      ],
      conflict: "graph_node_alias_pk",
    },
    "graph.aliases.get": { by: ["graph_node_alias_pk"] },
    "graph.aliases.getMany": { by: ["graph_node_alias_pk"] },
    "graph.aliases.list": { by: ["graph_node_alias_of_node"] },
    "graph.aliases.remove": { by: ["graph_node_alias_pk"] },
    "graph.nodes.list": { by: ["graph_node_key"] },
    "graph.nodes.list type": { by: ["graph_node_key"] },
    "graph.nodes.list type prefix": { by: ["graph_node_key"] },
    "graph.edges.list": { by: ["graph_edge_pk"] },
    "graph.edges.list from": { by: ["graph_edge_key"] },
    "graph.edges.list to": { by: ["graph_edge_reverse"] },
    "graph.edges.list from type": { by: ["graph_edge_key"] },
    "graph.edges.list from to": { by: ["graph_edge_key"], sqlite: ["graph_edge_reverse"] },
    "graph.neighbors out": { by: ["graph_edge_key", "graph_node_pk"] },
    "graph.neighbors in": { by: ["graph_edge_reverse", "graph_node_pk"] },
    "graph.neighbors both": { by: ["graph_edge_key", "graph_edge_reverse", "graph_node_pk"] },
    "graph.neighbors out types": { by: ["graph_edge_key", "graph_node_pk"] },
    "graph.neighbors in types": { by: ["graph_edge_reverse", "graph_node_pk"] },
    "graph.neighbors both types": { by: ["graph_edge_key", "graph_edge_reverse", "graph_node_pk"] },
    "graph.neighbors as of": { by: ["graph_edge_key", "graph_edge_reverse", "graph_node_pk"] },
    "graph.neighbors as recorded": { by: ["graph_edge_key", "graph_edge_reverse", "graph_node_pk"] },
    "graph.neighbors two hops": { by: ["graph_edge_key", "graph_node_pk"] },
    "graph.traverse": { by: ["graph_edge_key", "graph_node_pk"] },
    "graph.shortestPath": { by: ["graph_edge_key", "graph_edge_pk", "graph_edge_reverse", "graph_node_pk"] },
    "graph.nodes.remove": { by: ["graph_node_pk"] },
    "graph.edges.remove": { by: ["graph_edge_pk"] },
    "graph.nodes.get together": { by: ["graph_node_pk"] },
    "graph.edges.get together": { by: ["graph_edge_pk"] },
  },

  together: {
    "graph.nodes.get together": { call: ({ graph }, n, filled) => graph.nodes.get(id(n % nodesOf(filled))) },
    "graph.edges.get together": { call: ({ graph }, n) => graph.edges.get(id(n)) },
  },
};
