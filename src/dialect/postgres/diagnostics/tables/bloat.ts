import { type FindingLevel, found } from "../../../diagnostics/check";
import { bytes } from "../../../diagnostics/sizes";
import type { PostgresCheck } from "../server";

const MIB = 1024 * 1024;
const LEAST_BYTES = 8 * MIB;
const WARNED_BYTES = 256 * MIB;
const LEAST_SHARE = 0.5;

/** Free space is used again, so that only a lot of it is worth the lock of a rewrite. */
export const levelOf = (free: number): FindingLevel => (free >= WARNED_BYTES ? "warning" : "info");

interface Bloat {
  table: string;
  size: string;
  free: string;
}

/**
 * Free space within tables, estimated from the statistics of the planner: the pages that the rows
 * would need, and those that there are.
 */
export const bloat: PostgresCheck = {
  id: "bloat",
  look: async ({ schema, named, query }, { tables }) => {
    const rows = await query<Bloat>(BLOAT, [schema, tables, LEAST_BYTES, LEAST_SHARE]);
    return rows.map(({ table, size, free }) =>
      found(
        levelOf(Number(free)),
        table,
        `table ${table} takes ${bytes(Number(size))}, of which about ${bytes(Number(free))} are free; ` +
          "giving them back locks the table while it is rewritten",
        `vacuum (full, analyze) ${named(table)};`,
      ),
    );
  },
};

/** A row has a header of 24 bytes and a pointer of 4, and begins at a multiple of 8. */
const BLOAT = `
  with widths as (
    select tablename, sum((1 - null_frac) * avg_width) as width
    from pg_stats where schemaname = $1 group by tablename),
  estimates as (
    select c.relname::text as table, c.relpages * 8192::float8 as size,
      ceil(greatest(c.reltuples, 0) * (28 + ceil(w.width / 8) * 8) / 8168) * 8192 as needed
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace join widths as w on w.tablename = c.relname
    where n.nspname = $1 and c.relname = any ($2) and c.relkind = 'r')
  select "table", size::text, (size - needed)::text as free from estimates
  where size - needed >= $3 and size - needed >= $4::float8 * size order by size - needed desc`;
