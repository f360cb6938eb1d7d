import type { IngestJobId } from "../../../../entities/ingest";
import type { CallOptions } from "../../../core/call/deadline";
import { notFound } from "../../../core/errors";
import { checkEach, checkId } from "../../../core/input/arguments";
import { validate } from "../../../core/input/validation";
import { type Json, type JsonInput, JsonText, type Stored } from "../../../core/json/json";
import type { Call } from "../../../db/call";
import { mustBeOutsideTransactions, stillLasting } from "../../../db/collections/handed-out";
import type { Sql } from "../../../dialect/sql";
import type { ContentInputOf, ContentOf, TypeName } from "../../../schemas/types";
import type {
  IngestJob,
  IngestJobClaim,
  IngestJobEnqueueResult,
  IngestJobInput,
  IngestJobReleaseExpiredResult,
  IngestJobStats,
} from "../types";
import {
  checkClaim,
  claimJobs,
  completeJob,
  extendLease,
  extendLeases,
  failJob,
  inClaimOrder,
  leaseLost,
  notDead,
  releaseJobs,
  requeueJob,
} from "./claim";
import { enqueue } from "./enqueue";
import {
  IngestJobClaimInput,
  IngestJobCompleteInput,
  IngestJobFailInput,
  IngestJobHeartbeatInput,
  IngestJobReleaseExpiredInput,
  IngestJobRequeueInput,
} from "./inputs";
import { job, jobRules, jobsById, newRow, typedJob } from "./job";
import { IngestJobRows } from "./job-rows";
import { stats } from "./stats";

const DEFAULT_RELEASED = 1000;
const DEFAULT_FURTHER_ATTEMPTS = 5;

/**
 * The queue of what is to be ingested next. Reached as `scope.ingest.jobs`.
 *
 * A job is one worker's at a time, for as long as a lease that the worker's heartbeats extend.
 * Leases are reckoned by the clocks of the machines that the workers run on: those should agree to
 * within a fraction of a lease. Claims and heartbeats are refused in transactions, which would hide
 * them until they commit; `complete` and `fail` take part in them.
 *
 * A job has no version: its attempt is what a late writer is known by. Each claim counts it up, and
 * what a worker reports is written if the job still has the worker's attempt.
 */
// biome-ignore lint/suspicious/noExplicitAny: a manager with schemas is one, whatever they are
export class IngestJobs<C = any> extends IngestJobRows<C> {
  /**
   * Puts a job into the queue, unless its source and external id are known: then the job that has
   * them comes back as it is, whatever its status. Of parallel calls one makes the job.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id belongs to another job;
   * `conflict` when a known job was removed at the same time: call again
   * @example
   * const { job, created } = await acme.ingest.jobs.enqueue({
   *   source: "youtube",
   *   externalId: "v1",
   *   url,
   *   priority: 5,
   * });
   */
  enqueue<T extends JsonInput = Json, K extends string = string>(
    input: IngestJobInput<ContentInputOf<C, K, T>> & { source: TypeName<C, K> },
    options: CallOptions = {},
  ): Promise<IngestJobEnqueueResult<ContentOf<C, K, Stored<T>>>> {
    return this.call("enqueue", options, async (call) => {
      const given = validate(jobRules, input, "");
      const row = call.hasSchemas("jobs") ? await typedJob(call, given, "") : newRow(call, given, "");
      const [enqueued] = await enqueue(call, [row]);
      return enqueued as IngestJobEnqueueResult<ContentOf<C, K, Stored<T>>>;
    });
  }

