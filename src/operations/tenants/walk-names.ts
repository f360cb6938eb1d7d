import { selection } from "../../db/table";
import { EMPTY, integer, name, RowColumns, Rows, raw, type Sql, sql } from "../../dialect/sql";
import type { DatabaseCall } from "./database-call";
import { ownTables, type TenantTable } from "./tenant-tables";

/*
 * Loose index scans: the next name is one look-up in the key of each table, so a page of tenants
 * costs the same with a thousand rows as with a billion.
 */

const NAMES = selection<{ name: string }>({ name: "name" });
const PAIRS = selection<{ tenant: string; name: string }>({ tenant: "name", name: "name" });
const TENANTS = new RowColumns([["tenant", "name"]]);

const OR = raw(" union all ");
const TENANT_AFTER = raw(`
  where t.tenant_id > w.name order by t.tenant_id limit 1) as name`);
const WORKSPACE_AFTER = raw(`
  where t.tenant_id = w.tenant and t.workspace_id > w.name order by t.workspace_id limit 1) as name`);
const TENANT_OF = raw("select (select t.tenant_id from ");
const WORKSPACE_OF = raw("select (select t.workspace_id from ");
const AS_T = raw(" as t");

/** The names behind `w.name`, one of each table. */
const next = (tables: readonly TenantTable[], column: Sql, after: Sql): Sql =>
  tables.reduce(
    (so, { name: table }, i) => sql`${so}${i === 0 ? EMPTY : OR}${column}${table}${AS_T}${after}`,
    EMPTY,
  );

let tenantBehind: Sql | undefined;
let workspaceBehind: Sql | undefined;
let anyTable: TenantTable | undefined;

/** The first tenants behind a name, in code point order. */
export async function tenantsAfter(call: DatabaseCall, after: string, most: number): Promise<string[]> {
  const own = ownTables();
  anyTable ??= own[0]!;
  tenantBehind ??= next(own, TENANT_OF, TENANT_AFTER);
  // The beginning has the collation of the column, as a recursion must have from its first row on.
  const statement = sql`
    with recursive walk(name, n) as (
      select coalesce((select t.tenant_id from ${anyTable.name} as t where false), ${name(after)}), 0
      union all
      select (select min(k.name) from (${tenantBehind}) as k), w.n + 1
      from walk as w where w.name is not null and w.n < ${integer(most)}
    )
    select name from walk where n > 0 and name is not null order by n`;
  return (await call.all(statement, NAMES)).map((row) => row.name);
}

/** The first workspaces of each tenant behind a name, in code point order. */
export async function workspacesAfter(
  call: DatabaseCall,
  tenants: readonly string[],
  { after, most }: { after: string; most: number },
): Promise<Map<string, string[]>> {
  const own = ownTables().filter(({ inWorkspace }) => inWorkspace);
  const any = own[0]!;
  workspaceBehind ??= next(own, WORKSPACE_OF, WORKSPACE_AFTER);
  const rows = tenants.map((tenant) => [tenant]);
  const statement = sql`
    with recursive walk(tenant, name, n) as (
      select v.tenant, coalesce((select t.workspace_id from ${any.name} as t where false), ${name(after)}), 0
      from ${new Rows(TENANTS, rows)} as v
      union all
      select w.tenant, (select min(k.name) from (${workspaceBehind}) as k), w.n + 1
      from walk as w where w.name is not null and w.n < ${integer(most)}
    )
    select tenant, name from walk where n > 0 and name is not null order by n`;
  const found = new Map<string, string[]>(tenants.map((tenant) => [tenant, []]));
  for (const { tenant, name: workspace } of await call.all(statement, PAIRS))
    found.get(tenant)!.push(workspace);
  return found;
}
