import { oldestRows } from "../../db/collections/oldest-rows";
import type { Sql, TableName } from "../../dialect/sql";
import type { RetentionRule } from "../rule";

/**
 * Rows of a scope by their time.
 *
 * @param time column that an index of the scope has with the id
 * @param options.only condition on a row `t`, for rows that the policy is about
 * @param options.end column that the age counts from. Default: the time
 */
export function byTime(
  table: TableName,
  time: string,
  options: { only?: Sql; end?: string } = {},
): RetentionRule {
  const rows = oldestRows(table, time, options);
  return {
    async *due(call, { before, newest, holds }) {
      if (before !== null) yield rows.before(call, before, holds);
      const options = { only: holds, counted: before };
      const beyond = newest === null ? null : await rows.beyond(call, newest, options);
      if (beyond !== null) yield beyond;
    },
  };
}
