import { raw, type Sql, sql } from "../dialect/sql";
import type { SharedStatement } from "./batching/batched-call";
import type { Call } from "./call";
import { rowsByKeys } from "./collections/rows-by-keys";
import type { ScopedDb } from "./scoped";
import type { Table } from "./table";

/** Reads rows of one table by their key. */
export interface Lookup<R, K = string> {
  /** The row, or null. Calls that wait at the same time share a statement. */
  one(call: Call, key: K): Promise<R | null>;
  /** The rows in the order of the keys, with null for each missing one. */
  many(call: Call, keys: readonly K[]): Promise<(R | null)[]>;
}

/** Look-ups by the property `key`, which is unique in its scope. */
export function lookup<E extends object, R>(table: Table<E, R>, key: keyof R & keyof E & string): Lookup<R> {
  const column = table.column(key).name;
  const position = table.columns.positionOf(key);
  const own = raw(`"${column}"`);
  const { type } = table.column(key);
  // Databases return only these types in exactly the text of the request.
  if (type !== "uuid" && type !== "name")
    throw new TypeError(`${table.name.name} cannot be looked up by ${key}`);

  const one = (db: ScopedDb, value: string): Sql =>
    sql`select ${table.columns.sql} from ${table.name} where ${db.within(table)} and ${own} = ${table.param(key, value)}`;

  const byKeys = rowsByKeys(table.name, table.rowColumns([key]));
  const columns = table.columns.as("t");
  const many = (db: ScopedDb, values: readonly string[]): Sql => {
    const keys = [...new Set(values)].map((value) => [value]);
    return sql`select ${columns} from ${byKeys(keys, db.within(table, "t"))}`;
  };

  const shared: SharedStatement<Look> = {
    writes: false,
    combine: (items) => ({
      statement: many(
        items[0]!.db,
        items.map((item) => item.value),
      ),
    }),
    divide: (rows, items) => {
      const byKey = new Map(rows.map((row) => [row[position], row]));
      return items.map(({ value }) => {
        const row = byKey.get(value);
        return row ? [row] : [];
      });
    },
  };

  return {
    one: (call, value) =>
      call.first(one(call, value), table.columns, {
        batch: { shared, scope: call, item: { db: call, value } },
      }),
    many: async (call, values) => {
      if (values.length === 0) return [];
      const found = await call.all(many(call, values), table.columns);
      const byKey = new Map(found.map((row) => [row[key] as string, row]));
      return values.map((value) => byKey.get(value) ?? null);
    },
  };
}

interface Look {
  db: ScopedDb;
  value: string;
}
