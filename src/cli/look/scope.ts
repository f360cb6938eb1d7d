import { UsageError } from "../../command-line/usage-error";
import type { UnifiedStoreManager } from "../../manager";

/** Tenants that are named where none, or another one, is given. */
const MOST_NAMED = 20;

interface Given {
  tenant?: string;
  workspace?: string;
}

/** @throws UsageError where no tenant is given, naming those that there are */
export async function scopeOf(
  stores: UnifiedStoreManager,
  { tenant, workspace }: Given,
): Promise<{ tenant: string; workspace?: string }> {
  if (tenant === undefined) throw new UsageError(`Whose rows? Give --tenant.${await named(stores)}`);
  return { tenant, ...(workspace !== undefined && { workspace }) };
}

/** For a tenant without rows: which ones there are, or which workspaces it has. */
export async function tenantsText(stores: UnifiedStoreManager, tenant: string): Promise<string> {
  const { items, nextCursor } = await stores.tenant(tenant).workspaces({ limit: MOST_NAMED });
  if (items.length === 0) return ` The tenant has no rows.${await named(stores)}`;
  return ` Workspaces of the tenant: ${items.join(", ")}${nextCursor === null ? "" : ", …"}.`;
}

async function named(stores: UnifiedStoreManager): Promise<string> {
  const { items, nextCursor } = await stores.tenants({ limit: MOST_NAMED });
  if (items.length === 0) return " The database has no tenants.";
  return ` There are ${items.map(({ tenant }) => tenant).join(", ")}${nextCursor === null ? "" : ", …"}.`;
}
