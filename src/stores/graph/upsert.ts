import type { WriteOptions } from "../../core/arguments";
import type { CallOptions } from "../../core/deadline";
import { hasCode, notFound, UnifiedStoreError, versionConflict } from "../../core/errors";
import type { ScopedDb } from "../../db/scoped";
import { ID, type Table } from "../../db/table";
import { retryOnUniqueViolation } from "../../db/unique-violation";
import { all, integer, name, type RowColumns, Rows, raw, type Sql, sql } from "../../dialect/sql";
import { fragment } from "./fragments";
import { memberAt, merged, type Wanted } from "./wanted";

/** What the statements of one table are made of. */
export interface Upsertable<E extends object, R> {
  table: Table<E, R>;
  /** In errors. */
  what: "node" | "edge";
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
  /**
   * What the update sets `updated_at` to, instead of the time. Null refuses the row, and with it
   * the whole call: the column is NOT NULL.
   */
  updatedAt?: (becomes: (property: keyof E & string) => NewValue, now: Sql) => Sql;
}

/** What an update leaves in a column. */
export interface NewValue {
  sql: Sql;
  /** `all`, `some` or `none` of the rows give it. */
  givenBy: "all" | "some" | "none";
}

interface Versioned {
  id: string;
  version: number;
}

/**
 * Inserts or updates all rows or none, in one statement.
 *
 * @returns by natural key, the rows as they are now
 */
export async function upsert<E extends object, R>(
  db: ScopedDb,
  method: string,
  { target, wanted }: { target: Upsertable<E, R>; wanted: readonly Wanted<E>[] },
  options: CallOptions,
): Promise<R[]> {
  const { table, what } = target;
  const statement = upsertion(db, target, merged(wanted));
  try {
    return await retryOnUniqueViolation(() => db.all(method, statement, table.columns, { options }));
  } catch (error) {
    if (!hasCode(error, "unique_violation")) throw error;
    const message = `an id given is that of another ${what}: leave it out, or upsert the ${what} that has it`;
    const [first] = wanted;
    const field = wanted.length === 1 ? { field: memberAt(first!.path, "id") } : {};
    throw new UnifiedStoreError("unique_violation", message, { cause: error.cause, ...field });
  }
}

/** Changes the row that has this version, and makes none. */
export async function updateAtVersion<E extends object, R extends Versioned>(
  db: ScopedDb,
  method: string,
  { target, wanted }: { target: Upsertable<E, R>; wanted: Wanted<E> },
  { ifVersion, ...options }: WriteOptions,
): Promise<R> {
  const { table, what, key, changeable } = target;
  const own = all([db.inScope(), ...key.map((each) => isValue(target, wanted, each))]);
  const now = sql`${table.param("updatedAt" as keyof E & string, wanted.row["updatedAt" as keyof E])}`;
  const becomes = (property: keyof E & string): NewValue =>
    wanted.given.has(property)
      ? { sql: sql`${table.param(property, wanted.row[property])}`, givenBy: "all" }
      : { sql: fragment(table.column(property).name), givenBy: "none" };
  let changes = sql`version = version + 1, updated_at = ${target.updatedAt?.(becomes, now) ?? now}`;
  for (const property of changeable.filter((each) => wanted.given.has(each)))
    changes = sql`${changes}, ${fragment(table.column(property).name)} = ${becomes(property).sql}`;
  const statement = sql`
    update ${table.name} set ${changes} where ${own} and version = ${integer(ifVersion!)}
    returning ${table.columns.sql}`;
  const changed = await db.first(method, statement, table.columns, { options });
  if (changed) return changed;
  const current = sql`select id from ${table.name} where ${own}`;
  throw (await db.first(method, current, ID, { options }))
    ? versionConflict(`the ${what}`, ifVersion)
    : notFound(`${what} of this ${key.join(", ").replace(/, (?=\w+$)/, " and ")}`, undefined, key.at(-1));
}

function isValue<E extends object, R>(
  { table }: Upsertable<E, R>,
  { row }: Wanted<E>,
  property: keyof E & string,
): Sql {
  return sql`${fragment(table.column(property).name)} = ${table.param(property, row[property])}`;
}

function upsertion<E extends object, R>(
  db: ScopedDb,
  target: Upsertable<E, R>,
  wanted: readonly Wanted<E>[],
): Sql {
  const { table, key, changeable } = target;
  const becomes = (property: keyof E & string): NewValue => newValue(target, wanted, property);
  const version = fragment(`version = ${table.name.name}.version + 1`);
  const updatedAt = target.updatedAt?.(becomes, EXCLUDED_UPDATED_AT) ?? EXCLUDED_UPDATED_AT;
  let changes = sql`${version}, updated_at = ${updatedAt}`;
  for (const property of changeable) {
    const value = becomes(property);
    if (value.givenBy === "none") continue;
    changes = sql`${changes}, ${fragment(table.column(property).name)} = ${value.sql}`;
  }
  const keyColumns = fragment(key.map((property) => table.column(property).name).join(", "));
  return sql`
    ${insertion(db, target, wanted)} on conflict (tenant_id, workspace_id, ${keyColumns})
    do update set ${changes} returning ${table.columns.sql}`;
}

const EXCLUDED_UPDATED_AT = raw("excluded.updated_at");

/** One row as plain values, which is the cheaper way; more as a table-valued parameter. */
function insertion<E extends object, R>(
  { tenant, workspace }: ScopedDb,
  { table, all, allColumns, insertOne }: Upsertable<E, R>,
  wanted: readonly Wanted<E>[],
): Sql {
  if (wanted.length === 1) return insertOne({ tenant, workspace, ...wanted[0]!.row } as Partial<E>);
  const rows = wanted.map(({ row }) => all.map((property) => row[property]));
  return sql`
    insert into ${table.name} (tenant_id, workspace_id, ${table.columns.sql})
    select ${name(tenant)}, ${name(workspace)}, ${table.columns.as("v")}
    from ${new Rows(allColumns, rows)} as v order by v.ordinal`;
}

/**
 * Where only some rows of a call give a member, their keys are handed in once more, for the update
 * itself to tell which. To read the old values of the others beforehand would undo what somebody
 * else writes meanwhile.
 */
function newValue<E extends object, R>(
  { table, key, keyColumns }: Upsertable<E, R>,
  wanted: readonly Wanted<E>[],
  property: keyof E & string,
): NewValue {
  const column = table.column(property).name;
  const kept = fragment(`${table.name.name}.${column}`);
  const given = fragment(`excluded.${column}`);
  const giving = wanted.filter((each) => each.given.has(property));
  if (giving.length === 0) return { sql: kept, givenBy: "none" };
  if (giving.length === wanted.length) return { sql: given, givenBy: "all" };
  const names = key.map((each) => table.column(each).name);
  const keyOfRow = fragment(names.map((each) => `${table.name.name}.${each}`).join(", "));
  const keyOfGiving = fragment(names.map((each) => `g.${each}`).join(", "));
  const keys = new Rows(
    keyColumns,
    giving.map(({ row }) => key.map((each) => row[each])),
  );
  const isGiven = sql`(${keyOfRow}) in (select ${keyOfGiving} from ${keys} as g)`;
  return { sql: sql`case when ${isGiven} then ${given} else ${kept} end`, givenBy: "some" };
}
