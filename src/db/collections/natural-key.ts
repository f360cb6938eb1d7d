import { notFound } from "../../core/errors";
import type { SearchIndexWrite } from "../../dialect/dialect";
import { sql } from "../../dialect/sql";
import type { Call } from "../call";
import type { Lookup } from "../lookup";
import { retryOnUniqueViolation } from "../retry";
import type { Table } from "../table";
import { type Changed, changedRow } from "./change";
import { objectKey, type RowKey } from "./key";
import { objectLookup } from "./object-lookup";
import { type RowChange, type UpsertParts, type UpsertStatements, upsertStatements } from "./upsert";
import { atVersion } from "./version";

interface Parts<E extends object, R> extends Omit<UpsertParts<E, R>, "key"> {
  /** The members, which together are unique in the scope. */
  key: readonly (keyof R & keyof E & string)[];
  /** A row, in messages: `episode`. */
  what: string;
  /** The key's name in messages. Default: its last member. */
  named?: string;
}

/** Rows that are read and upserted by their natural key, beside their id. */
export interface ByNaturalKey<R, K> extends Changed<R, K> {
  /** A row, in messages: `episode`. */
  what: string;
  key: RowKey<K>;
  rows: Lookup<R, K>;
  statements: UpsertStatements<R>;
}

export function byNaturalKey<E extends object, R extends object, K extends object>(
  parts: Parts<E, R>,
): ByNaturalKey<R, K> {
  const { definition, table, key: members, what } = parts;
  const key = objectKey<K>(table as Table<never, unknown>, { definition, key: members, what });
  const { named = key.field } = parts;
  return {
    what,
    key: { ...key, describe: () => `the ${what}` },
    rows: objectLookup<E, R, K>(table, members, key),
    missing: () => notFound(`${what} of this ${named}`, undefined, key.field),
    statements: upsertStatements(parts),
  };
}

/**
 * Upserts all rows or none, in one statement.
 *
 * @param index the search entries; its `items` find the rows
 * @returns the row of each change, as it is now
 */
export async function upsertRows<R>(
  call: Call,
  { statements: { keyOf, returns, statement } }: { statements: UpsertStatements<R> },
  changes: readonly RowChange[],
  index?: SearchIndexWrite,
): Promise<R[]> {
  if (changes.length === 0) return [];
  const upsertion = statement(call, changes);
  const rows = await retryOnUniqueViolation(() => call.all(upsertion, returns, { index }));
  const byKey = new Map(rows.map((row) => [keyOf(row as object), row]));
  return changes.map(({ key }) => byKey.get(key)!);
}

/** Upserts one row. With a version it only changes an existing row of that version. */
export async function upsertRow<R, K>(
  call: Call,
  rows: ByNaturalKey<R, K>,
  {
    change,
    ifVersion,
    index,
  }: { change: RowChange; ifVersion: number | undefined; index?: SearchIndexWrite },
): Promise<R> {
  if (ifVersion === undefined) return (await upsertRows(call, rows, [change], index))[0]!;
  const { key, statements } = rows;
  const { returns } = statements;
  const own = change.row as K;
  const statement = statements.update(call, change, sql`${key.is(own)}${atVersion(ifVersion)}`);
  return changedRow(call, rows, own, { statement, returns, index, ifVersion });
}
