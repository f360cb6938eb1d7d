import { type Id, instant, json, name, real, schemaVersion, text, uuid, version } from "./columns";
import { type ScopedRow, table } from "./table";

/** A thing that the agent knows of. A scope has one node for each pair of type and name. */
export const graphNodeTable = table("graph_node", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; once given or made it never changes. Default: made by the store, growing with time. */
    id: uuid<"graph node">().default("new"),
    /** What kind of thing: `person`, `paper`, or a name of the application's own. */
    type: name(),
    name: name(),
    /** A plain JSON object. A change replaces the whole of the old one. Default `{}`. */
    attrs: json().default("{}").typed("nodes", "type"),
    /** 1 at first, and one more with each upsert. */
    version: version(),
    /** Of a new node; one that exists keeps its time. Default: now. */
    createdAt: instant().default("now"),
    /** When it was last upserted. */
    updatedAt: instant().generated(),
    /** The version of the schema that the attributes were written by; null: without one. */
    schemaVersion: schemaVersion(),
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
    /** UUID; once given or made it never changes. Default: made by the store, growing with time. */
    id: uuid<"graph edge">().default("new"),
    /** Id of the node that it leaves. */
    from: uuid<"graph node">("from_id"),
    /** Id of the node that it enters; may be the same node. */
    to: uuid<"graph node">("to_id"),
    type: name(),
    /** The application's own; walks do not regard it. Default 1. */
    weight: real().default(1),
    /** A plain JSON object. A change replaces the whole of the old one. Default `{}`. */
    attrs: json().default("{}"),
    /** The edge holds from here on; null, the default: since ever. */
    validFrom: instant().nullable(),
    /** The edge holds up to here, exclusive; null, the default: until further notice. */
    validTo: instant().nullable(),
    /** 1 at first, and one more with each upsert. */
    version: version(),
    /** Of a new edge; one that exists keeps its time. Default: now. */
    createdAt: instant().default("now"),
    /** When it was last upserted. */
    updatedAt: instant().generated(),
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
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"graph provenance">().default("new"),
    /** The node that it is about; null where it is about an edge. */
    nodeId: uuid<"graph node">().nullable(),
    /** The edge that it is about; null where it is about a node. */
    edgeId: uuid<"graph edge">().nullable(),
    sourceUrl: text().nullable(),
    /** The conversation or run in which it was learnt. */
    episode: text().nullable(),
    /** Which part of the source, in the application's own notation. */
    span: text().nullable(),
    speaker: text().nullable(),
    retrievedAt: instant().nullable(),
    license: text().nullable(),
    /** Digest of the source, as the application writes it. */
    sha256: text().nullable(),
    /** When it was learnt. Default: now. */
    createdAt: instant().default("now"),
  },
  indexes: {
    graph_provenance_of_node: { on: ["nodeId", "createdAt", "id"] },
    graph_provenance_of_edge: { on: ["edgeId", "createdAt", "id"] },
  },
  checks: {
    graph_provenance_subject: "(node_id IS NULL) <> (edge_id IS NULL)",
  },
  references: {
    graph_provenance_node: { on: ["nodeId"], table: () => graphNodeTable, onDelete: "CASCADE" },
    graph_provenance_edge: { on: ["edgeId"], table: () => graphEdgeTable, onDelete: "CASCADE" },
  },
});

export type GraphNodeId = Id<"graph node">;
export type GraphEdgeId = Id<"graph edge">;
export type GraphProvenanceId = Id<"graph provenance">;

export type GraphNodeEntity = ScopedRow<typeof graphNodeTable>;
export type GraphEdgeEntity = ScopedRow<typeof graphEdgeTable>;
export type GraphProvenanceEntity = ScopedRow<typeof graphProvenanceTable>;
