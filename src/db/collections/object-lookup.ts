import { sql } from "../../dialect/sql";
import type { Lookup } from "../lookup";
import type { Table } from "../table";
import type { RowKey } from "./key";
import { rowsByKeys } from "./rows-by-keys";

/** Reads rows of one table by a composite key. */
export function objectLookup<E extends object, R extends object, K extends object>(
  table: Table<E, R>,
  properties: readonly (keyof R & keyof E & string)[],
  key: RowKey<K>,
): Lookup<R, K> {
  const byKeys = rowsByKeys(table.name, table.rowColumns(properties));
  const membersOf = (row: object): unknown[] => properties.map((each) => row[each as never]);

  return {
    one(call, value) {
      const statement = sql`
        select ${table.columns.sql} from ${table.name} where ${call.within(table)} and ${key.is(value)}`;
      return call.first(statement, table.columns);
    },
    async many(call, values) {
      if (values.length === 0) return [];
      const keys = new Map(values.map((value) => [JSON.stringify(membersOf(value)), membersOf(value)]));
      const statement = sql`
        select ${table.columns.as("t")} from ${byKeys([...keys.values()], call.within(table, "t"))}`;
      const found = await call.all(statement, table.columns);
      const byKey = new Map(found.map((row) => [JSON.stringify(membersOf(row)), row]));
      return values.map((value) => byKey.get(JSON.stringify(membersOf(value))) ?? null);
    },
  };
}
