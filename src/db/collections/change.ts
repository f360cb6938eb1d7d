import type { WriteOptions } from "../../core/arguments";
import { versionConflict } from "../../core/errors";
import type { SearchIndexWrite } from "../../dialect/dialect";
import { raw, type Sql, sql } from "../../dialect/sql";
import type { CollectionDefinition } from "../collection";
import type { Lookup } from "../lookup";
import type { ScopedDb } from "../scoped";
import type { Selection, Table } from "../table";

interface Sent {
  /** The public method, for errors. */
  method: string;
  index?: SearchIndexWrite | undefined;
  options: WriteOptions;
}

/** A change of one row that is there. */
export interface Change extends Sent {
  /** Assignments, such as `table.assign` makes them. */
  set: Sql;
}

/** The same with a statement of its own, which heeds the version. */
export interface SentChange<R> extends Sent {
  statement: Sql;
  returns: Selection<R>;
}

type Changed<R, K> = Pick<CollectionDefinition<R, never, K>, "key" | "missing"> & {
  rows: Pick<Lookup<unknown, K>, "one">;
};

/**
 * The row that a change of one row at a version has given. One more statement tells why it has
 * found nothing, where that may have been the version.
 *
 * @throws UnifiedStoreError `not_found`, `version_conflict`
 */
export async function changedRow<R, K>(
  db: ScopedDb,
  { key, rows, missing }: Changed<unknown, K>,
  value: K,
  { method, statement, returns, index, options: { ifVersion, ...limits } }: SentChange<R>,
): Promise<R> {
  const changed = await db.first(method, statement, returns, { index, options: limits });
  if (changed !== null) return changed;
  throw ifVersion !== undefined && (await rows.one(db, method, value, limits))
    ? versionConflict(key.describe(value), ifVersion)
    : missing(value);
}

/**
 * Changes of rows by the key of their collection, in which the version grows by one.
 *
 * @returns a function that gives the row as it is now, and throws `not_found` or `version_conflict`
 */
export function changer<E extends object, R, K>(
  table: Table<E, R>,
  definition: Changed<R, K> & Pick<CollectionDefinition<R, never, K>, "atVersion">,
): (db: ScopedDb, value: K, change: Change) => Promise<R> {
  const counted = raw(`"${table.versionColumn}" = "${table.versionColumn}" + 1`);
  return (db, value, { set, ...change }) => {
    const own = sql`${db.within(table)} and ${definition.key.is(value)}`;
    const where = definition.atVersion(own, change.options.ifVersion);
    const statement = sql`
      update ${table.name} set ${set}, ${counted} where ${where} returning ${table.columns.sql}`;
    return changedRow(db, definition, value, { ...change, statement, returns: table.columns });
  };
}
