import { checkId } from "../../core/arguments";
import { decodeCursor } from "../../core/cursor";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { notFound } from "../../core/errors";
import { validate } from "../../core/validation";
import { lookup } from "../../db/lookup";
import { DEFAULT_LIMIT, type PageRequest, pageOf } from "../../db/page";
import { paged } from "../../db/paged";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { all, flag, instant, integer, name, type Sql, sql, uuid } from "../../dialect/sql";
import { IngestDueInput, IngestPollInput, IngestRetryInput, IngestWatchInput } from "./inputs";
import { EnableInput, WatchKeyInput, WatchListInput } from "./list-inputs";
import { putter } from "./put";
import { removeById } from "./rows";
import type { IngestWatch, IngestWatchListQuery } from "./types";
import { newWatch, pollFailed, pollSucceeded, watch } from "./watch";

const byId = lookup(watch, "id");
const put = putter({
  table: watch,
  key: ["sourceType", "handle"],
  changeable: ["label", "enabled", "cursor", "etag", "lastSeenAt", "failureCount", "backoffUntil", "dueAt"],
});

/** The sources that are asked for news again and again. Reached as `scope.ingest.watchlist`. */
export class IngestWatchlist extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "ingest.watchlist");
  }

  /**
   * Makes the watch of a source type and handle, or changes what is given of the one that has them: what is left out stays as it is,
   * how far the polling has come above all. Id and `createdAt` of a watch that exists stay. Parallel puts of one key make one watch.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id belongs to another watch
   * @example
   * const watch = await acme.ingest.watchlist.put({ sourceType: "youtube", handle: "@ada", label: "Ada" });
   */
  put(input: IngestWatchInput, options: CallOptions = {}): Promise<IngestWatch> {
    return this.db.method("put", () => {
      options = checkOptions(options);
      const given = validate(IngestWatchInput, input, "");
      return put(this.db, { row: newWatch(this.db, given), given }, options);
    });
  }

  /**
   * Reads one watch; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const watch = await acme.ingest.watchlist.get(id);
   */
  get(id: string, options: CallOptions = {}): Promise<IngestWatch | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return byId.one(this.db, "get", checkId(id), options);
    });
  }

  /**
   * Reads one watch that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { cursor } = await acme.ingest.watchlist.getOrThrow(id);
   */
  getOrThrow(id: string, options: CallOptions = {}): Promise<IngestWatch> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      return found(id, await byId.one(this.db, "getOrThrow", checkId(id), options));
    });
  }

  /**
   * Finds the watch of a source type and handle; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const watch = await acme.ingest.watchlist.find("youtube", "@ada");
   */
  find(sourceType: string, handle: string, options: CallOptions = {}): Promise<IngestWatch | null> {
    return this.db.method("find", () => {
      options = checkOptions(options);
      validate(WatchKeyInput, { sourceType, handle }, "");
      const statement = sql`
        select ${watch.columns.sql} from ${watch.name}
        where ${this.db.inScope()} and source_type = ${name(sourceType)} and handle = ${name(handle)}`;
      return this.db.first("find", statement, watch.columns, { options });
    });
  }

  /**
   * Lists watches by source type and handle in code point order, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { handle, enabled } of acme.ingest.watchlist.list({ sourceType: "youtube" })) console.log(handle, enabled);
   */
  list(query: IngestWatchListQuery = {}, options: CallOptions = {}): PageRequest<IngestWatch> {
    const call = { method: "list", Input: WatchListInput, query, options };
    return paged(this.db, call, async ({ sourceType }, { limit, cursor }, options) => {
      const id = this.db.queryId("list", { sourceType });
      const where: Sql[] = [this.db.inScope("w")];
      if (sourceType !== undefined) where.push(sql`w.source_type = ${name(sourceType)}`);
      if (cursor !== undefined) where.push(behind(id, cursor));
      const statement = sql`
        select ${watch.columns.as("w")} from ${watch.name} as w where ${all(where)}
        order by w.source_type, w.handle limit ${integer(limit + 1)}`;
      const rows = await this.db.all("list", statement, watch.columns, { options });
      return pageOf(rows, { query: id, limit, keyOf: (row) => [row.sourceType, row.handle] });
    });
  }

  /**
   * The enabled watches whose time has come, those that have waited longest first. To read them takes nothing from anybody: where several
   * poll, enqueue a job for each, which one of them claims.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for (const watch of await acme.ingest.watchlist.due({ limit: 20 })) await poll(watch);
   */
  due(query: IngestDueInput = {}, options: CallOptions = {}): Promise<IngestWatch[]> {
    return this.db.method("due", () => {
      options = checkOptions(options);
      const { limit = DEFAULT_LIMIT } = validate(IngestDueInput, query, "");
      const statement = sql`
        select ${watch.columns.sql} from ${watch.name}
        where ${this.db.inScope()} and enabled and due_at <= ${this.db.dispatch().after()}
        order by due_at, id limit ${integer(limit)}`;
      return this.db.all("due", statement, watch.columns, { options });
    });
  }

  /**
   * Notes that a poll succeeded: the failure count goes to 0, the backoff ends, and the watch is due again in `nextInMs`.
   *
   * @returns the watch as it is now
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * await acme.ingest.watchlist.polled(watch.id, { cursor: page.next, etag: page.etag, seenAt: page.newest, nextInMs: 900_000 });
   */
  polled(id: string, poll: IngestPollInput = {}, options: CallOptions = {}): Promise<IngestWatch> {
    return this.db.method("polled", () => {
      options = checkOptions(options);
      const statement = pollSucceeded(this.db, checkId(id), validate(IngestPollInput, poll, "poll"));
      return this.changed("polled", id, statement, options);
    });
  }

  /**
   * Notes that a poll failed: counts it, and puts the next one off for a minute, then 2, 4 and so on, doubling up to 6 hours.
   * Parallel calls all count. Cursor and etag stay.
   *
   * @returns the watch as it is now
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * await acme.ingest.watchlist.failed(watch.id, { retryInMs: response.retryAfterMs });
   */
  failed(id: string, retry: IngestRetryInput = {}, options: CallOptions = {}): Promise<IngestWatch> {
    return this.db.method("failed", () => {
      options = checkOptions(options);
      const { retryInMs } = validate(IngestRetryInput, retry, "retry");
      return this.changed("failed", id, pollFailed(this.db, checkId(id), retryInMs), options);
    });
  }

  /**
   * Enables a watch, or with false disables it: then it is never due. Its time and its polling state stay.
   *
   * @returns the watch as it is now
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * await acme.ingest.watchlist.enable(watch.id, false);
   */
  enable(id: string, enabled = true, options: CallOptions = {}): Promise<IngestWatch> {
    return this.db.method("enable", () => {
      options = checkOptions(options);
      validate(EnableInput, { enabled }, "");
      const statement = sql`
        update ${watch.name} set enabled = ${flag(enabled)}, updated_at = ${instant(this.db.now())}
        where ${this.db.inScope()} and id = ${uuid(checkId(id))} returning ${watch.columns.sql}`;
      return this.changed("enable", id, statement, options);
    });
  }

  /**
   * Deletes a watch.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await acme.ingest.watchlist.remove(id);
   */
  remove(id: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("remove", () => {
      options = checkOptions(options);
      return removeById(this.db, watch, checkId(id), options);
    });
  }

  private async changed(
    method: string,
    id: string,
    statement: Sql,
    options: CallOptions,
  ): Promise<IngestWatch> {
    return found(id, await this.db.first(method, statement, watch.columns, { options }));
  }
}

function found(id: string, row: IngestWatch | null): IngestWatch {
  if (!row) throw notFound(`watch ${id}`);
  return row;
}

function behind(query: string, cursor: string): Sql {
  const [sourceType, handle] = decodeCursor(query, cursor, ["string", "string"]) as [string, string];
  return sql`(w.source_type, w.handle) > (${name(sourceType)}, ${name(handle)})`;
}
