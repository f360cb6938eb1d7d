import {
  count,
  flag,
  type Id,
  instant,
  integer,
  json,
  name,
  names,
  real,
  schemaVersion,
  text,
  uuid,
  vector,
  version,
} from "./columns";
import { type ScopedRow, type TenantRow, table } from "./table";

/** Memory item: something that an agent remembers. */
export const memoryItemTable = table("memory_item", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"memory item">().default("new"),
    /** Type of the memory: `fact`, `episodic`, or any name of the application. */
    type: name().suggest("fact", "episodic"),
    /** Any JSON. The search covers its strings and numbers, not its keys. */
    content: json().typed("memory", "type"),
    /**
     * Vector of the content by the tenant's active model or the first embedder's (see
     * `retrieval.vectors.put`), stored as 32-bit floats. `retrieval.search` finds items by it.
     * Default: none, until `embedPending` makes it.
     */
    embedding: vector().nullable().beside(),
    /**
     * Name of a retention policy of the tenant. An item whose policy does not exist is kept
     * forever. Default: `default`.
     */
    policyName: name().default("default"),
    /** Weight, set by the application or by `decay`. Default: 1. */
    decayScore: real().default(1),
    /** A pinned item is never pruned. Default: false. */
    pinned: flag().default(false),
    /** An archived item is never pruned. Default: false. */
    archived: flag().default(false),
    /** Default: now. */
    createdAt: instant().default("now"),
    /** Default: `createdAt`. */
    lastUsedAt: instant().default("now"),
    /** Starts at 1 and grows by one with each change, except `touch` and `decay`. */
    version: version(),
    /** Version of the schema that the content was written with; null: no schema. */
    schemaVersion: schemaVersion(),
  },
  indexes: {
    memory_item_by_created: { on: ["createdAt", "id"] },
    memory_item_by_used: { on: ["lastUsedAt", "id"] },
    memory_item_by_type: { on: ["type", "createdAt", "id"] },
    memory_item_by_policy: { on: ["policyName", "lastUsedAt", "id"] },
    memory_item_pinned: { on: ["createdAt", "id"], where: "pinned" },
    memory_item_archived: { on: ["createdAt", "id"], where: "archived" },
  },
});

/**
 * Retention policy. It belongs to the tenant, not to a workspace: all workspaces of a customer
 * share it.
 */
export const memoryPolicyTable = table("memory_policy", {
  scope: "tenant",
  key: ["name"],
  columns: {
    name: name(),
    /** Time to live in days after the last use, 0 or more, with fractions. */
    ttlDays: real().between(0, Number.MAX_VALUE),
    /**
     * Whether `get`, `list` and `search` leave out expired items at once. Default: false, until
     * they are pruned.
     */
    hide: flag().default(false),
    /** Time of the creation or the last replacement. */
    updatedAt: instant().generated(),
    /** Starts at 1 and grows by one with each replacement. */
    version: version(),
  },
  checks: {
    memory_policy_ttl: "ttl_days >= 0",
  },
});

/**
 * Cluster of items with near vectors. `build` makes, changes and removes clusters; a cluster keeps
 * its id for as long as its items stay together.
 */
export const memoryClusterTable = table("memory_cluster", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. */
    id: uuid<"memory cluster">().generated(),
    /** The words that set the texts of its items apart, joined by commas. */
    label: text().generated(),
    /** The same words, the most distinctive first: at most five. */
    words: names(5).generated(),
    /** Number of its items at the last build. */
    size: count().generated(),
    /** Name of the model of the vectors. */
    model: name().generated(),
    /** Mean direction of the vectors of its items, of length 1. */
    centroid: vector().generated(),
    /** The least cosine that it was built with; null where a number of clusters was given. */
    threshold: real().nullable().generated(),
    /** The number of clusters that it was built with; null where a threshold was given. */
    k: integer().nullable().generated(),
    createdAt: instant().generated(),
    /** Time of the last build that changed it. */
    updatedAt: instant().generated(),
  },
  indexes: {
    memory_cluster_by_size: { on: ["size", "id"] },
  },
});

/** Membership of an item in a cluster: an item is in one cluster at most. */
export const memoryClusterItemTable = table("memory_cluster_item", {
  scope: "workspace",
  key: ["itemId"],
  columns: {
    itemId: uuid<"memory item">(),
    clusterId: uuid<"memory cluster">(),
    /** Cosine of the item's vector to the centroid, -1 to 1, at the time of the assignment. */
    similarity: real(),
    /** Identifies the text that the item had then. */
    textHash: name(),
    /** Time of the assignment. */
    assignedAt: instant().default("now"),
  },
  indexes: {
    memory_cluster_item_by_cluster: { on: ["clusterId", "similarity", "itemId"] },
  },
  references: {
    memory_cluster_item_of_item: { on: ["itemId"], table: () => memoryItemTable, onDelete: "CASCADE" },
    memory_cluster_item_of_cluster: {
      on: ["clusterId"],
      table: () => memoryClusterTable,
      onDelete: "CASCADE",
    },
  },
});

