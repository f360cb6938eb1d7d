import { versionConflict } from "../../core/errors";
import { raw, type Sql, sql } from "../../dialect/sql";
import type { Call, StatementParts } from "../call";
import type { CollectionDefinition } from "../collection";
import type { Lookup } from "../lookup";
import type { Selection, Table } from "../table";
import type { RowKey } from "./key";

interface Sent extends Pick<StatementParts, "dependents" | "index"> {
  /** The version that the row must still have. Undefined: any. */
  ifVersion: number | undefined;
}

/** A change of one existing row. */
export interface Change extends Sent {
  /** Assignments, as `table.assign` makes them. */
  set: Sql;
}

/** The same with its own statement, which checks the version. */
export interface SentChange<R> extends Sent {
  statement: Sql;
  returns: Selection<R>;
}

export type Changed<R, K> = Pick<CollectionDefinition<R, never, K>, "missing"> & {
  key: Pick<RowKey<K>, "describe" | "is">;
  rows: Pick<Lookup<unknown, K>, "one">;
};

/**
 * Sends a change with optimistic concurrency and returns the row. Where it finds no row and a
 * version was given, one more statement decides between the two errors.
 *
 * @throws UnifiedStoreError `not_found`, `version_conflict`
 */
export async function changedRow<R, K>(
  call: Call,
  { key, rows, missing }: Changed<unknown, K>,
  value: K,
  { statement, returns, dependents, index, ifVersion }: SentChange<R>,
): Promise<R> {
  const changed = await call.first(statement, returns, { dependents, index });
  if (changed !== null) return changed;
  throw ifVersion !== undefined && (await rows.one(call, value))
    ? versionConflict(key.describe(value), ifVersion)
    : missing(value);
}

/**
 * Updates rows by their collection's key, and increments their version.
 *
 * @returns a function that returns the new row, and throws `not_found` or `version_conflict`
 */
export function changer<E extends object, R, K>(
  table: Table<E, R>,
  definition: Changed<R, K> & Pick<CollectionDefinition<R, never, K>, "atVersion">,
): (call: Call, value: K, change: Change) => Promise<R> {
  const counted = raw(`"${table.versionColumn}" = "${table.versionColumn}" + 1`);
  return (call, value, { set, ...change }) => {
    const own = sql`${call.within(table)} and ${definition.key.is(value)}`;
    const where = definition.atVersion(own, change.ifVersion);
    const statement = sql`
      update ${table.name} set ${set}, ${counted} where ${where} returning ${table.columns.sql}`;
    return changedRow(call, definition, value, { ...change, statement, returns: table.columns });
  };
}
