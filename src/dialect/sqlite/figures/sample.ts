import { raw, Sql, type SqlValue, sql, TableName } from "../../sql";

/** Rows that a sample looks up: some 20 ms. */
const SAMPLE = 20_000;

const EACH = raw(`
  with recursive bounds(last, step) as (
    select b.last, max(1, b.last / ${SAMPLE}) from (select max(rowid) as last from `);
const PLACES = raw(`) as b
  ), place(id) as (
    select 1 from bounds where last is not null
    union all select p.id + b.step from place as p cross join bounds as b where p.id + b.step <= b.last
  )
  select cast(count(*) * (select step from bounds) as text) as estimate from (`);
const END = raw(")");
const PICKED = raw("(select * from ");
const BY_PLACE = raw(" where rowid in (select id from place))");

/**
 * How many rows a query returns, from a sample of its first table: rows at an equal distance by
 * rowid. Gaps of deleted rows do not matter, since each place stands for as many rowids. Both
 * halves of a union are of the sample.
 */
export function sampled(query: Sql): Sql {
  const table = firstTable(query);
  if (!table) throw new Error("a query to estimate reads a table");
  return sql`${EACH}${table}${PLACES}${replaced(query, table)}${END}`;
}

function firstTable(part: Sql): TableName | null {
  for (const value of part.values) {
    const found = value instanceof TableName ? value : value instanceof Sql ? firstTable(value) : null;
    if (found) return found;
  }
  return null;
}

/** The query over the sample of the table. */
const replaced = (part: Sql, table: TableName): Sql =>
  new Sql(
    part.strings,
    part.values.map((value): SqlValue => {
      if (value instanceof Sql) return replaced(value, table);
      return value === table ? sql`${PICKED}${table}${BY_PLACE}` : value;
    }),
  );
