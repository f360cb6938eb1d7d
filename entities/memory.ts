import { flag, type Id, instant, json, name, real, schemaVersion, uuid, vector, version } from "./columns";
import { type ScopedRow, type TenantRow, table } from "./table";

/** Something that an agent remembers. */
export const memoryItemTable = table("memory_item", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"memory item">().default("new"),
    /** What kind of memory: `fact`, `episodic`, or a name of the application's own. */
    type: name().suggest("fact", "episodic"),
    /** Any JSON. Its strings and numbers are searched, its keys are not. */
    content: json().typed("memory", "type"),
    /**
     * The vector of the content, by the model of the manager's first embedder. Kept as 32-bit
     * floats, and found by `retrieval.search`. Default: none, until `embedPending` makes it.
     */
    embedding: vector().nullable().beside(),
    /**
     * Names a retention policy of the tenant. An item whose policy does not exist is kept for ever.
     * Default: `default`.
     */
    policyName: name().default("default"),
    /** The application's own weight; the store only keeps it. Default: 1. */
    decayScore: real().default(1),
    /** A pinned item is never pruned. Default: false. */
    pinned: flag().default(false),
    /** An archived item is never pruned. Default: false. */
    archived: flag().default(false),
    /** Default: now. */
    createdAt: instant().default("now"),
    /** Default: `createdAt`. */
    lastUsedAt: instant().default("now"),
    /** 1 at first, one more with each change; `touch` leaves it. */
    version: version(),
    /** The version of the schema that the content was written by; null: without one. */
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

/** Belongs to the tenant, not to a workspace: one set of rules for all that a customer keeps. */
export const memoryPolicyTable = table("memory_policy", {
  scope: "tenant",
  key: ["name"],
  columns: {
    name: name(),
    /** Days after the last use, 0 or more; fractions are fine. */
    ttlDays: real().between(0, Number.MAX_VALUE),
    /** When it was made or last replaced. */
    updatedAt: instant().generated(),
    /** 1 at first, one more each time that it is replaced. */
    version: version(),
  },
  checks: {
    memory_policy_ttl: "ttl_days >= 0",
  },
});

export type MemoryItemId = Id<"memory item">;

export type MemoryItemEntity = ScopedRow<typeof memoryItemTable>;
export type MemoryPolicyEntity = TenantRow<typeof memoryPolicyTable>;
