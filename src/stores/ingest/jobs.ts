import { checkId, checkIds } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { notFound, UnifiedStoreError } from "../../core/errors";
import { validate } from "../../core/validation";
import { lister } from "../../db/list-page";
import type { PageRequest } from "../../db/page";
import { paged } from "../../db/paged";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { all, integer, name, type Sql, sql, uuid } from "../../dialect/sql";
import { job, jobsById } from "./job";
import { IngestRequeueInput } from "./job-inputs";
import { JobKeyInput, JobListInput } from "./list-inputs";
import { removeById } from "./rows";
import type { IngestJob, IngestJobListQuery } from "./types";

const list = lister(job, "j", "createdAt");
const DEFAULT_FURTHER_ATTEMPTS = 5;

/** The rows of the queue, to look at and to tidy up. Reached as `scope.ingest.jobs`. */
export class IngestJobs extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "ingest.jobs");
  }

  /**
   * Reads one job; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const job = await acme.ingest.jobs.get(id);
   */
  get(id: string, options: CallOptions = {}): Promise<IngestJob | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return jobsById.one(this.db, "get", checkId(id), options);
    });
  }

  /**
   * Reads one job that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { status, error } = await acme.ingest.jobs.getOrThrow(id);
   */
  getOrThrow(id: string, options: CallOptions = {}): Promise<IngestJob> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await jobsById.one(this.db, "getOrThrow", checkId(id), options);
      if (!found) throw notFound(`job ${id}`);
      return found;
    });
  }

  /**
   * Reads any number of jobs in one statement.
   *
   * @returns for each id, in the order given, its job or null
   * @throws UnifiedStoreError `validation`
   * @example
   * const [first, second] = await acme.ingest.jobs.getMany([a, b]);
   */
  getMany(ids: readonly string[], options: CallOptions = {}): Promise<(IngestJob | null)[]> {
    return this.db.method("getMany", async () => {
      options = checkOptions(options);
      return jobsById.many(this.db, "getMany", checkIds(ids), options);
    });
  }

  /**
   * Finds the job of a source and external id; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const job = await acme.ingest.jobs.find("youtube", "v1");
   */
  find(source: string, externalId: string, options: CallOptions = {}): Promise<IngestJob | null> {
    return this.db.method("find", () => {
      options = checkOptions(options);
      validate(JobKeyInput, { source, externalId }, "");
      const statement = sql`
        select ${job.columns.sql} from ${job.name}
        where ${this.db.inScope()} and source = ${name(source)} and external_id = ${name(externalId)}`;
      return this.db.first("find", statement, job.columns, { options });
    });
  }

  /**
   * Lists jobs by time of creation, newest first, page by page. A job that changes its status while you page may be missed; none
   * comes twice.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { id, error } of acme.ingest.jobs.list({ status: "dead" })) console.log(id, error);
   */
  list(query: IngestJobListQuery = {}, options: CallOptions = {}): PageRequest<IngestJob> {
    const call = { method: "list", Input: JobListInput, query, options };
    return paged(this.db, call, (input, at, options) => {
      const { order = "newest" } = input;
      const id = this.db.queryId("list", input, { order });
      return list(this.db, { ...at, where: conditions(input), order, query: id, options });
    });
  }

  /**
   * Queues a dead job again, from now on, for some further attempts: those that it had still count.
   *
   * @returns the job as it is now
   * @throws UnifiedStoreError `conflict` when it is not dead; `not_found`, `validation`
   * @example
   * for await (const { id } of acme.ingest.jobs.list({ status: "dead" })) await acme.ingest.jobs.requeue(id);
   */
  requeue(id: string, input: IngestRequeueInput = {}, options: CallOptions = {}): Promise<IngestJob> {
    return this.db.method("requeue", async () => {
      options = checkOptions(options);
      const { attempts = DEFAULT_FURTHER_ATTEMPTS } = validate(IngestRequeueInput, input, "");
      const key = checkId(id);
      const now = this.db.dispatch().after();
      const statement = sql`
        update ${job.name}
        set status = 'queued', max_attempts = attempts + ${integer(attempts)}, scheduled_at = ${now}, available_at = ${now},
          finished_at = null
        where ${this.db.inScope()} and id = ${uuid(key)} and status = 'dead' returning ${job.columns.sql}`;
      const requeued = await this.db.first("requeue", statement, job.columns, { options });
      if (requeued) return requeued;
      throw (await jobsById.one(this.db, "requeue", key, options)) ? notDead(key) : notFound(`job ${key}`);
    });
  }

  /**
   * Deletes a job, whatever its status: the worker that has it is told when it next reports. The same source and external id
   * can then be enqueued anew.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await acme.ingest.jobs.remove(id);
   */
  remove(id: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("remove", () => {
      options = checkOptions(options);
      return removeById(this.db, job, checkId(id), options);
    });
  }
}

function conditions({ status, source }: JobListInput): Sql {
  const given: Sql[] = [];
  if (status !== undefined) given.push(sql`j.status = ${name(status)}`);
  if (source !== undefined) given.push(sql`j.source = ${name(source)}`);
  return all(given);
}

function notDead(id: string): UnifiedStoreError {
  return new UnifiedStoreError("conflict", `job ${id} is not dead: only dead jobs can be queued again`);
}
