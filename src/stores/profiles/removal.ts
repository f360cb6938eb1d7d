import type { CallLimits } from "../../core/deadline";
import { versionConflict } from "../../core/errors";
import type { ScopedDb } from "../../db/scoped";
import { selection } from "../../db/table";
import { atVersion } from "../../db/version";
import { type Sql, sql, type TableName } from "../../dialect/sql";

/** The version alone: of deletions, whose rows are counted. */
export const VERSION = selection<{ version: number }>({ version: "integer" });

export interface Removal {
  table: TableName;
  /** The condition on the one row. */
  key: Sql;
  /** In the words of the store, such as `the link`. */
  what: string;
  ifVersion: number | undefined;
  options: CallLimits;
}

/**
 * Deletes one row.
 *
 * @returns whether it was there
 * @throws UnifiedStoreError `version_conflict` when it has another version
 */
export async function removeRow(
  db: ScopedDb,
  { table, key, what, ifVersion, options }: Removal,
): Promise<boolean> {
  const gone = sql`delete from ${table} where ${key}${atVersion(ifVersion)} returning version`;
  if (await db.first("remove", gone, VERSION, { options })) return true;
  if (ifVersion === undefined) return false;
  const current = sql`select version from ${table} where ${key}`;
  if (await db.first("remove", current, VERSION, { options })) throw versionConflict(what, ifVersion);
  return false;
}
