import type { WriteOptions } from "../../core/arguments";
import { hasCode, notFound, UnifiedStoreError, versionConflict } from "../../core/errors";
import type { Lookup } from "../../db/lookup";
import type { ScopedDb } from "../../db/scoped";
import { ID, type Table } from "../../db/table";
import { atVersion } from "../../db/version";
import { type Sql, sql, uuid } from "../../dialect/sql";

/** Rows of one table that are known by their ids and have versions. */
export interface Versioned<R> {
  table: Pick<Table<object, R>, "name" | "columns">;
  /** By id. */
  rows: Lookup<R>;
  /** A row, in messages: `session`. */
  what: string;
}

interface Call {
  /** As `checkId` gave it. */
  id: string;
  options: WriteOptions;
}

/** The row of an id, at the version asked for. */
export const rowOf = (db: ScopedDb, id: string, ifVersion: number | undefined): Sql =>
  sql`${db.inScope()} and id = ${uuid(id)}${atVersion(ifVersion)}`;

/**
 * Changes one row by a statement that returns it.
 *
 * @throws UnifiedStoreError `not_found`, `version_conflict`
 */
export async function changeRow<R>(
  db: ScopedDb,
  method: string,
  { table, rows, what }: Versioned<R>,
  { id, options, statement }: Call & { statement: Sql },
): Promise<R> {
  const { ifVersion } = options;
  const changed = await db.first(method, statement, table.columns, { options });
  if (changed) return changed;
  throw ifVersion !== undefined && (await rows.one(db, method, id, options))
    ? versionConflict(`${what} ${id}`, ifVersion)
    : notFound(`${what} ${id}`, undefined, "id");
}

/**
 * Deletes one row; whether it was there.
 *
 * @throws UnifiedStoreError `version_conflict`
 */
export async function removeRow<R>(
  db: ScopedDb,
  { table, rows, what }: Versioned<R>,
  { id, options }: Call,
): Promise<boolean> {
  const { ifVersion } = options;
  const statement = sql`delete from ${table.name} where ${rowOf(db, id, ifVersion)} returning id`;
  const removed = await db.first("remove", statement, ID, { options });
  if (!removed && ifVersion !== undefined && (await rows.one(db, "remove", id, options)))
    throw versionConflict(`${what} ${id}`, ifVersion);
  return removed !== null;
}

/** Names the key that a row cannot have: drivers tell the constraint, or its columns. */
export function taken(error: unknown, what: string, path = ""): unknown {
  if (!hasCode(error, "unique_violation") || error.field !== undefined) return error;
  const { constraint = "", message = "" } = (error.cause ?? {}) as { constraint?: string; message?: string };
  const key = /external_id|_key\b/.test(`${constraint} ${message}`) ? "externalId" : "id";
  const problem = `another ${what} has this ${key}`;
  return new UnifiedStoreError("unique_violation", problem, { field: `${path}${key}`, cause: error.cause });
}