  /**
   * The same for any number of jobs, all or none, in one statement. Of entries of the same key the
   * first makes the job.
   *
   * @returns for each entry, in the order given, its job and whether this entry made it
   * @throws UnifiedStoreError `validation`, naming the entry as `jobs[3].source`;
   * `unique_violation`, `conflict` as `enqueue`
   * @example
   * const enqueued = await acme.ingest.jobs.enqueueMany(
   *   videos.map(({ id, url }) => ({ source: "youtube", externalId: id, url })),
   * );
   */
  enqueueMany<T extends JsonInput = Json, K extends string = string>(
    inputs: readonly (IngestJobInput<ContentInputOf<C, K, T>> & { source: TypeName<C, K> })[],
    options: CallOptions = {},
  ): Promise<IngestJobEnqueueResult<ContentOf<C, K, Stored<T>>>[]> {
    return this.call("enqueueMany", options, async (call) => {
      const given = checkEach(inputs, "jobs", (input, path) => validate(jobRules, input, path));
      const rows = call.hasSchemas("jobs")
        ? await Promise.all(given.map((input, i) => typedJob(call, input, `jobs[${i}]`)))
        : given.map((input, i) => newRow(call, input, `jobs[${i}]`));
      const enqueued = await enqueue(call, rows);
      return enqueued as IngestJobEnqueueResult<ContentOf<C, K, Stored<T>>>[];
    });
  }

  /**
   * Hands jobs to a worker, each to one worker alone, until their leases run out: those of the
   * highest priority first, and of equal ones those that have waited longest. Jobs whose lease ran
   * out are handed out again while they have attempts left. Empty when there is nothing to do.
   * Leases count from when the statement is sent, and every job that is returned has time left.
   *
   * @throws UnifiedStoreError `validation`; `conflict` in a transaction: undone, it would give the
   * same attempt out twice; `timeout` when the leases were over each time that they arrived,
   * because `leaseMs` is shorter than the way
   * @example
   * const wanted = { workerId: "w-1", limit: 5, leaseMs: 30_000 };
   * for (const job of await acme.ingest.jobs.claim<{ url: string }>(wanted))
   *   await work(job.payload.url);
   */
  claim<T = Json>(input: IngestJobClaimInput, options: CallOptions = {}): Promise<IngestJob<T>[]> {
    return this.call("claim", options, async (call) => {
      mustBeOutsideTransactions(call, "a job claimed");
      const wanted = validate(IngestJobClaimInput, input, "");
      const claimed = await call.all(claimJobs(call, wanted), job.columns);
      const lasting = await stillLeased(call, claimed, (late) =>
        call.all(extendLeases(call, late, wanted), job.columns),
      );
      return inClaimOrder(lasting) as IngestJob<T>[];
    });
  }

  /**
   * Extends a worker's lease, from now on: 60,000 ms unless `leaseMs` says otherwise. A lease that
   * ran out can be extended as long as nobody else has taken the job.
   *
   * @param claim the job as `claim` gave it
   * @returns the job as it is now
   * @throws UnifiedStoreError `conflict` when the job is no longer this worker's: stop working on
   * it; `conflict` and `timeout` as `claim`; `validation`
   * @example
   * const { leaseExpiresAt } = await acme.ingest.jobs.heartbeat(job, { leaseMs: 30_000 });
   */
  heartbeat(
    claim: IngestJobClaim,
    input: IngestJobHeartbeatInput = {},
    options: CallOptions = {},
  ): Promise<IngestJob> {
    return this.call("heartbeat", options, async (call) => {
      mustBeOutsideTransactions(call, "a lease extended");
      const { leaseMs } = validate(IngestJobHeartbeatInput, input, "");
      const statement = extendLease(call, checkClaim(claim), leaseMs);
      const beat = async (): Promise<IngestJob[]> => [await held(call, statement)];
      const [job] = await stillLeased(call, await beat(), beat);
      return job!;
    });
  }

  /**
   * Ends a job with its result.
   *
   * @param claim the job as `claim` gave it
   * @returns the job as it is now
   * @throws UnifiedStoreError `conflict` when the job is no longer this worker's, and then nothing
   * is written; `validation`
   * @example
   * await acme.ingest.jobs.complete(job, { result: { segments: 12 } });
   */
  complete(
    claim: IngestJobClaim,
    input: IngestJobCompleteInput = {},
    options: CallOptions = {},
  ): Promise<IngestJob> {
    return this.call("complete", options, (call) => {
      const { result } = validate(IngestJobCompleteInput, input, "");
      const statement = completeJob(call, checkClaim(claim), JsonText.optional(result, "result") ?? null);
      return held(call, statement);
    });
  }

