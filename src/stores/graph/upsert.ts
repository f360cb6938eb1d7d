import { hasCode, notFound, UnifiedStoreError } from "../../core/errors";
import type { Call } from "../../db/call";
import { type Changed, changedRow } from "../../db/collections/change";
import { objectKey } from "../../db/collections/key";
import { objectLookup } from "../../db/collections/object-lookup";
import {
  type RowChange,
  type UpsertParts,
  type UpsertStatements,
  upsertStatements,
} from "../../db/collections/upsert";
import type { Lookup } from "../../db/lookup";
import type { Table } from "../../db/table";
import { retryOnUniqueViolation } from "../../db/unique-violation";
import { atVersion } from "../../db/version";
import { sql } from "../../dialect/sql";

interface Parts<E extends object, R> extends Pick<UpsertParts<E, R>, "definition" | "table" | "updatedAt"> {
  /** In errors. */
  what: "node" | "edge";
  key: readonly (keyof R & keyof E & string)[];
}

/** Rows that are read, made and changed by their natural key, beside their id. */
export interface ByNaturalKey<R, K> extends Changed<R, K> {
  what: string;
  rows: Lookup<R, K>;
  statements: UpsertStatements<R>;
}

export function byNaturalKey<E extends object, R extends object, K extends object>({
  what,
  ...parts
}: Parts<E, R>): ByNaturalKey<R, K> {
  const { definition, table, key: members } = parts;
  const key = objectKey<K>(table as Table<never, unknown>, { definition, key: members, what });
  const named = members.join(", ").replace(/, (?=\w+$)/, " and ");
  return {
    what,
    key: { ...key, describe: () => `the ${what}` },
    rows: objectLookup<E, R, K>(table, members, key),
    missing: () => notFound(`${what} of this ${named}`, undefined, key.field),
    statements: upsertStatements(parts),
  };
}

/**
 * Makes or changes all rows or none, in one statement.
 *
 * @returns the row of each change, as it is now
 */
export async function upsertRows<R, K>(
  call: Call,
  { what, statements }: ByNaturalKey<R, K>,
  changes: readonly RowChange[],
): Promise<R[]> {
  const { keyOf, returns } = statements;
  const statement = statements.statement(call, changes);
  try {
    const rows = await retryOnUniqueViolation(() => call.all(statement, returns));
    const byKey = new Map(rows.map((row) => [keyOf(row as object), row]));
    return changes.map(({ key }) => byKey.get(key)!);
  } catch (error) {
    if (!hasCode(error, "unique_violation")) throw error;
    const message = `an id given is that of another ${what}: leave it out, or upsert the ${what} that has it`;
    const field = changes.length === 1 ? { field: `${changes[0]!.path}id` } : {};
    throw new UnifiedStoreError("unique_violation", message, { cause: error.cause, ...field });
  }
}

/** The same for one row; with a version the one that has it is changed, and none is made. */
export async function upsertRow<R, K>(
  call: Call,
  rows: ByNaturalKey<R, K>,
  { change, ifVersion }: { change: RowChange; ifVersion: number | undefined },
): Promise<R> {
  if (ifVersion === undefined) return (await upsertRows(call, rows, [change]))[0]!;
  const { key, statements } = rows;
  const { returns } = statements;
  const own = change.row as K;
  const statement = statements.update(call, change, sql`${key.is(own)}${atVersion(ifVersion)}`);
  return changedRow(call, rows, own, { statement, returns, ifVersion });
}
