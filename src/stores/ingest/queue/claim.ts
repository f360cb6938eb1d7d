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
 * Jobs on their way through workers' hands; each function makes one statement. `available_at` is
 * the one column that says what can be claimed, be it queued or on a lease that ran out; what can
 * never be claimed again has none, and so is not in the index.
 */

const DEFAULT_LEASE_MS = 60_000;

const ATTEMPT_LEFT = raw("attempts < max_attempts");
/**
 * Chooses the first jobs of an index, and locks them. A planner that is not told the limit expects
 * a tenth of the queue to be chosen, for which it would then read the whole scope (100,000 rows for
 * five jobs): the limit is said once more, rounded up to a power of two, so that there are few
 * texts.
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
 * The rows of the chosen jobs. The scope is tied to the job: a planner that believes the scope all
 * but empty, as before the first ANALYZE, would otherwise read all of it for every job.
 */
const rowsOfChosen = (db: ScopedDb): Sql => sql`
  from chosen as c where tenant_id = case when c.job_id is not null then ${name(db.tenant)} end
  and workspace_id = case when c.job_id is not null then ${name(db.workspace)} end
  and id = c.job_id and (c.job_id is null or ${db.inScope()}) returning ${job.columns.sql}`;

/**
 * What several ask for at once each gets other rows of: those that are locked are passed over, not
 * waited for. Before the first ANALYZE of its table a planner may sort the scope for each claim,
 * some 50 ms among 20,000 jobs; by the index it is 2.
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

/** In the order in which they were chosen, which a statement that writes does not keep. */
export function inClaimOrder(jobs: IngestJob[]): IngestJob[] {
  return jobs.sort(
    (a, b) =>
      b.priority - a.priority || a.scheduledAt.getTime() - b.scheduledAt.getTime() || (a.id < b.id ? -1 : 1),
  );
}

/** @throws UnifiedStoreError `validation` */
export function checkClaim(claim: IngestJobClaim): ClaimInput {
  const claimedBy = isObject(claim) ? readMember(claim, "claimedBy", "job") : undefined;
  if (claimedBy === null) throw invalid("job", "is not claimed by any worker: pass it as claim gave it");
  const shown = claimedBy === undefined ? claim : partsOf(claim, claimedBy);
  const { id, workerId, attempt } = validate(ClaimInput, shown, "job");
  return { id: id.toLowerCase(), workerId, attempt };
}

/** What a job that was claimed shows of its claim. */
const partsOf = (job: object, workerId: unknown): object => ({
  id: readMember(job, "id", "job"),
  workerId,
  attempt: readMember(job, "attempts", "job"),
});

/**
 * The attempt is what a worker that comes too late is known by, even if the same one has the job
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

/** The same for jobs of one worker; those that others have by now are left out. */
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

/** Jobs whose worker has not been heard of in time. */
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

/** A dead job, to be claimed from now on. */
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

/**
 * What becomes of a job when an attempt ends without success: it is queued for the next one, or
 * dead if there is none.
 */
function givenUp(sent: Dispatch, next: Sql): Sql {
  return sql`
    status = case when ${ATTEMPT_LEFT} then 'queued' else 'dead' end,
    scheduled_at = case when ${ATTEMPT_LEFT} then ${next} else scheduled_at end,
    available_at = case when ${ATTEMPT_LEFT} then ${next} end,
    finished_at = case when ${ATTEMPT_LEFT} then finished_at else ${sent.after()} end,
    lease_expires_at = null`;
}
