import { Rows, raw, sql } from "../../dialect/sql";
import type { Lookup } from "../lookup";
import type { Table } from "../table";
import type { RowKey } from "./key";

/** Reads rows of one table by a composite key. */
export function objectLookup<E extends object, R extends object, K extends object>(
  table: Table<E, R>,
  properties: readonly (keyof R & keyof E & string)[],
  key: RowKey<K>,
): Lookup<R, K> {
  const columns = table.rowColumns(properties);
  const named = (alias: string) =>
    raw(properties.map((each) => `${alias}."${table.column(each).name}"`).join(", "));
  const [own, wanted] = [named("t"), named("v")];
  const membersOf = (row: object): unknown[] => properties.map((each) => row[each as never]);

  return {
    one(call, value) {
      const statement = sql`
        select ${table.columns.sql} from ${table.name} where ${call.within(table)} and ${key.is(value)}`;
      return call.first(statement, table.columns);
    },
    async many(call, values) {
      if (values.length === 0) return [];
      const list = new Rows(columns, values.map(membersOf));
      const statement = sql`
        select ${table.columns.as("t")} from ${table.name} as t
        where ${call.within(table, "t")} and (${own}) in (select ${wanted} from ${list} as v)`;
      const found = await call.all(statement, table.columns);
      const byKey = new Map(found.map((row) => [JSON.stringify(membersOf(row)), row]));
      return values.map((value) => byKey.get(JSON.stringify(membersOf(value))) ?? null);
    },
  };
}
