import { checkEach } from "../../core/arguments";
import type { CallOptions } from "../../core/deadline";
import { hasCode, UnifiedStoreError } from "../../core/errors";
import { validate } from "../../core/validation";
import type { ScopedDb } from "../../db/scoped";
import { selection } from "../../db/table";
import { type Sql, sql, type TableName } from "../../dialect/sql";
import { type Kind, merged } from "./kind";

export interface PutCall {
  method: string;
  /** Checked, each with the path of its members in errors. */
  inputs: readonly { input: object; path: string }[];
  options: CallOptions;
}

/** Puts rows of one kind, all or none, in one statement. */
export async function putRows<R>(
  db: ScopedDb,
  kind: Kind<R>,
  { method, inputs, options }: PutCall,
): Promise<R[]> {
  const puts = inputs.map(({ input, path }) => kind.newPut(input, path));
  if (puts.length === 0) return [];
  const statement = kind.upsert(db, merged(puts));
  const rows = await db
    .all(method, statement, kind.returns, { options })
    .catch((error: unknown) => Promise.reject(explained(error, kind)));
  const byKey = new Map(rows.map((row) => [kind.keyOf(row), row]));
  return puts.map(({ key }) => byKey.get(key)!);
}

/** A put refers to what its kind says, and to nothing else. All input was checked, so the table can refuse but what its kind says. */
function explained(
  error: unknown,
  { refersTo, forbids }: Pick<Kind<unknown>, "refersTo" | "forbids">,
): unknown {
  if (!(error instanceof UnifiedStoreError)) return error;
  const { code, field, cause } = error;
  if (code === "foreign_key" && refersTo)
    return new UnifiedStoreError("not_found", `there is no ${refersTo} in this tenant: put it first`, {
      cause,
    });
  if (code === "validation" && field === undefined && forbids)
    return new UnifiedStoreError("validation", `${forbids.field} ${forbids.must}`, {
      field: forbids.field,
      cause,
    });
  return error;
}

const EXISTED = selection<{ existed: number }>({ existed: "integer" });

export interface Removal {
  /** The public method, for errors. Default `remove`. */
  method?: string;
  where: Sql;
  /** What it means that others refer to the row, where that can be. */
  referred?: string | undefined;
  options: CallOptions;
}

/** Deletes a row, and tells whether it was there. */
export async function removeRow(
  db: ScopedDb,
  table: TableName,
  { method = "remove", where, referred, options }: Removal,
): Promise<boolean> {
  const statement = sql`delete from ${table} where ${db.inTenant()} and ${where} returning 1`;
  try {
    return (await db.first(method, statement, EXISTED, { options })) !== null;
  } catch (error) {
    if (!hasCode(error, "foreign_key") || !referred) throw error;
    throw new UnifiedStoreError("foreign_key", referred, { cause: error.cause });
  }
}

/** @throws UnifiedStoreError `validation` */
export function checkInputs<I extends object>(
  Input: new () => I,
  inputs: unknown,
  list: string,
): { input: I; path: string }[] {
  return checkEach(inputs, list, (input, path) => ({
    input: validate(Input, input, path),
    path: `${path}.`,
  }));
}

export const notFound = (what: string): UnifiedStoreError =>
  new UnifiedStoreError("not_found", `there is no such ${what} in this tenant`);
