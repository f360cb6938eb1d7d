import { decodeCursor } from "../../core/cursor";
import { invalid } from "../../core/errors";
import { nameProblem } from "../../core/input/rules";
import { successor } from "../../core/prefix";
import { EMPTY, integer, name, type Sql, sql } from "../../dialect/sql";
import type { Call } from "../call";
import type { Selection } from "../table";
import { pageOf } from "./keyset";
import type { Page } from "./page";
import type { PageAt } from "./paged";

/** A list in the order of a name that no two of its rows share. */
export interface NameList<T> {
  /** Identifies the query for its cursors. */
  query: string;
  /** Up to and with its conditions, of which there is one at least. */
  select: Sql;
  returns: Selection<T>;
  /** The name, as the statement calls it. */
  by: Sql;
  /**
   * A column of a joined table that is always equal to it: each begins behind the cursor, whichever
   * way they are joined.
   */
  same?: Sql;
  nameOf(row: T): string;
  /** Only names that begin with this. */
  prefix?: string;
}

/** One page, in one statement. */
export async function pageByName<T>(
  call: Call,
  { query, select, returns, by, same, nameOf, prefix = "" }: NameList<T>,
  { limit, cursor }: PageAt,
): Promise<Page<T>> {
  const problem = prefix === "" ? null : nameProblem(prefix);
  if (problem) throw invalid("prefix", problem);
  const after = cursor === undefined ? null : (decodeCursor(query, cursor, ["string"])[0] as string);
  const statement = sql`
    ${select}${begin(by, prefix, after)}${same ? begin(same, prefix, after) : EMPTY}${end(by, prefix)} order by ${by} limit ${integer(limit + 1)}`;
  const rows = await call.all(statement, returns);
  return pageOf(rows, { query, limit, keyOf: (row) => [nameOf(row)] });
}

/** The last one seen lies behind the beginning of the prefix: one lower bound is enough. */
function begin(by: Sql, prefix: string, after: string | null): Sql {
  if (after !== null) return sql` and ${by} > ${name(after)}`;
  return prefix === "" ? EMPTY : sql` and ${by} >= ${name(prefix)}`;
}

function end(by: Sql, prefix: string): Sql {
  const next = successor(prefix);
  return next === null ? EMPTY : sql` and ${by} < ${name(next)}`;
}
