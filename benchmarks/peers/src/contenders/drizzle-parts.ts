import { and, type Column, eq, getTableColumns, type SQL, sql, type Table } from "drizzle-orm";

/**
 * What the queries of both engines have in common: their tables and builders are of different
 * types, their conditions are not.
 */

/** In the scope, and with the column's value; each a placeholder of the property's name. */
export function scopedBy(
  table: { tenant: Column; workspace: Column },
  name: string,
  column: Column,
): SQL | undefined {
  return and(
    eq(table.tenant, sql.placeholder("tenant")),
    eq(table.workspace, sql.placeholder("workspace")),
    eq(column, sql.placeholder(name)),
  );
}

/**
 * A row to insert that has a placeholder for each column; `values` takes them, but its type does
 * not tell.
 */
export const placeholders = <T extends Table>(table: T): T["$inferInsert"] =>
  Object.fromEntries(
    Object.keys(getTableColumns(table)).map((name) => [name, sql.placeholder(name)]),
  ) as T["$inferInsert"];

export const CALLS = {
  get: "prepared select",
  list: "prepared select",
  add: "prepared insert",
  addMany: "insert",
};
