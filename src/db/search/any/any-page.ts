import { encodeCursor } from "../../../core/cursor";
import {
  count,
  EMPTY,
  instant,
  integer,
  RowColumns,
  Rows,
  raw,
  type Sql,
  sql,
  uuid,
} from "../../../dialect/sql";
import type { Call } from "../../call";
import type { Page } from "../../pages/page";
import type { Table } from "../../table";
import { foundRow } from "../found-row";
import type { SearchRequest } from "../search-request";
import { type AnyPosition, anyCursor, memoOf } from "./any-cursor";
import { gather } from "./gather";
import { queryWords } from "./query-words";
import type { Ranked } from "./ranking";
import { statisticsOf } from "./statistics";

/**
 * Rows that are ranked at least, where there are as many: what a filter leaves of few is random.
 */
const LEAST_RANKED = 100;

const RANKED = new RowColumns([
  ["item_id", "uuid"],
  ["score", "count"],
]);

/**
 * Search of any word, ranked by BM25: three statements for each page. The first counts the words,
 * the second gives the texts of the rarest ones, and the third the rows of the page, which orders
 * equal scores by the property `recency` and then by id.
 */
export function anySearcher<E extends object, R extends { id: string }>(
  table: Table<E, R>,
  alias: string,
  recency: keyof R & string,
): (call: Call, request: SearchRequest) => Promise<Page<R>> {
  const of = { table, alias };
  const at = `${alias}."${table.column(recency).name}"`;
  const columns = table.columns.as(alias);
  const scored = table.columns.with<{ matchScore: number }>({ matchScore: "count" });
  const position = raw(`(s.score, ${at}, ${alias}.id)`);
  const order = raw(`order by s.score desc, ${at} desc, ${alias}.id desc limit`);
  const found = foundRow(alias, "s.item_id");
  const as = raw(alias);

  /** The rows of a page, and one more. */
  async function rowsOf(
    call: Call,
    ranked: readonly Ranked[],
    { where, limit, after }: { where: Sql; limit: number; after: AnyPosition | null },
  ): Promise<(R & { matchScore: number })[]> {
    const rows = new Rows(
      RANKED,
      ranked.map(({ id, score }) => [id, score]),
    );
    const behind = after
      ? sql` and ${position} < (${count(after.score)}, ${instant(after.at)}, ${uuid(after.id)})`
      : EMPTY;
    const statement = sql`
      select ${columns}, s.score from ${rows} as s cross join ${table.name} as ${as}
      where ${found(call)} and ${where}${behind} ${order} ${integer(limit + 1)}`;
    return call.all(statement, scored);
  }

  return async (call, { text, where, indexed, limit, cursor, query }) => {
    const words = queryWords(call, text);
    const after = cursor === undefined ? null : anyCursor(query, cursor, words.length);
    if (words.length === 0) return { items: [], nextCursor: null };
    const statistics = after?.statistics ?? (await statisticsOf(call, table.name.name, words));
    const least = Math.max(limit + 1, LEAST_RANKED);
    const gathered = await gather(call, of, {
      words,
      statistics,
      where,
      indexed,
      least,
      reach: after?.reach,
    });
    const ranked = behindOrEqual(gathered.ranking.rows(), after);
    const taken = withEquals(ranked, limit + 1, after);
    if (taken.length === 0) return { items: [], nextCursor: null };
    const rows = await rowsOf(call, taken, { where, limit, after });
    const items = rows.slice(0, limit);
    // What is removed between two of the statements does not end the search.
    const isMore = rows.length > limit || taken.length < ranked.length;
    const last = items.at(-1);
    const memo = memoOf(statistics, gathered.reach);
    const nextCursor =
      isMore && last
        ? encodeCursor(query, [last.matchScore, (last[recency] as Date).getTime(), last.id, memo])
        : null;
    return { items: items.map(({ matchScore: _, ...row }) => row as unknown as R), nextCursor };
  };
}

const behindOrEqual = (rows: readonly Ranked[], after: AnyPosition | null): readonly Ranked[] =>
  after ? rows.filter(({ score }) => score <= after.score) : rows;

/**
 * As many rows as are asked for, with all that have the score of the last: their order is not known
 * yet. Those that have the score of the previous page's last row may have been on it.
 */
function withEquals(rows: readonly Ranked[], least: number, after: AnyPosition | null): readonly Ranked[] {
  const equal = after ? rows.filter(({ score }) => score === after.score).length : 0;
  let end = Math.min(rows.length, equal + least);
  while (end < rows.length && rows[end]!.score === rows[end - 1]!.score) end++;
  return rows.slice(0, end);
}
