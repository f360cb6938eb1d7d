import { type RetentionPruningEntity, retentionPruningTable } from "../../../../entities/retention/pruning";
import { Table } from "../../../db/table";
import { EMPTY, name, sql } from "../../../dialect/sql";
import type { DatabaseCall } from "../database-call";
import type { TenantPart } from "../in-tenant";

const pruning = new Table<RetentionPruningEntity>(retentionPruningTable);

/**
 * Forgets that a pruning was cut off behind this tenant, or this workspace of it: the record has
 * its name. The next pruning begins with the first tenant.
 */
export async function forgetPruningPlace(
  call: DatabaseCall,
  { tenant, workspace }: TenantPart,
): Promise<void> {
  const ofPart = workspace === null ? EMPTY : sql` and last_workspace = ${name(workspace)}`;
  const there = sql`last_tenant = ${name(tenant)}${ofPart}`;
  const found = await call.all(
    sql`select ${pruning.columns.sql} from ${pruning.name} where ${there}`,
    pruning.columns,
  );
  if (found.length === 0) return;
  const statement = sql`
    update ${pruning.name} set last_tenant = null, last_workspace = null where ${there}
    returning ${pruning.columns.sql}`;
  await call.erasing((tx) => tx.all(statement, pruning.columns));
}
