import { found } from "../../../diagnostics/check";
import { bytes, counted } from "../../../diagnostics/sizes";
import type { PostgresCheck } from "../server";

const MOST = 5;
const LEAST_BYTES = 1024 * 1024;

interface Large {
  table: string;
  size: string;
  indexes: string;
  rows: number;
}

/** The largest tables with their indexes and long values. */
export const largestTables: PostgresCheck = {
  id: "largest-tables",
  look: async ({ schema, query }, { tables }) => {
    const rows = await query<Large>(LARGEST, [schema, tables, LEAST_BYTES, MOST]);
    return rows.map(({ table, size, indexes, rows: all }) =>
      found(
        "info",
        table,
        `table ${table} takes ${bytes(Number(size))}, of which ${bytes(Number(indexes))} are indexes` +
          (all < 0 ? "" : `; about ${counted(all, "row")}`),
      ),
    );
  },
};

/** The number of rows is that of the last vacuum or analyze, and -1 before the first. */
const LARGEST = `
  select c.relname::text as table, pg_total_relation_size(c.oid)::text as size, pg_indexes_size(c.oid)::text as indexes,
    c.reltuples::float8 as rows
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relname = any ($2) and pg_total_relation_size(c.oid) >= $3
  order by pg_total_relation_size(c.oid) desc limit $4`;
