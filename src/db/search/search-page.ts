import { count, EMPTY, instant, integer, name, raw, type Sql, sql, uuid } from "../../dialect/sql";
import type { Call } from "../call";
import { instantCursor, type PageQuery, pageOf, scoreCursor } from "../pages/keyset";
import type { Page } from "../pages/page";
import type { ScopedDb } from "../scoped";
import type { Table } from "../table";
import { type SearchMode, substringMatches, wordMatches } from "./search";

/** One page of one search. */
export interface SearchRequest extends PageQuery {
  text: string;
  mode: SearchMode;
}

/**
 * Search in one table, one statement for each page. By words, the best matches come first. By
 * substring, the newest come first, by the property `recency`, which also orders equal scores. The
 * request's condition uses `alias` for the table.
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
  const [tenant, workspace] = [raw(`${alias}.tenant_id`), raw(`${alias}.workspace_id`)];
  const id = raw(`${alias}.id`);
  /**
   * Joins a match to its row by the whole key. The scope depends on the match. A planner may
   * believe that the scope is nearly empty, as before the first ANALYZE. It would otherwise read
   * the whole scope for every match (9 s for 10,000 rows where this takes 0.2 s). For the same
   * reason the scope's own predicate has a form that no index can serve.
   */
  const found = (db: ScopedDb): Sql => sql`
    ${tenant} = case when s.item_id is not null then ${name(db.tenant)} end
    and ${workspace} = case when s.item_id is not null then ${name(db.workspace)} end
    and ${id} = s.item_id and (s.item_id is null or ${db.inScope(alias)})`;
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

  return (call, request) => (request.mode === "words" ? byWords(call, request) : bySubstring(call, request));
}
