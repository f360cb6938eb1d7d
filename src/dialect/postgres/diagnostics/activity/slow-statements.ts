import { found } from "../../../diagnostics/check";
import { counted, time } from "../../../diagnostics/sizes";
import { quoted } from "../../quoted";
import type { PostgresCheck } from "../server";

const MOST = 5;
const LEAST_MEAN_MS = 10;
const SLOW_MEAN_MS = 1000;
const LEAST_CALLS = 10;
const SHOWN = 120;

interface Slow {
  text: string;
  calls: number;
  mean: number;
}

/**
 * Statements on tables of the stores with the longest mean, where the extension pg_stat_statements
 * counts them. The server replaces values in their texts by `$1`. It does not do so in other
 * statements than these four, which are left out.
 */
export const slowStatements: PostgresCheck = {
  id: "slow-statements",
  look: async ({ schema, query }) => {
    const [extension] = await query<{ schema: string }>(`
      select n.nspname::text as schema from pg_extension as x join pg_namespace as n on n.oid = x.extnamespace
      where x.extname = 'pg_stat_statements'`);
    if (extension === undefined)
      return [
        found(
          "info",
          "pg_stat_statements",
          "the extension pg_stat_statements is not installed in this database, so slow statements are not known; " +
            "the server needs it in shared_preload_libraries",
          "create extension pg_stat_statements;",
        ),
      ];
    const view = `${quoted(extension.schema)}.pg_stat_statements`;
    const rows = await query<Slow>(slowIn(view), [`${quoted(schema)}.`, LEAST_MEAN_MS, MOST]);
    return rows.map(({ text, calls, mean }) =>
      found(
        mean >= SLOW_MEAN_MS && calls >= LEAST_CALLS ? "warning" : "info",
        null,
        `${counted(calls, "call")} took ${time(mean)} on average: ${shortened(text)}`,
      ),
    );
  },
};

const shortened = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN - 1)}…`;
};

const slowIn = (view: string): string => `
  select s.query as text, sum(s.calls)::float8 as calls, sum(s.total_exec_time) / sum(s.calls) as mean
  from ${view} as s join pg_database as d on d.oid = s.dbid
  where d.datname = current_database() and position($1 in s.query) > 0
  and s.query ~* '^\\s*(select|insert|update|delete|with)\\M'
  group by s.query having sum(s.total_exec_time) / sum(s.calls) >= $2::float8 order by mean desc limit $3`;
