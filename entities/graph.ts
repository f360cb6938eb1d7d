import { instant, json, name, real, text, uuid } from "./columns";
import { type ScopedRow, table } from "./table";

export const graphNodeTable = table("graph_node", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    type: name(),
    name: name(),
    attrs: json(),
    createdAt: instant(),
    updatedAt: instant(),
  },
  indexes: {
    graph_node_key: { on: ["type", "name"], unique: true },
  },
});

/** One relation of one type between two nodes. Both directions are indexed: walks go either way. */
export const graphEdgeTable = table("graph_edge", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    from: uuid("from_id"),
    to: uuid("to_id"),
    type: name(),
    weight: real(),
    attrs: json(),
    /** The edge holds from here on; null: since ever. */
    validFrom: instant().nullable(),
    /** The edge holds up to here, exclusive; null: until further notice. */
    validTo: instant().nullable(),
    createdAt: instant(),
    updatedAt: instant(),
  },
  indexes: {
    graph_edge_key: { on: ["from", "type", "to"], unique: true },
    graph_edge_reverse: { on: ["to", "type", "from"] },
  },
  references: {
    graph_edge_from_node: { on: ["from"], table: () => graphNodeTable, onDelete: "CASCADE" },
    graph_edge_to_node: { on: ["to"], table: () => graphNodeTable, onDelete: "CASCADE" },
  },
});

/** Where a node or an edge was learnt: it belongs to exactly one of the two. */
export const graphProvenanceTable = table("graph_provenance", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    nodeId: uuid().nullable(),
    edgeId: uuid().nullable(),
    sourceUrl: text().nullable(),
    episode: text().nullable(),
    span: text().nullable(),
    speaker: text().nullable(),
    retrievedAt: instant().nullable(),
    licence: text().nullable(),
    sha256: text().nullable(),
    createdAt: instant(),
  },
  indexes: {
    graph_provenance_of_node: { on: ["nodeId", "id"] },
    graph_provenance_of_edge: { on: ["edgeId", "id"] },
  },
  checks: {
    graph_provenance_subject: "(node_id IS NULL) <> (edge_id IS NULL)",
  },
  references: {
    graph_provenance_node: { on: ["nodeId"], table: () => graphNodeTable, onDelete: "CASCADE" },
    graph_provenance_edge: { on: ["edgeId"], table: () => graphEdgeTable, onDelete: "CASCADE" },
  },
});

export type GraphNodeEntity = ScopedRow<typeof graphNodeTable>;
export type GraphEdgeEntity = ScopedRow<typeof graphEdgeTable>;
export type GraphProvenanceEntity = ScopedRow<typeof graphProvenanceTable>;
