import { found } from "../../../diagnostics/check";
import { time } from "../../../diagnostics/sizes";
import type { PostgresCheck } from "../server";

interface Long {
  pid: number;
  role: string;
  application: string;
  state: string;
  ms: number;
}

/** Open transactions keep dead rows from being removed, and may hold locks. */
export const longTransaction: PostgresCheck = {
  id: "long-transaction",
  look: async ({ query }, { longTransactionMs }) => {
    const open = await query<Long>(LONG, [longTransactionMs]);
    const prepared = await query<{ gid: string; ms: number }>(PREPARED, [longTransactionMs]);
    return [
      ...open.map(({ pid, role, application, state, ms }) => {
        const who = `role ${role}${application === "" ? "" : `, application ${application}`}, ${state}`;
        return found(
          "warning",
          String(pid),
          `a transaction has been open for ${time(ms)} (process ${pid}, ${who})`,
          `select pg_terminate_backend(${pid});`,
        );
      }),
      ...prepared.map(({ gid, ms }) =>
        found(
          "warning",
          gid,
          `a prepared transaction has been waiting for ${time(ms)} for its commit or rollback`,
          `rollback prepared '${gid.replaceAll("'", "''")}';`,
        ),
      ),
    ];
  },
};

const MS = "extract(epoch from clock_timestamp() - ";

const LONG = `
  select pid, coalesce(usename::text, '?') as role, coalesce(application_name, '') as application,
    coalesce(state, 'in a state that this role may not see') as state,
    ${MS} xact_start)::float8 * 1000 as ms
  from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
  and ${MS} xact_start) * 1000 >= $1::float8 order by xact_start limit 10`;

const PREPARED = `
  select gid, ${MS} prepared)::float8 * 1000 as ms from pg_prepared_xacts
  where database = current_database() and ${MS} prepared) * 1000 >= $1::float8 order by prepared limit 10`;
