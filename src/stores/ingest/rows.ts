import type { CallOptions } from "../../core/deadline";
import { hasCode, UnifiedStoreError } from "../../core/errors";
import type { Json, JsonText } from "../../core/json";
import type { ScopedDb } from "../../db/scoped";
import { ID, type Table } from "../../db/table";
import { sql, uuid } from "../../dialect/sql";

/** What the rows of all tables have in common. */

/** As a later read gives it. */
export const decoded = (encoded: JsonText | null): Json => encoded?.value() ?? null;

export const dateOrNull = (given: Date | null | undefined): Date | null => (given ? new Date(given) : null);
export const idOrNull = (given: string | null | undefined): string | null => given?.toLowerCase() ?? null;

/** Deletes the row of an id; false where there is none. */
export async function removeById<E extends object>(
  db: ScopedDb,
  table: Table<E, unknown>,
  id: string,
  options: CallOptions,
): Promise<boolean> {
  const statement = sql`delete from ${table.name} where ${db.inScope()} and id = ${uuid(id)} returning id`;
  return (await db.first("remove", statement, ID, { options })) !== null;
}

/** Runs a write; what the database says of a row that is referred to, `explain` says to people. */
export async function explaining<T>(
  written: Promise<T>,
  explain: (error: UnifiedStoreError) => UnifiedStoreError,
): Promise<T> {
  try {
    return await written;
  } catch (error) {
    if (hasCode(error, "foreign_key")) throw explain(error);
    throw error;
  }
}

/** For what may name a creator and an episode. */
export function missingParent(error: UnifiedStoreError): UnifiedStoreError {
  const message =
    "creatorId must be the id of a creator, episodeId the id of an episode of this scope: there is none with the id given";
  return new UnifiedStoreError("foreign_key", message, { cause: error.cause });
}
