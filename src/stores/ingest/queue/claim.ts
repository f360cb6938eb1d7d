import { invalid, UnifiedStoreError } from "../../../core/errors";
import { isObject, readMember } from "../../../core/input/snapshot";
import { validate } from "../../../core/input/validation";
import type { JsonText } from "../../../core/json/json";
import type { ScopedDb } from "../../../db/scoped";
import {
  type Dispatch,
  integer,
  name,
  RowColumns,
  Rows,
  raw,
  SKIP_LOCKED,
  type Sql,
  sql,
  text,
  uuid,
} from "../../../dialect/sql";
import { JOB_BACKOFF, waitAfter } from "../backoff";
import type { IngestJob, IngestJobClaim } from "../types";
import { ClaimInput, type IngestJobClaimInput } from "./inputs";
import { job } from "./job";

/**
 * Job queue with leases. Each function makes one statement. Only `available_at` decides whether a
 * job can be claimed, for queued jobs and for running jobs whose lease has expired. A job that can
 * never be claimed again has null there, so it is not in the index.
 */

const DEFAULT_LEASE_MS = 60_000;

const ATTEMPT_LEFT = raw("attempts < max_attempts");
/**
 * Selects the first jobs of an index, and locks them. A planner that does not know the limit
 * expects a tenth of the queue, and then reads the whole scope (100,000 rows for five jobs). So the
 * limit stands in the text as well. It is rounded up to a power of two, so that there are few
 * different statements.
 */
function choose(first: Sql, limit: number): Sql {
  const most = POWERS_OF_TWO[Math.ceil(Math.log2(limit))]!;
  return sql`
    with chosen (job_id) as materialized (
      select k.id from (${first} limit ${integer(limit)}${SKIP_LOCKED}) as k limit ${most}
    )`;
}
/** Up to 16,384. */
const POWERS_OF_TWO = Array.from({ length: 15 }, (_, i) => raw(String(2 ** i)));

/**
 * The rows of the selected jobs. The scope depends on the job in this condition. Otherwise a
 * planner that expects an almost empty scope, as before the first ANALYZE, reads the whole scope
 * for every job.
 */
const rowsOfChosen = (db: ScopedDb): Sql => sql`
  from chosen as c where tenant_id = case when c.job_id is not null then ${name(db.tenant)} end
  and workspace_id = case when c.job_id is not null then ${name(db.workspace)} end
  and id = c.job_id and (c.job_id is null or ${db.inScope()}) returning ${job.columns.sql}`;

/**
 * Claim with SKIP LOCKED. Concurrent claims get different rows: a claim skips locked rows and does
 * not wait for them. Before the first ANALYZE of the table, a planner may sort the scope for each
 * claim: about 50 ms with 20,000 jobs, 2 ms with the index.
 */
export function claimJobs(
  db: ScopedDb,
  { workerId, limit = 1, leaseMs = DEFAULT_LEASE_MS }: IngestJobClaimInput,
): Sql {
  const sent = db.dispatch();
  const until = sent.after(leaseMs);
  const first = sql`
    select j.id from ${job.name} as j where ${db.inScope("j")} and j.available_at <= ${sent.after()}
    order by j.priority desc, j.available_at, j.id`;
  return sql`
    ${choose(first, limit)}
    update ${job.name}
    set status = 'running', attempts = attempts + 1, scheduled_at = available_at,
      available_at = case when attempts + 1 < max_attempts then ${until} end,
      claimed_by = ${name(workerId)}, lease_expires_at = ${until}, picked_at = ${sent.after()}
    ${rowsOfChosen(db)}`;
}

/** Sorts jobs in the order of the claim. A statement that writes does not keep the order. */
export function inClaimOrder(jobs: IngestJob[]): IngestJob[] {
  return jobs.sort(
    (a, b) =>
      b.priority - a.priority || a.scheduledAt.getTime() - b.scheduledAt.getTime() || (a.id < b.id ? -1 : 1),
  );
}

/** @throws UnifiedStoreError `validation` */
export function checkClaim(claim: IngestJobClaim): ClaimInput {
  const claimedBy = isObject(claim) ? readMember(claim, "claimedBy", "job") : undefined;
  if (claimedBy === null)
    throw invalid("job", "is not claimed by any worker: pass the job that claim returned");
  const shown = claimedBy === undefined ? claim : partsOf(claim, claimedBy);
  const { id, workerId, attempt } = validate(ClaimInput, shown, "job");
  return { id: id.toLowerCase(), workerId, attempt };
}

/** The claim in the members of a claimed job. */
const partsOf = (job: object, workerId: unknown): object => ({
  id: readMember(job, "id", "job"),
  workerId,
  attempt: readMember(job, "attempts", "job"),
});

