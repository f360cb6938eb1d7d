import { found } from "../../../diagnostics/check";
import { time } from "../../../diagnostics/sizes";
import type { PostgresCheck } from "../server";

/** A shorter wait is the ordinary turn of two writers. */
const LONG_MS = 1000;

interface Waiting {
  pid: number;
  role: string;
  ms: number;
  blockers: number[];
}

/** Sessions that wait for a lock, and those that hold it. */
export const waitingLocks: PostgresCheck = {
  id: "waiting-locks",
  look: async ({ query }) => {
    const rows = await query<Waiting>(WAITING);
    return rows.map(({ pid, role, ms, blockers }) =>
      found(
        ms >= LONG_MS ? "warning" : "info",
        String(pid),
        `process ${pid} (role ${role}) has been waiting for a lock for ${time(ms)}` +
          (blockers.length === 0 ? "" : `; held back by process ${blockers.join(", ")}`),
        blockers.length === 0
          ? null
          : `${blockers.map((each) => `select pg_terminate_backend(${each});`).join(" ")}`,
      ),
    );
  },
};

/** A prepared transaction that holds a lock is process 0 to the server. */
const WAITING = `
  select a.pid, coalesce(a.usename::text, '?') as role,
    array(select distinct b from unnest(pg_blocking_pids(a.pid)) as b where b <> 0 order by b) as blockers,
    coalesce(extract(epoch from clock_timestamp() - min(l.waitstart)), 0)::float8 * 1000 as ms
  from pg_stat_activity as a join pg_locks as l on l.pid = a.pid and not l.granted
  where a.datname = current_database() group by a.pid, a.usename order by ms desc limit 10`;
