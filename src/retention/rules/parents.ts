import type { Call } from "../../db/call";
import { selection } from "../../db/table";
import { EMPTY, integer, Param, raw, type Sql, sql, type TableName } from "../../dialect/sql";

/** Parents in one statement: 1,000 look-ups take some 5 ms. */
const CHUNK = 1000;

/** The table of the parents of rows, such as sessions of messages. */
export interface Parents {
  table: TableName;
  key: string;
  type: "uuid" | "name";
}

/**
 * The parents of a scope that meet a condition, in the order of their keys. Each statement looks at
 * a bounded number of them.
 *
 * @param where condition on a parent `p`
 * @param most parents in one statement
 */
export async function* parentsWith(
  call: Call,
  { table, key, type }: Parents,
  where: Sql,
  most: number = CHUNK,
): AsyncGenerator<string> {
  const KEY = selection<{ key: string }>({ key: type });
  const column = raw(`p."${key}"`);
  for (let last: string | null = null; ; ) {
    const behind: Sql = last === null ? EMPTY : sql` and ${column} > ${new Param(type, last)}`;
    const all = sql`from ${table} as p where ${call.inScope("p")}${behind}`;
    const end: { key: string } | null = await call.first(
      sql`select ${column} ${all} order by ${column} limit 1 offset ${integer(Math.min(Math.max(most, 1), CHUNK) - 1)}`,
      KEY,
    );
    const upTo = end === null ? EMPTY : sql` and ${column} <= ${new Param(type, end.key)}`;
    const found = await call.all(sql`select ${column} ${all}${upTo} and ${where} order by ${column}`, KEY);
    for (const parent of found) yield parent.key;
    if (end === null) return;
    last = end.key;
  }
}
