import type { MemoryItemInput, Scope, UnifiedStoreManager } from "unified-store";
import { type Row, Unreadable } from "./row";
import { batches, countAll, groupBy, type Source } from "./source";

/** memory.db: its rows name their tenant and workspace. */
export const memory: Source = {
  file: "memory.db",
  tables: ["retention_policies", "memory_items"],
  async bringIn(file, stores, step) {
    const policies = file.read("retention_policies", ["tenant", "name"], (row) => ({
      tenant: row.text("tenant"),
      policy: { name: row.text("name"), ttlDays: row.number("ttl_days") },
    }));
    for (const { tenant, policy } of policies) {
      await stores.scope({ tenant }).memory.policies.put(policy);
      step(1);
    }

    const items = file.read("memory_items", ["id"], toItem);
    const scopes = scopesOf(stores, items);
    for (const [scope, rows] of scopes) {
      for (const batch of batches(rows)) {
        await addMissing(scope, batch);
        step(batch.length);
      }
    }

    let storedPolicies = 0;
    for (const tenant of new Set(policies.map((row) => row.tenant)))
      storedPolicies += await countAll(stores.scope({ tenant }).memory.policies.list());
    let storedItems = 0;
    for (const scope of scopes.keys()) storedItems += await countAll(scope.memory.list({ limit: 1000 }));
    return [
      { table: "retention_policies", stored: storedPolicies, called: "policies" },
      { table: "memory_items", stored: storedItems, called: "items" },
    ];
  },
};

interface ScopedItem {
  tenant: string;
  workspace: string;
  item: MemoryItemInput & { id: string };
}

function toItem(row: Row): ScopedItem {
  const createdAt = row.instant("ts_created");
  return {
    tenant: row.text("tenant"),
    workspace: row.text("workspace"),
    item: {
      id: row.id(createdAt),
      type: row.text("type"),
      content: row.json("content_json"),
      embedding: toEmbedding(row),
      policy: row.text("retention_policy"),
      decayScore: row.number("decay_score"),
      pinned: row.flag("pinned"),
      archived: row.flag("archived"),
      createdAt,
      lastUsedAt: row.instant("ts_last_used"),
    },
  };
}

/** A list of numbers; the empty one means that there is none. */
function toEmbedding(row: Row): number[] | null {
  const list = row.json("embedding_json");
  if (!Array.isArray(list) || !list.every((each) => typeof each === "number"))
    throw new Unreadable("embedding_json is not a list of numbers");
  return list.length === 0 ? null : list;
}

function scopesOf(stores: UnifiedStoreManager, items: ScopedItem[]): Map<Scope, ScopedItem["item"][]> {
  const groups = groupBy(items, ({ tenant, workspace }) => JSON.stringify([tenant, workspace]));
  return new Map(
    Array.from(groups.values(), (rows) => {
      const { tenant, workspace } = rows[0]!;
      return [stores.scope({ tenant, workspace }), rows.map((row) => row.item)];
    }),
  );
}

/** Leaves what an earlier run brought in as it is. */
async function addMissing(scope: Scope, items: ScopedItem["item"][]): Promise<void> {
  const known = await scope.memory.getMany(items.map((item) => item.id));
  await scope.memory.addMany(items.filter((_, i) => known[i] === null));
}