  /**
   * Ends an attempt that failed. The job is queued again after 5 s, after the next attempt 10 s,
   * and so on, doubling up to an hour; without an attempt left it is dead, and `requeue` is what
   * brings it back.
   *
   * @param claim the job as `claim` gave it
   * @returns the job as it is now
   * @throws UnifiedStoreError `conflict` when the job is no longer this worker's, and then nothing
   * is written; `validation`
   * @example
   * const { status, scheduledAt } = await acme.ingest.jobs.fail(job, {
   *   error: String(error),
   *   retryInMs: 60_000,
   * });
   */
  fail(claim: IngestJobClaim, input: IngestJobFailInput, options: CallOptions = {}): Promise<IngestJob> {
    return this.call("fail", options, (call) => {
      const failure = validate(IngestJobFailInput, input, "");
      return held(call, failJob(call, checkClaim(claim), failure));
    });
  }

  /**
   * Takes jobs whose lease ran out from their workers: they are queued again at once, or dead where
   * no attempt is left. `claim` hands the former out without it; the latter stay as they are until
   * this is called, so call it now and then, such as every minute.
   *
   * @param input.limit most jobs, 1 to 10,000. Default 1000. When as many were released, there may
   * be more: call again.
   * @throws UnifiedStoreError `validation`
   * @example
   * const { requeued, dead } = await acme.ingest.jobs.releaseExpired();
   */
  releaseExpired(
    input: IngestJobReleaseExpiredInput = {},
    options: CallOptions = {},
  ): Promise<IngestJobReleaseExpiredResult> {
    return this.call("releaseExpired", options, async (call) => {
      const { limit = DEFAULT_RELEASED } = validate(IngestJobReleaseExpiredInput, input, "");
      const released = await call.all(releaseJobs(call, limit), job.columns);
      const requeued = released.filter(({ status }) => status === "queued").length;
      return { requeued, dead: released.length - requeued };
    });
  }

  /**
   * How many jobs there are of each status, since when the oldest queued one waits, and how many
   * leases have run out. It counts them, in their indexes: the more jobs there are, the longer it
   * takes.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { queued, dead, oldestQueuedAt } = await acme.ingest.jobs.stats();
   */
  stats(options: CallOptions = {}): Promise<IngestJobStats> {
    return this.call("stats", options, stats);
  }

  /**
   * Queues a dead job again, from now on, for some further attempts: those that it had still count.
   *
   * @returns the job as it is now
   * @throws UnifiedStoreError `conflict` when it is not dead; `not_found`, `validation`
   * @example
   * for await (const { id } of acme.ingest.jobs.list({ status: "dead" }))
   *   await acme.ingest.jobs.requeue(id);
   */
  requeue(id: IngestJobId, input: IngestJobRequeueInput = {}, options: CallOptions = {}): Promise<IngestJob> {
    return this.call("requeue", options, async (call) => {
      const { attempts = DEFAULT_FURTHER_ATTEMPTS } = validate(IngestJobRequeueInput, input, "");
      const key = checkId(id);
      const requeued = await call.first(requeueJob(call, key, attempts), job.columns);
      if (requeued) return requeued;
      throw (await jobsById.one(call, key)) ? notDead(key) : notFound(`job ${key}`, undefined, "id");
    });
  }
}

/** What was claimed and can still be worked on. */
function stillLeased(
  call: Call,
  claimed: IngestJob[],
  renew: (late: IngestJob[]) => Promise<IngestJob[]>,
): Promise<IngestJob[]> {
  const isOver = ({ leaseExpiresAt }: IngestJob): boolean => leaseExpiresAt! <= call.now();
  return stillLasting(claimed, { isOver, renew, what: "lease", length: "leaseMs" });
}

async function held(call: Call, statement: Sql): Promise<IngestJob> {
  const changed = await call.first(statement, job.columns);
  if (!changed) throw leaseLost();
  return changed;
}
