import { found } from "../../../diagnostics/check";
import { count, counted } from "../../../diagnostics/sizes";
import type { PostgresCheck } from "../server";

const LEAST_ROWS = 10_000;
/** Autovacuum begins at 0.2 of a table, so that more has been waiting for it. */
const MOST_SHARE = 0.25;

/** Rows that are deleted and not yet removed: every scan reads them too. */
export const deadRows: PostgresCheck = {
  id: "dead-rows",
  look: async ({ schema, named, query }, { tables }) => {
    const rows = await query<{ table: string; dead: number; live: number; last: string | null }>(DEAD, [
      schema,
      tables,
      LEAST_ROWS,
      MOST_SHARE,
    ]);
    return rows.map(({ table, dead, live, last }) =>
      found(
        "warning",
        table,
        `table ${table} has ${counted(dead, "dead row")} beside ${count(live)} live ones; ` +
          (last === null ? "it was never vacuumed" : `the last vacuum was on ${last}`),
        `vacuum (analyze) ${named(table)};`,
      ),
    );
  },
};

const DEAD = `
  select relname::text as table, n_dead_tup::float8 as dead, n_live_tup::float8 as live,
    to_char(greatest(last_vacuum, last_autovacuum) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') as last
  from pg_stat_user_tables
  where schemaname = $1 and relname = any ($2) and n_dead_tup >= $3 and n_dead_tup > $4::float8 * (n_live_tup + n_dead_tup)
  order by n_dead_tup desc`;
