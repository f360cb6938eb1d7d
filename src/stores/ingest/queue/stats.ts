import type { Call } from "../../../db/call";
import { selection } from "../../../db/table";
import { name, type Sql, sql } from "../../../dialect/sql";
import type { IngestJobStats, IngestJobStatus } from "../types";
import { job } from "./job";

const STATS = selection<IngestJobStats>({
  queued: "count",
  running: "count",
  done: "count",
  dead: "count",
  oldestQueuedAt: "instant",
  expiredLeases: "count",
});

/** One statement. Each figure uses its own index. */
export async function stats(call: Call): Promise<IngestJobStats> {
  const of = (status: IngestJobStatus): Sql =>
    sql`${job.name} as j where ${call.inScope("j")} and j.status = ${name(status)}`;
  const statement = sql`
    select (select count(*) from ${of("queued")}) as queued, (select count(*) from ${of("running")}) as running,
      (select count(*) from ${of("done")}) as done, (select count(*) from ${of("dead")}) as dead,
      (select min(j.created_at) from ${of("queued")}) as oldest,
      (select count(*) from ${job.name} as j
        where ${call.inScope("j")} and j.status = 'running' and j.lease_expires_at <= ${call.dispatch().after()}) as expired`;
  return (await call.first(statement, STATS))!;
}