/** Weighted link from one item to another, of one kind. */
export const memoryAssociationTable = table("memory_association", {
  scope: "workspace",
  key: ["fromId", "toId", "kind"],
  columns: {
    fromId: uuid<"memory item">(),
    /** Another item. */
    toId: uuid<"memory item">(),
    /**
     * Kind of the link: `similar` and `together` are made by the store and have no direction, so
     * each pair has one link, from the smaller id. Any other name is of the application.
     * Default: `related`.
     */
    kind: name().suggest("related", "similar", "together").default("related"),
    /** Strength, 0 to 1. Default: 1. */
    weight: real().between(0, 1).default(1),
    /** Time of the first write. */
    createdAt: instant().generated(),
    /** Time of the last write. */
    updatedAt: instant().generated(),
    /** Starts at 1 and grows by one with each write. */
    version: version(),
  },
  indexes: {
    memory_association_from: { on: ["fromId", "weight", "toId", "kind"] },
    memory_association_to: { on: ["toId", "weight", "fromId", "kind"] },
  },
  checks: {
    memory_association_ends: "from_id <> to_id",
  },
  references: {
    memory_association_from_item: { on: ["fromId"], table: () => memoryItemTable, onDelete: "CASCADE" },
    memory_association_to_item: { on: ["toId"], table: () => memoryItemTable, onDelete: "CASCADE" },
  },
});

/** Access: a use of an item, in the access log. */
export const memoryAccessTable = table("memory_access", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"memory access">().default("new"),
    itemId: uuid<"memory item">(),
    /** Name of the agent or person that used the item. Default: empty, not known. */
    actor: name().orEmpty().default(""),
    /** Text of the query that found the item; null where it is not kept. */
    query: text().nullable(),
    /** Hash of the query, the same for equal queries of a scope; null where it is not kept. */
    queryHash: name().nullable().generated(),
    /** Time of the use. Default: now. */
    usedAt: instant().default("now"),
    /** Whether `associations.linkUsedTogether` has counted it. */
    counted: flag().default(false).generated(),
  },
  indexes: {
    memory_access_by_item: { on: ["itemId", "usedAt", "id"] },
    memory_access_by_actor: { on: ["actor", "usedAt", "id"] },
    memory_access_by_time: { on: ["usedAt", "id"] },
    memory_access_uncounted: { on: ["usedAt", "id"], where: "not counted" },
  },
  references: {
    memory_access_of_item: { on: ["itemId"], table: () => memoryItemTable, onDelete: "CASCADE" },
  },
});

/** Provenance: one of the items that `consolidate` merged into an item. */
export const memoryProvenanceTable = table("memory_provenance", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid<"memory provenance">().generated(),
    /** The item that holds what was merged. */
    itemId: uuid<"memory item">().generated(),
    /** The item that was merged. It may have been removed since. */
    sourceId: uuid<"memory item">().generated(),
    /** Version of the source when it was merged. */
    sourceVersion: integer().generated(),
    /** Hash of the source's content: SHA-256 of its JSON with sorted members, as 64 hex digits. */
    contentHash: name().generated(),
    /** Time of the creation of the source. */
    sourceCreatedAt: instant().generated(),
    /** What became of the source. */
    source: name().oneOf("archived", "removed").generated(),
    /** Time of the merge. */
    mergedAt: instant().generated(),
  },
  indexes: {
    memory_provenance_of_item: { on: ["itemId", "mergedAt", "id"] },
    memory_provenance_of_source: { on: ["sourceId", "mergedAt", "id"] },
  },
  references: {
    memory_provenance_item: { on: ["itemId"], table: () => memoryItemTable, onDelete: "CASCADE" },
  },
});

export type MemoryItemId = Id<"memory item">;
export type MemoryClusterId = Id<"memory cluster">;
export type MemoryAccessId = Id<"memory access">;
export type MemoryProvenanceId = Id<"memory provenance">;

export type MemoryItemEntity = ScopedRow<typeof memoryItemTable>;
export type MemoryPolicyEntity = TenantRow<typeof memoryPolicyTable>;
export type MemoryClusterEntity = ScopedRow<typeof memoryClusterTable>;
export type MemoryClusterItemEntity = ScopedRow<typeof memoryClusterItemTable>;
export type MemoryAssociationEntity = ScopedRow<typeof memoryAssociationTable>;
export type MemoryAccessEntity = ScopedRow<typeof memoryAccessTable>;
export type MemoryProvenanceEntity = ScopedRow<typeof memoryProvenanceTable>;
