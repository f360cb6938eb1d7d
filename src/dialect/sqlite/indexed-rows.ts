import type { IndexedRows } from "../look-ups/indexed-rows";

/** `cross join` keeps the order of the tables. The engine then takes the index of the condition. */
export function indexedRows(table: string, { alias, join, by, value }: IndexedRows): readonly string[] {
  const looks = by.map((column) => `(${alias}."${column}" = ${value} and `);
  const begin = ` ${join} join ${table} as ${alias} on (${looks[0]}`;
  return [begin, ...looks.slice(1).map((each) => `) or ${each}`), "))"];
}
