import type { CallOptions } from "../../core/call/deadline";
import { EMPTY, raw, sql } from "../../dialect/sql";
import { pageByName } from "../pages/keyset-by-name";
import type { PageOptions, PageRequest } from "../pages/page";
import { paged } from "../pages/paged";
import type { ScopedDb } from "../scoped";
import type { Table } from "../table";

/**
 * Lists rows by their name, which is their key, in code point order.
 *
 * @param filter the member of the query that filters lists
 */
export function nameLister<E extends object, R, Q extends PageOptions>(
  table: Table<E, R>,
  key: keyof R & keyof E & string,
  { Input, filter }: { Input: new () => Q; filter?: keyof Q & keyof E & string },
): (db: ScopedDb, query: Q, options: CallOptions) => PageRequest<R> {
  const by = raw(`t."${table.column(key).name}"`);
  const filtered = filter && raw(` and t."${table.column(filter).name}" =`);
  return (db, query, options) =>
    paged(db, { method: "list", Input, query, options }, (call, input, at) => {
      const only = filter && input[filter];
      const where = only === undefined ? EMPTY : sql`${filtered!} ${table.param(filter!, only)}`;
      const list = {
        query: call.queryId(input),
        select: sql`select ${table.columns.as("t")} from ${table.name} as t where ${call.within(table, "t")}${where}`,
        returns: table.columns,
        by,
        nameOf: (row: R) => row[key] as string,
      };
      return pageByName(call, list, at);
    });
}
