import { flag, instant, integer, json, name, real, uuid, vector } from "./columns";
import { type ScopedRow, type TenantRow, table } from "./table";

export const memoryItemTable = table("memory_item", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    type: name(),
    content: json(),
    /** Kept with the item, as float32: an index for nearest neighbours is derived from it, never the other way round. */
    embedding: vector().nullable(),
    /** Names a retention policy of the tenant; an item whose policy does not exist is kept for ever. */
    policy: name(),
    decayScore: real(),
    pinned: flag(),
    archived: flag(),
    createdAt: instant(),
    lastUsedAt: instant(),
    version: integer(),
  },
  indexes: {
    memory_item_by_created: { on: ["createdAt", "id"] },
    memory_item_by_used: { on: ["lastUsedAt", "id"] },
    memory_item_by_type: { on: ["type", "createdAt", "id"] },
    memory_item_by_policy: { on: ["policy", "lastUsedAt", "id"] },
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
    ttlDays: real(),
    updatedAt: instant(),
  },
  checks: {
    memory_policy_ttl: "ttl_days >= 0",
  },
});

export type MemoryItemEntity = ScopedRow<typeof memoryItemTable>;
export type MemoryPolicyEntity = TenantRow<typeof memoryPolicyTable>;
