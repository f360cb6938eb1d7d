import type { WriteOptions } from "../../core/arguments";
import { versionConflict } from "../../core/errors";
import type { SearchIndexWrite } from "../../dialect/dialect";
import { raw, type Sql, sql } from "../../dialect/sql";
import type { CollectionDefinition } from "../collection";
import type { ScopedDb } from "../scoped";
import type { Table } from "../table";

/** A change of one row that is there. */
export interface Change {
  /** The public method, for errors. */
  method: string;
  /** Assignments, such as `table.assign` makes them. */
  set: Sql;
  index?: SearchIndexWrite | undefined;
  options: WriteOptions;
}

type Changed<R, K> = Pick<CollectionDefinition<R, never, K>, "key" | "rows" | "atVersion" | "missing">;

/**
 * Changes of rows by the key of their collection. Each is one statement, in which the version grows by
 * one; one more tells why it has found nothing, where that may have been the version.
 *
 * @returns a function that gives the row as it is now, and throws `not_found` or `version_conflict`
 */
export function changer<E extends object, R, K>(
  table: Table<E, R>,
  { key, rows, atVersion, missing }: Changed<R, K>,
): (db: ScopedDb, value: K, change: Change) => Promise<R> {
  const counted = raw(`"${table.versionColumn}" = "${table.versionColumn}" + 1`);
  return async (db, value, { method, set, index, options: { ifVersion, ...limits } }) => {
    const where = atVersion(sql`${db.within(table)} and ${key.is(value)}`, ifVersion);
    const statement = sql`
      update ${table.name} set ${set}, ${counted} where ${where} returning ${table.columns.sql}`;
    const changed = await db.first(method, statement, table.columns, { index, options: limits });
    if (changed !== null) return changed;
    throw ifVersion !== undefined && (await rows.one(db, method, value, limits))
      ? versionConflict(key.describe(value), ifVersion)
      : missing(value);
  };
}