/**
 * Fencing by attempt. A late report has an old attempt, even if the same worker holds the job
 * again.
 */
function isHeld(db: ScopedDb, { id, workerId, attempt }: ClaimInput): Sql {
  return sql`
    ${db.inScope()} and id = ${uuid(id)} and status = 'running' and claimed_by = ${name(workerId)}
    and attempts = ${integer(attempt)} returning ${job.columns.sql}`;
}

export function leaseLost(): UnifiedStoreError {
  const message = "lease lost: another worker has the job, or it is finished or removed; stop working on it";
  return new UnifiedStoreError("conflict", message);
}

export function extendLease(db: ScopedDb, claim: ClaimInput, leaseMs = DEFAULT_LEASE_MS): Sql {
  const until = db.dispatch().after(leaseMs);
  return sql`
    update ${job.name}
    set lease_expires_at = ${until}, available_at = case when ${ATTEMPT_LEFT} then ${until} end where ${isHeld(db, claim)}`;
}

const CLAIMS = new RowColumns([
  ["job_id", "uuid"],
  ["attempt", "integer"],
]);

/** The same for several jobs of one worker. It skips jobs that other workers hold by now. */
export function extendLeases(
  db: ScopedDb,
  claimed: readonly IngestJob[],
  { workerId, leaseMs = DEFAULT_LEASE_MS }: IngestJobClaimInput,
): Sql {
  const until = db.dispatch().after(leaseMs);
  const claims = new Rows(
    CLAIMS,
    claimed.map(({ id, attempts }) => [id, attempts]),
    "jobs",
  );
  return sql`
    update ${job.name}
    set lease_expires_at = ${until}, available_at = case when ${ATTEMPT_LEFT} then ${until} end
    from ${claims} as v where ${db.inScope()} and id = v.job_id and attempts = v.attempt and status = 'running'
      and claimed_by = ${name(workerId)} returning ${job.columns.sql}`;
}

export function completeJob(db: ScopedDb, claim: ClaimInput, result: JsonText | null): Sql {
  return sql`
    update ${job.name}
    set status = 'done', available_at = null, lease_expires_at = null, finished_at = ${db.dispatch().after()}, error = null,
      result = ${job.param("result", result)}
    where ${isHeld(db, claim)}`;
}

export function failJob(
  db: ScopedDb,
  claim: ClaimInput,
  { error, retryInMs = waitAfter(JOB_BACKOFF, claim.attempt) }: { error: string; retryInMs?: number },
): Sql {
  const sent = db.dispatch();
  const next = sql`${sent.after(retryInMs)}`;
  return sql`update ${job.name} set ${givenUp(sent, next)}, error = ${text(error)} where ${isHeld(db, claim)}`;
}

/** Releases expired leases: jobs whose worker sent no heartbeat in time. */
export function releaseJobs(db: ScopedDb, limit: number): Sql {
  const sent = db.dispatch();
  const error = text("lease ran out: the worker neither finished nor sent a heartbeat in time");
  const first = sql`
    select j.id from ${job.name} as j
    where ${db.inScope("j")} and j.status = 'running' and j.lease_expires_at <= ${sent.after()} order by j.lease_expires_at, j.id`;
  return sql`
    ${choose(first, limit)}
    update ${job.name} set ${givenUp(sent, LEASE_EXPIRES_AT)}, error = ${error}
    ${rowsOfChosen(db)}`;
}
const LEASE_EXPIRES_AT = raw("lease_expires_at");

/** Requeues a dead job, which can be claimed from now on. */
export function requeueJob(db: ScopedDb, id: string, attempts: number): Sql {
  const now = db.dispatch().after();
  return sql`
    update ${job.name}
    set status = 'queued', max_attempts = attempts + ${integer(attempts)}, scheduled_at = ${now}, available_at = ${now},
      finished_at = null
    where ${db.inScope()} and id = ${uuid(id)} and status = 'dead' returning ${job.columns.sql}`;
}

export function notDead(id: string): UnifiedStoreError {
  return new UnifiedStoreError("conflict", `job ${id} is not dead: only dead jobs can be queued again`);
}

/** State of a job after a failed attempt: queued for the next attempt, or dead if none is left. */
function givenUp(sent: Dispatch, next: Sql): Sql {
  return sql`
    status = case when ${ATTEMPT_LEFT} then 'queued' else 'dead' end,
    scheduled_at = case when ${ATTEMPT_LEFT} then ${next} else scheduled_at end,
    available_at = case when ${ATTEMPT_LEFT} then ${next} end,
    finished_at = case when ${ATTEMPT_LEFT} then finished_at else ${sent.after()} end,
    lease_expires_at = null`;
}
