import type { Call } from "../../db/call";
import { selection } from "../../db/table";
import { raw, type Sql, sql } from "../../dialect/sql";
import { type KeyedTable, keyRanges } from "./key-ranges";

/**
 * The parents of a scope that meet a condition, such as sessions with old messages, in the order of
 * their keys.
 *
 * @param where condition on a parent `p`
 * @param most parents that one statement looks at. Default: 1,000
 */
export async function* parentsWith(
  call: Call,
  parents: KeyedTable,
  where: Sql,
  most?: number,
): AsyncGenerator<string> {
  const KEY = selection<{ key: string }>({ key: parents.type });
  const column = raw(`p."${parents.key}"`);
  for await (const range of keyRanges(call, parents, most)) {
    const found = await call.all(sql`select ${column} ${range} and ${where} order by ${column}`, KEY);
    for (const { key } of found) yield key;
  }
}
