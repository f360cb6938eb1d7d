import { EMPTY, instant, integer, raw, sql, uuid } from "../../dialect/sql";
import type { Call } from "../call";
import type { Table } from "../table";
import { instantCursor, type PageQuery, pageOf } from "./keyset";
import type { Page } from "./page";

/** One page of one list. */
export interface ListRequest extends PageQuery {
  order: "newest" | "oldest";
}

/**
 * Lists of one table by the time in the property `time`, which is never null, and then by id, each
 * page one statement. The table goes by `alias` in the request's condition.
 */
export function lister<E extends object, R extends { id: string }>(
  table: Table<E, R>,
  alias: string,
  time: keyof R & string,
): (call: Call, request: ListRequest) => Promise<Page<R>> {
  const at = `${alias}."${table.column(time).name}"`;
  const columns = table.columns.as(alias);
  const as = raw(alias);
  const order = {
    newest: { by: raw(`${at} desc, ${alias}.id desc`), after: raw(`(${at}, ${alias}.id) <`) },
    oldest: { by: raw(`${at}, ${alias}.id`), after: raw(`(${at}, ${alias}.id) >`) },
  };
  return async (call, { where, order: wanted, limit, cursor, query }) => {
    const last = instantCursor(query, cursor);
    const { by, after } = order[wanted];
    const position = last ? sql` and ${after} (${instant(last.at)}, ${uuid(last.id)})` : EMPTY;
    const statement = sql`
      select ${columns} from ${table.name} as ${as}
      where ${call.within(table, alias)} and ${where}${position} order by ${by} limit ${integer(limit + 1)}`;
    const rows = await call.all(statement, table.columns);
    return pageOf(rows, { query, limit, keyOf: (row) => [(row[time] as Date).getTime(), row.id] });
  };
}
