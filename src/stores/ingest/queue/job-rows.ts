import { type IngestJobId, ingestJobTable } from "../../../../entities/ingest";
import type { CallOptions } from "../../../core/call/deadline";
import type { Json } from "../../../core/json/json";
import { Collection, collection } from "../../../db/collection";
import { objectKey } from "../../../db/collections/key";
import { objectLookup } from "../../../db/collections/object-lookup";
import type { PageRequest } from "../../../db/pages/page";
import type { ScopeContext } from "../../../db/scoped";
import type { Table } from "../../../db/table";
import { name, type Sql, sql } from "../../../dialect/sql";
import type { ContentOf, TypeName } from "../../../schemas/types";
import { JobListInput } from "../list-inputs";
import { timeList } from "../time-list";
import type { IngestJob, IngestJobKey, IngestJobListQuery } from "../types";
import { job } from "./job";

const JOBS = collection({
  name: "ingest.jobs",
  what: "job",
  table: job,
  key: "id",
  page: timeList(job, {
    Input: JobListInput,
    where: ({ status, source }) => {
      const given: Sql[] = [];
      if (status !== undefined) given.push(sql`t.status = ${name(status)}`);
      if (source !== undefined) given.push(sql`t.source = ${name(source)}`);
      return given;
    },
  }),
});

const KEY = ["source", "externalId"] as const;
const jobKey = objectKey<IngestJobKey>(job as Table<never, unknown>, {
  definition: ingestJobTable,
  key: KEY,
  what: "job",
});
const jobsByKey = objectLookup(job, KEY, jobKey);

// biome-ignore lint/suspicious/noExplicitAny: the methods' signatures have the type of the payload
type AnyJob = IngestJob<any>;

/** Reads and removals of jobs. `T` is the type of their payloads. */
// biome-ignore lint/suspicious/noExplicitAny: the type must accept a manager with any schemas
export abstract class IngestJobRows<C = any> extends Collection<AnyJob, IngestJobListQuery, IngestJobId> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, JOBS);
  }

  /**
   * Reads one job; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const job = await acme.ingest.jobs.get<{ url: string }>(id);
   */
  override get<T = Json>(id: IngestJobId, options: CallOptions = {}): Promise<IngestJob<T> | null> {
    return super.get(id, options) as Promise<IngestJob<T> | null>;
  }

  /**
   * Reads one job that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { status, error } = await acme.ingest.jobs.getOrThrow(id);
   */
  override getOrThrow<T = Json>(id: IngestJobId, options: CallOptions = {}): Promise<IngestJob<T>> {
    return super.getOrThrow(id, options) as Promise<IngestJob<T>>;
  }

  /**
   * Reads any number of jobs in one statement.
   *
   * @returns for each id, in the order given, its job or null
   * @throws UnifiedStoreError `validation`, naming the entry as `ids[3]`
   * @example
   * const [first, second] = await acme.ingest.jobs.getMany<{ url: string }>([a, b]);
   */
  override getMany<T = Json>(
    ids: readonly IngestJobId[],
    options: CallOptions = {},
  ): Promise<(IngestJob<T> | null)[]> {
    return super.getMany(ids, options) as Promise<(IngestJob<T> | null)[]>;
  }

  /**
   * Reads the job with this source and external id; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const job = await acme.ingest.jobs.getByExternalId({ source: "youtube", externalId: "v1" });
   */
  getByExternalId<T = Json, K extends string = string>(
    key: IngestJobKey & { source: TypeName<C, K> },
    options: CallOptions = {},
  ): Promise<IngestJob<ContentOf<C, K, T>> | null> {
    return this.call("getByExternalId", options, async (call) => {
      const found = await jobsByKey.one(call, jobKey.check(key));
      return found as IngestJob<ContentOf<C, K, T>> | null;
    });
  }

  /**
   * Lists jobs by time of creation, newest first, page by page. Paging may miss a job whose status
   * changes meanwhile; no job comes twice.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { id, error } of acme.ingest.jobs.list({ status: "dead" }))
   *   console.log(id, error);
   */
  override list<T = Json, K extends string = string>(
    query: IngestJobListQuery & { source?: TypeName<C, K> | undefined } = {},
    options: CallOptions = {},
  ): PageRequest<IngestJob<ContentOf<C, K, T>>> {
    return super.list(query, options) as PageRequest<IngestJob<ContentOf<C, K, T>>>;
  }

  /**
   * Deletes a job in any status. A worker that holds it gets an error at its next report. The same
   * source and external id can then be enqueued again.
   *
   * @returns whether it existed
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await acme.ingest.jobs.remove(id);
   */
  override remove(id: IngestJobId, options: CallOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }
}
