import { checkEach } from "../../core/arguments";
import { type CallLimits, type CallOptions, checkOptions, within } from "../../core/deadline";
import { JsonText } from "../../core/json";
import { validate } from "../../core/validation";
import { mustBeOutsideTransactions, stillLasting } from "../../db/handed-out";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import type { Sql } from "../../dialect/sql";
import {
  checkClaim,
  claimJobs,
  completeJob,
  extendLease,
  extendLeases,
  failJob,
  inClaimOrder,
  leaseLost,
  releaseJobs,
} from "./claim";
import { IngestCreators } from "./creators";
import { enqueue } from "./enqueue";
import { IngestEpisodes } from "./episodes";
import { job, newJob } from "./job";
import {
  IngestClaimInput,
  IngestCompleteInput,
  IngestFailInput,
  IngestHeartbeatInput,
  type IngestJobInput,
  IngestReleaseInput,
} from "./job-inputs";
import { IngestJobs } from "./jobs";
import { IngestProvenances } from "./provenance";
import { IngestSegments } from "./segments";
import { stats } from "./stats";
import type { IngestEnqueued, IngestJob, IngestJobClaim, IngestJobStats, IngestReleased } from "./types";
import { IngestUsageLog } from "./usage";
import { IngestWatchlist } from "./watchlist";

const DEFAULT_RELEASED = 1000;

/**
 * What is brought in from elsewhere: who made it, what was said in it, on what terms it is used, and the queue of what is to be
 * brought in next. Reached as `scope.ingest`.
 *
 * The queue hands a job to one worker at a time, for as long as a lease that the worker's heartbeats extend. Leases are reckoned by the
 * clocks of the machines that the workers run on: those should agree to within a fraction of a lease. Claims and heartbeats are refused in
 * transactions, which would hide them until they commit; `complete` and `fail` take part in them.
 */
