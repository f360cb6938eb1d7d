import { flag, type Id, instant, json, name, real, schemaVersion, uuid, vector, version } from "./columns";
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
     * Vector of the content, by the model of the manager's first embedder, stored as 32-bit floats.
     * `retrieval.search` finds items by it. Default: none, until `embedPending` makes it.
     */
    embedding: vector().nullable().beside(),
    /**
     * Name of a retention policy of the tenant. An item whose policy does not exist is kept
     * forever. Default: `default`.
     */
    policyName: name().default("default"),
    /** Weight, set by the application; the store does not use it. Default: 1. */
    decayScore: real().default(1),
    /** A pinned item is never pruned. Default: false. */
    pinned: flag().default(false),
    /** An archived item is never pruned. Default: false. */
    archived: flag().default(false),
    /** Default: now. */
    createdAt: instant().default("now"),
    /** Default: `createdAt`. */
    lastUsedAt: instant().default("now"),
    /** Starts at 1 and grows by one with each change, except `touch`. */
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
    /** Time of the creation or the last replacement. */
    updatedAt: instant().generated(),
    /** Starts at 1 and grows by one with each replacement. */
    version: version(),
  },
  checks: {
    memory_policy_ttl: "ttl_days >= 0",
  },
});

export type MemoryItemId = Id<"memory item">;

export type MemoryItemEntity = ScopedRow<typeof memoryItemTable>;
export type MemoryPolicyEntity = TenantRow<typeof memoryPolicyTable>;
