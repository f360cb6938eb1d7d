import type { Database } from "../../../db/database";
import { selection } from "../../../db/table";
import { sql, TableName } from "../../../dialect/sql";
import { type CopiedScope, conditionsOf } from "../chosen";
import { CONTEXT } from "../context";
import type { CopiedTable } from "../tables";

const ANY = selection<{ id: number }>({ id: "integer" });

/** Whether a table has a row in one of the scopes; null: of any tenant. */
export async function hasRows(
  database: Database,
  table: CopiedTable,
  scopes: readonly CopiedScope[] | null,
): Promise<boolean> {
  for (const condition of conditionsOf(table, scopes)) {
    const statement = sql`
      select id from (select 1 as id from ${new TableName(table.name)} as t where ${condition} limit 1) as f`;
    if ((await database.run({ statement, returns: ANY, context: CONTEXT })).length > 0) return true;
  }
  return false;
}

/** A tenant that has rows where a copy would write, with one of its tables; null where none has. */
export async function occupiedScope(
  database: Database,
  tables: readonly CopiedTable[],
  scopes: readonly CopiedScope[],
): Promise<{ scope: CopiedScope; table: string } | null> {
  for (const table of tables.filter(({ kind }) => kind === "rows")) {
    if (!(await hasRows(database, table, null))) continue;
    for (const scope of scopes)
      if (await hasRows(database, table, [scope])) return { scope, table: table.name };
  }
  return null;
}
