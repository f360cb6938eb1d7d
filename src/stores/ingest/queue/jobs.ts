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
 * Job queue with leases: the items to ingest next. Reached as `scope.ingest.jobs`.
 *
 * One worker holds a job at a time, until its lease expires. Heartbeats extend the lease. Leases
 * use the clocks of the machines of the workers: these must agree to within a fraction of a lease.
 * Claims and heartbeats are refused in a transaction, because other workers would not see them
 * before the commit. `complete` and `fail` can be part of a transaction.
 *
 * A job has no version. Its attempt is the fencing token: each claim increments it, and a report of
 * a worker is written only if the job still has the attempt of that worker.
 */
// biome-ignore lint/suspicious/noExplicitAny: the type must accept a manager with any schemas
export class IngestJobs<C = any> extends IngestJobRows<C> {
  /**
   * Enqueues a job once. The key is source and external id: if a job with this key exists, in any
   * status, it is returned unchanged. Of parallel calls, one creates the job.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id belongs to another job;
   * `conflict` when an existing job was removed at the same time: call again
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
   * Bulk enqueue: all jobs or none, in one statement. Of entries with the same key, the first one
   * creates the job.
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
   * Claims jobs for a worker, under a lease. No other worker gets them until the lease expires.
   * Jobs with the highest priority come first, then those that have waited longest. Jobs with an
   * expired lease can be claimed again while they have attempts left. The result is empty when no
   * job is available. A lease counts from the time when the statement is sent. Every returned job
   * has time left.
   *
   * @throws UnifiedStoreError `validation`; `conflict` in a transaction: after a rollback, the same
   * attempt would be claimed twice; `timeout` when the leases had expired each time that the answer
   * arrived, because `leaseMs` is shorter than the round trip
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
   * Extends the lease of a job to `leaseMs` from now, by default 60,000. An expired lease can be
   * extended until another worker has claimed the job.
   *
   * @param claim the job that `claim` returned
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
   * Completes a job with its result.
   *
   * @param claim the job that `claim` returned
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
   * Reports a failed attempt. The job is queued again with exponential backoff: after 5 s, then
   * 10 s, and so on, up to an hour. A job without attempts left is dead; `requeue` queues it again.
   *
   * @param claim the job that `claim` returned
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
   * Releases expired leases. The jobs are queued again at once, or dead if no attempt is left.
   * `claim` finds the former without this call. The latter stay `running` until this call, so call
   * it regularly, such as every minute.
   *
   * @param input.limit largest number of jobs, 1 to 10,000. Default 1000. When the call released
   * that many, there may be more: call again.
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
   * Queue statistics: the number of jobs in each status, the creation time of the oldest queued
   * job, and the number of expired leases. It counts index entries, so its time grows with the
   * number of jobs.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { queued, dead, oldestQueuedAt } = await acme.ingest.jobs.stats();
   */
  stats(options: CallOptions = {}): Promise<IngestJobStats> {
    return this.call("stats", options, stats);
  }

  /**
   * Requeues a dead job from now on, with some further attempts. Its earlier attempts still count.
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

/** The claimed jobs whose lease has not expired. */
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
