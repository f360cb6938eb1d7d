import { Phrase, type RowColumns, Rows, type Sql, sql, type TableName } from "../../dialect/sql";

/**
 * The rows `t` of a table that have one of these keys and meet a condition: what follows `from`.
 */
export type RowsByKeys = (keys: readonly (readonly unknown[])[], where: Sql) => Sql;

/**
 * Reads rows of a table by a list of keys, each in an index, whatever the planner knows of the
 * table. Make it once for each table and key.
 *
 * @param key its columns, which are unique in the scope
 */
export function rowsByKeys(table: TableName, key: RowColumns): RowsByKeys {
  const names = key.columns.map(([name]) => name);
  const part = (index: 0 | 1 | 2): Phrase =>
    new Phrase(
      `part ${index} of ${table.name} by ${names}`,
      (engine) => engine.rowsByKeys(engine.table(table.name), names)[index],
    );
  const [before, between, behind] = [part(0), part(1), part(2)];
  return (keys, where) => sql`${before}${new Rows(key, keys)}${between}${where}${behind}`;
}
