import { found } from "../../../diagnostics/check";
import { counted } from "../../../diagnostics/sizes";
import type { PostgresCheck } from "../server";

const LEAST_ROWS = 10_000;
/** Autovacuum analyzes at 0.1 of a table, so that more has been waiting for it. */
const MOST_SHARE = 0.5;

interface Stale {
  table: string;
  rows: number;
  changed: number;
  analyzed: boolean;
}

/** Tables of which the planner knows nothing, or something that is no longer so. */
export const statistics: PostgresCheck = {
  id: "statistics",
  look: async ({ schema, named, query }, { tables }) => {
    const rows = await query<Stale>(STALE, [schema, tables, LEAST_ROWS, MOST_SHARE]);
    return rows.map(({ table, rows: all, changed, analyzed }) =>
      found(
        "warning",
        table,
        analyzed
          ? `${counted(changed, "row")} of table ${table} changed since it was analyzed`
          : `table ${table} has ${counted(all, "row")} and was never analyzed`,
        `analyze ${named(table)};`,
      ),
    );
  },
};

const STALE = `
  select * from (
    select relname::text as table, n_live_tup::float8 as rows, n_mod_since_analyze::float8 as changed,
      greatest(last_analyze, last_autoanalyze) is not null as analyzed
    from pg_stat_user_tables where schemaname = $1 and relname = any ($2)) as t
  where rows >= $3 and (not analyzed or changed > $4::float8 * rows) order by rows desc`;
