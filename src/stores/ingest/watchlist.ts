import type { IngestWatchId } from "../../../entities/ingest";
import { checkId, checkWriteOptions, type WriteOptions } from "../../core/arguments";
import { decodeCursor } from "../../core/cursor";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { notFound, versionConflict } from "../../core/errors";
import { validate } from "../../core/validation";
import { collection } from "../../db/collection";
import { lister } from "../../db/list-page";
import { lookup } from "../../db/lookup";
import { type PageRequest, pageOf } from "../../db/page";
import { PageInput } from "../../db/page-input";
import { paged } from "../../db/paged";
import type { ScopeContext } from "../../db/scoped";
import { all, integer, name, type Sql, sql } from "../../dialect/sql";
import { IngestWatchFailedInput, IngestWatchInput, IngestWatchPolledInput } from "./inputs";
import { KeyedRows, type KeyedWrites } from "./keyed";
import { WatchKeyInput, WatchListInput } from "./list-inputs";
import type { IngestWatch, IngestWatchDueQuery, IngestWatchKey, IngestWatchListQuery } from "./types";
import { upserter } from "./upsert";
import { enabledOrNot, newWatch, pollFailed, pollSucceeded, type WatchChange, watch } from "./watch";

const WATCHES = collection({
  place: "ingest.watchlist",
  what: "watch",
  table: watch,
  key: "id",
  page: (db, query: IngestWatchListQuery, options) =>
    paged(db, { method: "list", Input: WatchListInput, query, options }, async (input, at, options) => {
      const { sourceType } = input;
      const id = db.queryId("list", { sourceType });
      const where: Sql[] = [db.inScope("w")];
      if (sourceType !== undefined) where.push(sql`w.source_type = ${name(sourceType)}`);
      if (at.cursor !== undefined) where.push(behind(id, at.cursor));
      const statement = sql`
        select ${watch.columns.as("w")} from ${watch.name} as w where ${all(where)}
        order by w.source_type, w.handle limit ${integer(at.limit + 1)}`;
      const rows = await db.all("list", statement, watch.columns, { options });
      return pageOf(rows, { query: id, limit: at.limit, keyOf: (row) => [row.sourceType, row.handle] });
    }),
});

const WRITES: KeyedWrites<IngestWatchInput, IngestWatch> = {
  Input: IngestWatchInput,
  upserter: upserter({
    table: watch,
    key: ["sourceType", "handle"],
    changeable: [
      "label",
      "enabled",
      "cursor",
      "etag",
      "lastSeenAt",
      "failureCount",
      "backoffEndsAt",
      "dueAt",
    ],
    newRow: newWatch,
  }),
  what: "watch",
  list: "watches",
  keyField: "handle",
};

const watchesById = lookup(watch, "id");
const listDue = lister(watch, "w", "dueAt");

/** The sources that are asked for news again and again. Reached as `scope.ingest.watchlist`. */
export class IngestWatchlist extends KeyedRows<IngestWatchInput, IngestWatch, IngestWatchListQuery> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, WATCHES, WRITES);
  }

  /**
   * Reads the watch of a source type and handle; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const watch = await acme.ingest.watchlist.getByHandle({
   *   sourceType: "youtube",
   *   handle: "@ada",
   * });
   */
  getByHandle(key: IngestWatchKey, options: CallOptions = {}): Promise<IngestWatch | null> {
    return this.db.method("getByHandle", () => {
      options = checkOptions(options);
      return this.find("getByHandle", validate(WatchKeyInput, key, "key"), options);
    });
  }

  /**
   * The enabled watches whose time has come, those that have waited longest first, page by page. To
   * read them takes nothing from anybody: where several poll, enqueue a job for each, which one of
   * them claims.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const watch of acme.ingest.watchlist.due({ limit: 20 })) await poll(watch);
   */
  due(query: IngestWatchDueQuery = {}, options: CallOptions = {}): PageRequest<IngestWatch> {
    const call = { method: "due", Input: PageInput, query, options };
    return paged(this.db, call, (_input, at, options) => {
      const where = sql`w.enabled and w.due_at <= ${this.db.dispatch().after()}`;
      const id = this.db.queryId("due", {});
      return listDue(this.db, { ...at, method: "due", where, order: "oldest", query: id, options });
    });
  }

  /**
   * Notes that a poll succeeded: the failure count goes to 0, the backoff ends, and the watch is
   * due again in `nextInMs`.
   *
   * @param options.ifVersion note it only if the watch still has this version
   * @returns the watch as it is now
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * const news = { cursor: page.next, etag: page.etag, lastSeenAt: page.newest };
   * await acme.ingest.watchlist.polled(watch.id, { ...news, nextInMs: 900_000 });
   */
  polled(
    id: IngestWatchId,
    poll: IngestWatchPolledInput = {},
    options: WriteOptions = {},
  ): Promise<IngestWatch> {
    return this.#change("polled", id, options, (change) =>
      pollSucceeded(this.db, change, validate(IngestWatchPolledInput, poll, "poll")),
    );
  }

  /**
   * Notes that a poll failed: counts it, and puts the next one off for a minute, then 2, 4 and so
   * on, doubling up to 6 hours. Parallel calls all count. Cursor and etag stay.
   *
   * @param options.ifVersion note it only if the watch still has this version
   * @returns the watch as it is now
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * await acme.ingest.watchlist.failed(watch.id, { retryInMs: response.retryAfterMs });
   */
  failed(
    id: IngestWatchId,
    retry: IngestWatchFailedInput = {},
    options: WriteOptions = {},
  ): Promise<IngestWatch> {
    return this.#change("failed", id, options, (change) => {
      const { retryInMs } = validate(IngestWatchFailedInput, retry, "retry");
      return pollFailed(this.db, change, retryInMs);
    });
  }

  /**
   * Enables a watch, whose time and polling state are as they were when it was disabled.
   *
   * @param options.ifVersion enable it only if it still has this version
   * @returns the watch as it is now
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * const { dueAt } = await acme.ingest.watchlist.enable(watch.id);
   */
  enable(id: IngestWatchId, options: WriteOptions = {}): Promise<IngestWatch> {
    return this.#change("enable", id, options, (change) => enabledOrNot(this.db, change, true));
  }

  /**
   * Disables a watch: then it is never due. Its time and its polling state stay.
   *
   * @param options.ifVersion disable it only if it still has this version
   * @returns the watch as it is now
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * await acme.ingest.watchlist.disable(watch.id);
   */
  disable(id: IngestWatchId, options: WriteOptions = {}): Promise<IngestWatch> {
    return this.#change("disable", id, options, (change) => enabledOrNot(this.db, change, false));
  }

  #change(
    method: string,
    id: IngestWatchId,
    options: WriteOptions,
    statement: (change: WatchChange) => Sql,
  ): Promise<IngestWatch> {
    return this.db.method(method, async () => {
      const { ifVersion, ...call } = checkWriteOptions(options);
      const key = checkId(id);
      const changed = await this.db.first(method, statement({ id: key, ifVersion }), watch.columns, {
        options: call,
      });
      if (changed) return changed;
      if (ifVersion !== undefined && (await watchesById.one(this.db, method, key, call)))
        throw versionConflict(`watch ${key}`, ifVersion);
      throw notFound(`watch ${key}`, undefined, "id");
    });
  }
}

function behind(query: string, cursor: string): Sql {
  const [sourceType, handle] = decodeCursor(query, cursor, ["string", "string"]) as [string, string];
  return sql`(w.source_type, w.handle) > (${name(sourceType)}, ${name(handle)})`;
}
