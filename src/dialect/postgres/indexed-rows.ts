import type { IndexedRows } from "../look-ups/indexed-rows";

/**
 * Rows by an index of the statement's choice. Where the planner expects one row of a scope, all
 * indexes that begin with the scope cost the same, and it takes the newest: 100 edges by id took
 * 6.5 s instead of 2 ms, in a tenant of 100,000 edges that was loaded since the last ANALYZE. Of
 * equal ways it takes the one that gives the requested order without a sort. So each look-up asks
 * for the order of its index. A join by `lateral` cannot be turned around, nor read the table once
 * for all rows before it.
 */
export function indexedRows(
  table: string,
  { alias, join, by, value, unique, columns }: IndexedRows,
): readonly string[] {
  const chosen = columns?.map((name) => `${alias}."${name}"`).join(", ") ?? "*";
  const texts = by.map((column, i) => {
    const own = `${alias}."${column}"`;
    // A row that has the value in both columns was found by the first.
    const others = by.slice(0, i).map((each) => ` and ${alias}."${each}" <> ${own}`);
    const few = unique ? "" : ` and ${own} = any(array[${value}])`;
    const start = i === 0 ? ` ${join} join lateral (` : `${orderOf(alias, by[i - 1]!)}) union all `;
    return `${start}(select ${chosen} from ${table} as ${alias} where ${isOnly(own, value)}${few}${others.join("")} and `;
  });
  const end = `${orderOf(alias, by.at(-1)!)}${unique ? " limit 1" : ""})) as ${alias}`;
  return [...texts, `${end}${join === "left" ? " on true" : ""}`];
}

/**
 * A column that equals a value has no order for the planner, so it is compared by a range of one
 * value. It expects 0.5 % of a table in a range. `limit 1` tells it how few rows there are, and
 * `any` where there may be several: with an equality the range would be none.
 */
const isOnly = (own: string, value: string): string =>
  `${own} >= ${value} and ${own} <= ${value} and ${dear(own, value)}`;

/**
 * A condition that costs much by the planner's account and nothing in fact: its subquery never
 * runs. The planner takes costs within 1 % for equal. Of two look-ups that cost 8 each, one in an
 * index with a level more is not among them; of two that cost 25 it is.
 */
const dear = (own: string, value: string): string =>
  `case when ${own} = ${value} then true else 0 < (select count(*) from generate_series(1, 1000) as g where ${own} is null and g > 0) end`;

const orderOf = (alias: string, column: string): string => ` order by ${alias}."${column}"`;

/** The condition on a row `t` of a unique key, and what stands behind all conditions. */
export function onlyRow(key: readonly string[]): { where: string; behind: string } {
  const last = key.at(-1)!;
  const equal = key.slice(0, -1).map((name) => `t."${name}" = v."${name}" and `);
  return {
    where: `${equal.join("")}${isOnly(`t."${last}"`, `v."${last}"`)}`,
    behind: `${orderOf("t", last)} limit 1`,
  };
}
