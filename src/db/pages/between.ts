import { instant, type Sql, sql } from "../../dialect/sql";

/**
 * Half-open range of time: `from` inclusive, `to` exclusive, either may be left out.
 *
 * @param at a column, as the statement calls it
 */
export function between(at: Sql, from: Date | undefined, to: Date | undefined): Sql[] {
  const bounds: Sql[] = [];
  if (from !== undefined) bounds.push(sql`${at} >= ${instant(from)}`);
  if (to !== undefined) bounds.push(sql`${at} < ${instant(to)}`);
  return bounds;
}
