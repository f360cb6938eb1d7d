import { and, type Column, eq, getTableColumns, type SQL, sql, type Table } from "drizzle-orm";

/**
 * Common parts of the queries of both engines. Their tables and builders have different types,
 * their conditions have the same.
 */

/**
 * Condition: in the scope, and with the column's value. Each value is a placeholder with the
 * property's name.
 */
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
 * A row to insert with a placeholder for each column. `values` accepts placeholders, but its type
 * does not say so.
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
