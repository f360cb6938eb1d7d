import { found } from "../../../diagnostics/check";
import { counted } from "../../../diagnostics/sizes";
import type { PostgresCheck } from "../server";

/** Deadlocks that the server ended, in this database. Calls of the stores are tried again. */
export const deadlocks: PostgresCheck = {
  id: "deadlocks",
  look: async ({ query }) => {
    const [row] = await query<{ deadlocks: number; since: string | null }>(`
      select deadlocks::float8 as deadlocks, to_char(stats_reset, 'YYYY-MM-DD') as since
      from pg_stat_database where datname = current_database()`);
    if (row === undefined || row.deadlocks === 0) return [];
    const since = row.since === null ? "so far" : `since ${row.since}`;
    return [
      found(
        "info",
        null,
        `the server has ended ${counted(row.deadlocks, "deadlock")} in this database ${since}`,
      ),
    ];
  },
};
