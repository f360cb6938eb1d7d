import type { CallOptions } from "../../core/deadline";
import { hasCode, UnifiedStoreError } from "../../core/errors";
import type { ScopedDb } from "../../db/scoped";
import type { Selection, Table } from "../../db/table";
import { retryOnUniqueViolation } from "../../db/unique-violation";
import { name, type RowColumns, Rows, raw, type Sql, sql } from "../../dialect/sql";
import { fragment } from "./fragments";

/** One thing to put. `E` is the entity of its table. */
export interface Put<E> {
  /** The natural key as one string: names and ids hold no U+0000, which parts them. */
  key: string;
  /** As it is inserted. */
  row: Partial<E>;
  /** Properties that the caller gave; the others stay as they are in a row that exists. */
  given: ReadonlySet<string>;
}

/** What the statements of one table are made of. */
export interface Upsertable<E extends object, R> {
  table: Table<E, R>;
  /** Properties of the natural key. */
  key: readonly (keyof E & string)[];
  keyColumns: RowColumns;
  /** All properties but those of the scope, in the order of the table's columns. */
  all: readonly (keyof E & string)[];
  allColumns: RowColumns;
  /** Of one row, its scope included. */
  insertOne: (row: Partial<E>) => Sql;
  /** Properties that an update changes where they are given. */
  changeable: readonly (keyof E & string)[];
  /** What the update sets `updated_at` to. Null refuses the row, and with it the whole call: the column is NOT NULL. */
  updatedAt?: (becomes: (property: keyof E & string) => NewValue) => Sql;
}

/** What an update leaves in a column. */
export interface NewValue {
  sql: Sql;
  /** `all`, `some` or `none` of the rows give it. */
  givenBy: "all" | "some" | "none";
}

/** Settled when the row is made: a later entry of the same call does not change them either. */
const IDENTITY = ["id", "createdAt"];

/**
 * Entries of one natural key become one, in which later members win: a statement cannot touch a row twice. They come in the
 * order of their keys, so that calls at once lock the rows that they share in the same order.
 */
export function merged<E>(puts: readonly Put<E>[]): Put<E>[] {
  const byKey = new Map<string, Put<E>>();
  for (const put of puts) {
    const before = byKey.get(put.key);
    byKey.set(put.key, before ? mergedPair(before, put) : put);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function mergedPair<E>(before: Put<E>, after: Put<E>): Put<E> {
  const row = { ...before.row };
  for (const property of after.given) {
    if (IDENTITY.includes(property) && before.given.has(property)) continue;
    row[property as keyof E] = after.row[property as keyof E];
  }
  return { key: before.key, row, given: new Set([...before.given, ...after.given]) };
}

/** Inserts or updates all rows in one statement, which returns them. */
export function upsert<E extends object, R>(
  db: ScopedDb,
  target: Upsertable<E, R>,
  puts: readonly Put<E>[],
): Sql {
  const { table, key, changeable } = target;
  const becomes = (property: keyof E & string): NewValue => newValue(target, puts, property);
  let changes = sql`updated_at = ${target.updatedAt?.(becomes) ?? EXCLUDED_UPDATED_AT}`;
  for (const property of changeable) {
    const value = becomes(property);
    if (value.givenBy === "none") continue;
    changes = sql`${changes}, ${fragment(table.column(property).name)} = ${value.sql}`;
  }
  const keyColumns = fragment(key.map((property) => table.column(property).name).join(", "));
  return sql`
    ${insertion(db, target, puts)} on conflict (tenant_id, workspace_id, ${keyColumns})
    do update set ${changes} returning ${table.columns.sql}`;
}

export const EXCLUDED_UPDATED_AT = raw("excluded.updated_at");

/** One row as plain values, which is the cheaper way; more as a table-valued parameter. */
function insertion<E extends object, R>(
  { tenant, workspace }: ScopedDb,
  { table, all, allColumns, insertOne }: Upsertable<E, R>,
  puts: readonly Put<E>[],
): Sql {
  if (puts.length === 1) return insertOne({ tenant, workspace, ...puts[0]!.row } as Partial<E>);
  const rows = puts.map(({ row }) => all.map((property) => row[property]));
  return sql`
    insert into ${table.name} (tenant_id, workspace_id, ${table.columns.sql})
    select ${name(tenant)}, ${name(workspace)}, ${table.columns.as("v")}
    from ${new Rows(allColumns, rows)} as v order by v.ordinal`;
}

/**
 * Where only some rows of a call give a member, their keys are handed in once more, for the update itself to tell which.
 * To read the old values of the others beforehand would undo what somebody else writes meanwhile.
 */
function newValue<E extends object, R>(
  { table, key, keyColumns }: Upsertable<E, R>,
  puts: readonly Put<E>[],
  property: keyof E & string,
): NewValue {
  const column = table.column(property).name;
  const kept = fragment(`${table.name.name}.${column}`);
  const given = fragment(`excluded.${column}`);
  const giving = puts.filter((put) => put.given.has(property));
  if (giving.length === 0) return { sql: kept, givenBy: "none" };
  if (giving.length === puts.length) return { sql: given, givenBy: "all" };
  const names = key.map((each) => table.column(each).name);
  const keyOfRow = fragment(names.map((each) => `${table.name.name}.${each}`).join(", "));
  const keyOfGiving = fragment(names.map((each) => `g.${each}`).join(", "));
  const keys = new Rows(
    keyColumns,
    giving.map(({ row }) => key.map((each) => row[each])),
  );
  const value = sql`case when (${keyOfRow}) in (select ${keyOfGiving} from ${keys} as g) then ${given} else ${kept} end`;
  return { sql: value, givenBy: "some" };
}

export interface RunUpsert<R> {
  statement: Sql;
  returns: Selection<R>;
  options: CallOptions;
  /** For errors. */
  what: "node" | "edge";
}

export async function runUpsert<R>(
  db: ScopedDb,
  method: string,
  { statement, returns, options, what }: RunUpsert<R>,
): Promise<R[]> {
  try {
    return await retryOnUniqueViolation(() => db.all(method, statement, returns, { options }));
  } catch (error) {
    if (!hasCode(error, "unique_violation")) throw error;
    const message = `an id given is that of another ${what}: leave it out, or put the ${what} that has it`;
    throw new UnifiedStoreError("unique_violation", message, { cause: error.cause });
  }
}