export class IngestStore extends ScopedStore {
  readonly creators: IngestCreators;
  readonly episodes: IngestEpisodes;
  readonly segments: IngestSegments;
  readonly provenance: IngestProvenances;
  readonly usage: IngestUsageLog;
  readonly watchlist: IngestWatchlist;
  /** The queue's rows; its verbs are the store's own. */
  readonly jobs: IngestJobs;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "ingest");
    this.creators = new IngestCreators(context);
    this.episodes = new IngestEpisodes(context);
    this.segments = new IngestSegments(context);
    this.provenance = new IngestProvenances(context);
    this.usage = new IngestUsageLog(context);
    this.watchlist = new IngestWatchlist(context);
    this.jobs = new IngestJobs(context);
  }

  /**
   * Puts a job into the queue, unless its source and external id are known: then the job that has them comes back as it is, whatever
   * its status. Of parallel calls one makes the job.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id belongs to another job; `conflict` when a known job was
   * removed at the same time: call again
   * @example
   * const { job, created } = await acme.ingest.enqueue({ source: "youtube", externalId: "v1", url, priority: 5 });
   */
  enqueue(input: IngestJobInput, options: CallOptions = {}): Promise<IngestEnqueued> {
    return this.db.method("enqueue", async () => {
      options = checkOptions(options);
      const [enqueued] = await enqueue(this.db, "enqueue", [newJob(this.db, input, "")], options);
      return enqueued!;
    });
  }

  /**
   * The same for any number of jobs, all or none, in one statement. Of entries of the same key the first makes the job.
   *
   * @returns for each entry, in the order given, its job and whether this entry made it
   * @throws UnifiedStoreError `validation`, naming the entry as `jobs[3].source`; `unique_violation`, `conflict` as `enqueue`
   * @example
   * const enqueued = await acme.ingest.enqueueMany(videos.map(({ id, url }) => ({ source: "youtube", externalId: id, url })));
   */
  enqueueMany(inputs: readonly IngestJobInput[], options: CallOptions = {}): Promise<IngestEnqueued[]> {
    return this.db.method("enqueueMany", async () => {
      options = checkOptions(options);
      const rows = checkEach(inputs, "jobs", (input, path) => newJob(this.db, input, path));
      return enqueue(this.db, "enqueueMany", rows, options);
    });
  }

  /**
   * Hands jobs to a worker, each to one worker alone, until their leases run out: those of the highest priority first, and of equal
   * ones those that have waited longest. Jobs whose lease ran out are handed out again while they have attempts left. Empty when
   * there is nothing to do. Leases count from when the statement is sent, and every job that is returned has time left.
   *
   * @throws UnifiedStoreError `validation`; `conflict` in a transaction: undone, it would give the same attempt out twice; `timeout`
   * when the leases were over each time that they arrived, because `leaseMs` is shorter than the way
   * @example
   * for (const job of await acme.ingest.claim({ worker: "w-1", limit: 5, leaseMs: 30_000 })) await work(job);
   */
  claim(input: IngestClaimInput, options: CallOptions = {}): Promise<IngestJob[]> {
    return this.db.method("claim", async () => {
      options = checkOptions(options);
      mustBeOutsideTransactions(this.db, "a job claimed");
      const wanted = validate(IngestClaimInput, input, "");
      return within(options, async (call) => {
        const claimed = await this.db.all("claim", claimJobs(this.db, wanted), job.columns, {
          options: call,
        });
        const lasting = await this.stillLeased(claimed, (late) => {
          const statement = extendLeases(this.db, late, wanted);
          return this.db.all("claim", statement, job.columns, { options: call });
        });
        return inClaimOrder(lasting);
      });
    });
  }

  /**
   * Extends a worker's lease, from now on: 60,000 ms unless `leaseMs` says otherwise. A lease that ran out can be extended as long
   * as nobody else has taken the job.
   *
   * @param claim the job as `claim` gave it
   * @returns the job as it is now
   * @throws UnifiedStoreError `conflict` when the job is no longer this worker's: stop working on it; `conflict` and `timeout` as `claim`;
   * `validation`
   * @example
   * const { leaseUntil } = await acme.ingest.heartbeat(job, { leaseMs: 30_000 });
   */
  heartbeat(
    claim: IngestJobClaim,
    input: IngestHeartbeatInput = {},
    options: CallOptions = {},
  ): Promise<IngestJob> {
    return this.db.method("heartbeat", async () => {
      options = checkOptions(options);
      mustBeOutsideTransactions(this.db, "a lease extended");
      const { leaseMs } = validate(IngestHeartbeatInput, input, "");
      const statement = extendLease(this.db, checkClaim(claim), leaseMs);
      return within(options, async (call) => {
        const beat = async (): Promise<IngestJob[]> => [await this.held("heartbeat", statement, call)];
        const [job] = await this.stillLeased(await beat(), beat);
        return job!;
      });
    });
  }

  /**
   * Ends a job with its result.
   *
   * @param claim the job as `claim` gave it
   * @returns the job as it is now
   * @throws UnifiedStoreError `conflict` when the job is no longer this worker's, and then nothing is written; `validation`
   * @example
   * await acme.ingest.complete(job, { result: { segments: 12 } });
   */
  complete(
    claim: IngestJobClaim,
    input: IngestCompleteInput = {},
    options: CallOptions = {},
  ): Promise<IngestJob> {
    return this.db.method("complete", () => {
      options = checkOptions(options);
      const { result } = validate(IngestCompleteInput, input, "");
      const statement = completeJob(this.db, checkClaim(claim), JsonText.optional(result, "result") ?? null);
      return this.held("complete", statement, options);
    });
  }

  /**
   * Ends an attempt that failed. The job is queued again after 5 s, after the next attempt 10 s, and so on, doubling up to an hour; without
   * an attempt left it is dead, and `jobs.requeue` is what brings it back.
   *
   * @param claim the job as `claim` gave it
   * @returns the job as it is now
   * @throws UnifiedStoreError `conflict` when the job is no longer this worker's, and then nothing is written; `validation`
   * @example
   * const { status, scheduledAt } = await acme.ingest.fail(job, { error: String(error), retryInMs: 60_000 });
   */
  fail(claim: IngestJobClaim, input: IngestFailInput, options: CallOptions = {}): Promise<IngestJob> {
    return this.db.method("fail", () => {
      options = checkOptions(options);
      const failure = validate(IngestFailInput, input, "");
      return this.held("fail", failJob(this.db, checkClaim(claim), failure), options);
    });
  }

  /**
   * Takes jobs whose lease ran out from their workers: they are queued again at once, or dead where no attempt is left. `claim` hands the
   * former out without it; the latter stay as they are until this is called, so call it now and then, such as every minute.
   *
   * @param input.limit most jobs, 1 to 10,000. Default 1000. When as many were released, there may be more: call again.
   * @throws UnifiedStoreError `validation`
   * @example
   * const { requeued, dead } = await acme.ingest.release();
   */
  release(input: IngestReleaseInput = {}, options: CallOptions = {}): Promise<IngestReleased> {
    return this.db.method("release", async () => {
      options = checkOptions(options);
      const { limit = DEFAULT_RELEASED } = validate(IngestReleaseInput, input, "");
      const released = await this.db.all("release", releaseJobs(this.db, limit), job.columns, { options });
      const requeued = released.filter(({ status }) => status === "queued").length;
      return { requeued, dead: released.length - requeued };
    });
  }

  /**
   * How many jobs there are of each status, since when the oldest queued one waits, and how many leases have run out. It counts them, in
   * their indexes: the more jobs there are, the longer it takes.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { queued, dead, oldestQueuedAt } = await acme.ingest.stats();
   */
  stats(options: CallOptions = {}): Promise<IngestJobStats> {
    return this.db.method("stats", () => {
      options = checkOptions(options);
      return stats(this.db, options);
    });
  }

  /** What was claimed and can still be worked on. */
  private stillLeased(
    claimed: IngestJob[],
    renew: (late: IngestJob[]) => Promise<IngestJob[]>,
  ): Promise<IngestJob[]> {
    const isOver = ({ leaseUntil }: IngestJob): boolean => leaseUntil! <= this.db.now();
    return stillLasting(claimed, { isOver, renew, what: "lease", length: "leaseMs" });
  }

  private async held(method: string, statement: Sql, options: CallLimits): Promise<IngestJob> {
    const changed = await this.db.first(method, statement, job.columns, { options });
    if (!changed) throw leaseLost();
    return changed;
  }
}
