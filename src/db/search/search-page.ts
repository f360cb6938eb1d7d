import { count, EMPTY, instant, integer, raw, type Sql, sql, uuid } from "../../dialect/sql";
import type { Call } from "../call";
import { instantCursor, type PageQuery, pageOf, scoreCursor } from "../pages/keyset";
import type { Page } from "../pages/page";
import type { Table } from "../table";
import { anySearcher } from "./any/any-page";
import { foundRow } from "./found-row";
import { type SearchMode, substringMatches, wordMatches } from "./search";

/** One page of one search. */
export interface SearchRequest extends PageQuery {
  text: string;
  mode: SearchMode;
  /** The condition on the row in a form that indexes serve. Default: `where`. */
  indexed?: Sql;
}

/**
 * Search in one table, one statement for each page, or three for any word. By words, the best
 * matches come first. By substring, the newest come first, by the property `recency`, which also
 * orders equal scores. The request's condition uses `alias` for the table.
 *
 * The join is a `cross join`, which some planners execute in the written order: from the matches to
 * their rows, and not through all rows of the scope.
 */
export function searcher<E extends object, R extends { id: string }>(
  table: Table<E, R>,
  alias: string,
  recency: keyof R & string,
): (call: Call, request: SearchRequest) => Promise<Page<R>> {
  const at = `${alias}."${table.column(recency).name}"`;
  const columns = table.columns.as(alias);
  const as = raw(alias);
  // Not `score`, which a table may have as a column.
  const scored = table.columns.with<{ matchScore: number }>({ matchScore: "count" });
  const position = { score: raw(`(s.score, ${at}, ${alias}.id)`), recency: raw(`(${at}, ${alias}.id)`) };
  const order = {
    score: raw(`s.score desc, ${at} desc, ${alias}.id desc`),
    recency: raw(`${at} desc, ${alias}.id desc`),
  };
  const found = foundRow(alias, "s.item_id");
  const byAny = anySearcher(table, alias, recency);
  const timeOf = (row: R): number => (row[recency] as Date).getTime();

  async function byWords(call: Call, { text, where, limit, cursor, query }: SearchRequest): Promise<Page<R>> {
    const matches = wordMatches(call, table.name.name, text);
    const after = scoreCursor(query, cursor);
    if (!matches) return { items: [], nextCursor: null };
    const key = after && sql`(${count(after.score)}, ${instant(after.at)}, ${uuid(after.id)})`;
    const statement = sql`
      select ${columns}, s.score from ${matches} as s cross join ${table.name} as ${as}
      where ${found(call)} and ${where}${key ? sql` and ${position.score} < ${key}` : EMPTY}
      order by ${order.score} limit ${integer(limit + 1)}`;
    const rows = await call.all(statement, scored);
    const page = pageOf(rows, { query, limit, keyOf: (row) => [row.matchScore, timeOf(row), row.id] });
    return { ...page, items: page.items.map(({ matchScore: _, ...row }) => row as unknown as R) };
  }

  async function bySubstring(
    call: Call,
    { text, where, limit, cursor, query }: SearchRequest,
  ): Promise<Page<R>> {
    const matches = substringMatches(call, table.name.name, text);
    const after = instantCursor(query, cursor);
    if (!matches) return { items: [], nextCursor: null };
    const key = after && sql`(${instant(after.at)}, ${uuid(after.id)})`;
    const statement = sql`
      select ${columns} from (${matches}) as s cross join ${table.name} as ${as}
      where ${found(call)} and ${where}${key ? sql` and ${position.recency} < ${key}` : EMPTY}
      order by ${order.recency} limit ${integer(limit + 1)}`;
    const rows = await call.all(statement, table.columns);
    return pageOf(rows, { query, limit, keyOf: (row) => [timeOf(row), row.id] });
  }

  const byMode = { any: byAny, words: byWords, substring: bySubstring };
  return (call, request) => byMode[request.mode](call, request);
}
