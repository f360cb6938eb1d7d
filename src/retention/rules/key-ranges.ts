import type { Call } from "../../db/call";
import { selection } from "../../db/table";
import { EMPTY, integer, Param, raw, type Sql, sql, type TableName } from "../../dialect/sql";

/** Rows of one range: 1,000 look-ups take some 5 ms. */
const MOST = 1000;

/** A table of a scope with one column as key. */
export interface KeyedTable {
  table: TableName;
  key: string;
  type: "uuid" | "name";
}

/**
 * All rows of a scope, in ranges of their keys: what follows `select`, with the rows as `p` and a
 * condition to which others can be added. A statement about one range has a bounded time.
 *
 * @param most rows of one range, up to 1,000
 */
export async function* keyRanges(
  call: Call,
  { table, key, type }: KeyedTable,
  most: number = MOST,
): AsyncGenerator<Sql> {
  const KEY = selection<{ key: string }>({ key: type });
  const column = raw(`p."${key}"`);
  const last = Math.min(Math.max(most, 1), MOST) - 1;
  for (let after: string | null = null; ; ) {
    const behind: Sql = after === null ? EMPTY : sql` and ${column} > ${new Param(type, after)}`;
    const all = sql`from ${table} as p where ${call.inScope("p")}${behind}`;
    const statement = sql`select ${column} ${all} order by ${column} limit 1 offset ${integer(last)}`;
    const end: { key: string } | null = await call.first(statement, KEY);
    if (end === null) return yield all;
    yield sql`${all} and ${column} <= ${new Param(type, end.key)}`;
    after = end.key;
  }
}
