import {
  flag,
  type Id,
  instant,
  integer,
  json,
  name,
  real,
  schemaVersion,
  text,
  uuid,
  vector,
  version,
} from "./columns";
import { type ScopedRow, table } from "./table";

/** Node: a thing that the agent knows. The pair of type and name is unique in a scope. */
export const graphNodeTable = table("graph_node", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; it never changes. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"graph node">().default("new"),
    /** Type of the node: any name of the application, such as `person` or `paper`. */
    type: name(),
    name: name(),
    /** A plain JSON object. An update replaces it as a whole. Default `{}`. */
    attrs: json().default("{}").typed("nodes", "type"),
    /**
     * Vector of the name and the attributes in the same input by the tenant's active model or the
     * first embedder's (see `retrieval.vectors.put`). `retrieval.search` finds nodes by it.
     * Default: none, until `embedPending` makes it.
     */
    embedding: vector().nullable().beside(),
    /** Starts at 1 and grows by one with each upsert. */
    version: version(),
    /** Only for a new node; an existing one keeps its time. Default: now. */
    createdAt: instant().default("now"),
    /** Time of the last upsert. */
    updatedAt: instant().generated(),
    /** Version of the schema that the attributes were written with; null: no schema. */
    schemaVersion: schemaVersion(),
  },
  indexes: {
    graph_node_key: { on: ["type", "name"], unique: true },
  },
});

/**
 * Directed edge: a statement that two nodes have a relation of one type, for one period of valid
 * time. A fact, which is `from`, `type` and `to`, has one row for each period; its periods are
 * disjoint. A revision closes a row and adds another. Both directions are indexed, because walks
 * use both.
 */
export const graphEdgeTable = table("graph_edge", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; it never changes. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"graph edge">().default("new"),
    /** Id of the source node. */
    from: uuid<"graph node">("from_id"),
    /** Id of the target node; may be the same node. */
    to: uuid<"graph node">("to_id"),
    type: name(),
    /** Weight, set by the application; walks ignore it. Default 1. */
    weight: real().default(1),
    /** A plain JSON object. An update replaces it as a whole. Default `{}`. */
    attrs: json().default("{}"),
    /** Start of the valid time, inclusive; null, the default: unlimited. */
    validFrom: instant().nullable(),
    /** End of the valid time, exclusive; null, the default: unlimited. */
    validTo: instant().nullable(),
    /** Start of the transaction time, inclusive: the store states this row since then. */
    recordedFrom: instant().generated(),
    /** End of the transaction time, exclusive, set by `revise` and `retract`; null: current. */
    recordedTo: instant().nullable().generated(),
    /** Starts at 1 and grows by one with each upsert. */
    version: version(),
    /** Only for a new edge; an existing one keeps its time. Default: now. */
    createdAt: instant().default("now"),
    /** Time of the last upsert. */
    updatedAt: instant().generated(),
    /**
     * The row's number within its fact: 0 for the latest current period, positive for earlier
     * current ones, negative for closed rows. The unique index makes an upsert without a period one
     * statement, and tells walks what is current without reading the row.
     */
    period: integer().hidden(),
    /** In the row of period 0: whether the fact may have other current periods. */
    others: flag().hidden(),
  },
  indexes: {
    graph_edge_key: { on: ["from", "type", "to", "period"], unique: true },
    graph_edge_reverse: { on: ["to", "type", "from", "period"] },
  },
  references: {
    graph_edge_from_node: { on: ["from"], table: () => graphNodeTable, onDelete: "CASCADE" },
    graph_edge_to_node: { on: ["to"], table: () => graphNodeTable, onDelete: "CASCADE" },
  },
});

/**
 * Alias: a node that was merged into another one. The row keeps its id, type and name, and names
 * the node that has taken its place.
 */
export const graphNodeAliasTable = table("graph_node_alias", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** Id of the merged node, which no longer exists. */
    id: uuid<"graph node">().generated(),
    /** Id of the node that has taken its place. */
    nodeId: uuid<"graph node">().generated(),
    /** Type of the merged node. */
    type: name().generated(),
    /** Name of the merged node. */
    name: name().generated(),
    /** Time of the merge. */
    mergedAt: instant().generated(),
  },
  indexes: {
    graph_node_alias_of_node: { on: ["nodeId", "mergedAt", "id"] },
  },
  references: {
    graph_node_alias_node: { on: ["nodeId"], table: () => graphNodeTable, onDelete: "CASCADE" },
  },
});

/** Provenance: a source of a node or an edge. It belongs to exactly one of the two. */
export const graphProvenanceTable = table("graph_provenance", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"graph provenance">().default("new"),
    /** Id of the node; null for the source of an edge. */
    nodeId: uuid<"graph node">().nullable(),
    /** Id of the edge; null for the source of a node. */
    edgeId: uuid<"graph edge">().nullable(),
    sourceUrl: text().nullable(),
    /** Conversation or run that the knowledge comes from. */
    episode: text().nullable(),
    /** Part of the source, in the notation of the application. */
    span: text().nullable(),
    speaker: text().nullable(),
    retrievedAt: instant().nullable(),
    license: text().nullable(),
    /** Digest of the source, in the notation of the application. */
    sha256: text().nullable(),
    /** Time of the record. Default: now. */
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
export type GraphNodeAliasEntity = ScopedRow<typeof graphNodeAliasTable>;
export type GraphEdgeEntity = ScopedRow<typeof graphEdgeTable>;
export type GraphProvenanceEntity = ScopedRow<typeof graphProvenanceTable>;
