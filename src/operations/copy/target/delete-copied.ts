import type { Database } from "../../../db/database";
import { selection } from "../../../db/table";
import { sql, TableName } from "../../../dialect/sql";
import { type CopiedScope, conditionsOf } from "../chosen";
import { CONTEXT, inTransaction } from "../context";
import type { CopiedTable } from "../tables";

const NOTHING = selection<Record<string, never>>({});

/** Deletes what a copy has written, children before parents. */
export async function deleteCopied(
  database: Database,
  tables: readonly CopiedTable[],
  scopes: readonly CopiedScope[] | null,
): Promise<void> {
  for (const table of tables.toReversed())
    for (const condition of conditionsOf(table, scopes)) {
      const statement = sql`delete from ${new TableName(table.name)} as t where ${condition}`;
      await inTransaction(database, (tx) => tx.run({ statement, returns: NOTHING, context: CONTEXT }));
    }
}
