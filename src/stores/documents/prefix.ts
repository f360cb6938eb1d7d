import { successor } from "../../core/prefix";
import { name, type Sql, sql } from "../../dialect/sql";

/** Conditions on a column whose values begin with the prefix, as a range that an index serves. */
export function withPrefix(column: Sql, prefix: string | undefined): Sql[] {
  if (prefix === undefined) return [];
  const next = successor(prefix);
  const from = sql`${column} >= ${name(prefix)}`;
  return next === null ? [from] : [from, sql`${column} < ${name(next)}`];
}
