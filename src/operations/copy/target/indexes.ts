import type { Database } from "../../../db/database";
import { CONTEXT, inTransaction } from "../context";
import type { CopiedTable } from "../tables";
import { hasRows } from "./occupied";
import type { CopyRecord } from "./record";

/** Below this many rows, dropping and building indexes takes longer than keeping them. */
const WORTHWHILE_ROWS = 20_000;

/**
 * Drops the indexes of empty tables that get many rows: one build at the end is faster than an
 * update for each row. The record has the statements that build them again.
 */
export async function deferIndexes(
  database: Database,
  record: CopyRecord,
  totals: ReadonlyMap<CopiedTable, number>,
): Promise<void> {
  if (record.deferredIndexes !== null) return;
  const names: string[] = [];
  for (const [table, total] of totals)
    if (total >= WORTHWHILE_ROWS && !(await hasRows(database, table, null))) names.push(table.name);
  if (names.length === 0) return;
  record.deferredIndexes = await inTransaction(database, async (tx) => {
    const statements = await tx.bulk((bulk, connection) => bulk.dropIndexes(connection, names), CONTEXT);
    await record.noteIndexes(tx, statements);
    return statements;
  });
}

/** Builds dropped indexes, where there are any. */
export async function buildIndexes(database: Database, record: CopyRecord): Promise<void> {
  const { deferredIndexes: statements } = record;
  if (statements === null) return;
  await inTransaction(database, async (tx) => {
    await tx.bulk((bulk, connection) => bulk.createIndexes(connection, statements), CONTEXT);
    await record.noteIndexes(tx, null);
  });
  record.deferredIndexes = null;
}
