import { type IngestWatchEntity, type IngestWatchId, ingestWatchTable } from "../../../../entities/ingest";
import type { CallOptions } from "../../../core/call/deadline";
import { decodeCursor } from "../../../core/cursor";
import type { WriteOptions } from "../../../core/input/arguments";
import { validate } from "../../../core/input/validation";
import { collection } from "../../../db/collection";
import { changer } from "../../../db/collections/change";
import { byNaturalKey } from "../../../db/collections/natural-key";
import { pageOf } from "../../../db/pages/keyset";
import { lister } from "../../../db/pages/keyset-by-time";
import { PageInput, type PageRequest } from "../../../db/pages/page";
import { paged } from "../../../db/pages/paged";
import type { ScopeContext } from "../../../db/scoped";
import { all, integer, name, type Sql, sql } from "../../../dialect/sql";
import { KeyedRows, type KeyedWrites } from "../keyed";
import { WatchListInput } from "../list-inputs";
import type {
  IngestWatch,
  IngestWatchDueQuery,
  IngestWatchInput,
  IngestWatchKey,
  IngestWatchListQuery,
} from "../types";
import { IngestWatchFailedInput, IngestWatchPolledInput } from "./inputs";
import { dueDefault, enabledOrNot, pollFailed, pollSucceeded, watch, watchMaker } from "./watch";

const WATCHES = collection({
  name: "ingest.watchlist",
  what: "watch",
  table: watch,
  key: "id",
  page: (db, query: IngestWatchListQuery, options) =>
    paged(db, { method: "list", Input: WatchListInput, query, options }, async (call, input, at) => {
      const { sourceType } = input;
      const query = call.queryId(input);
      const where: Sql[] = [call.inScope("w")];
      if (sourceType !== undefined) where.push(sql`w.source_type = ${name(sourceType)}`);
      if (at.cursor !== undefined) where.push(behind(query, at.cursor));
      const statement = sql`
        select ${watch.columns.as("w")} from ${watch.name} as w where ${all(where)}
        order by w.source_type, w.handle limit ${integer(at.limit + 1)}`;
      const rows = await call.all(statement, watch.columns);
      return pageOf(rows, { query, limit: at.limit, keyOf: (row) => [row.sourceType, row.handle] });
    }),
});

const byKey = byNaturalKey<IngestWatchEntity, IngestWatch, IngestWatchKey>({
  definition: ingestWatchTable,
  table: watch,
  what: "watch",
  key: ["sourceType", "handle"],
  defaults: (row, given) => (given.has("dueAt") ? {} : { dueAt: dueDefault(row)! }),
});

const WRITES: KeyedWrites<IngestWatchInput, IngestWatch, IngestWatchKey> = {
  maker: watchMaker,
  byKey,
  list: "watches",
};

const change = changer(watch, WATCHES);
const listDue = lister(watch, "w", "dueAt");

/** Watchlist: sources that are polled for new content. Reached as `scope.ingest.watchlist`. */
export class IngestWatchlist extends KeyedRows<
  IngestWatchInput,
  IngestWatch,
  IngestWatchListQuery,
  IngestWatchKey
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, WATCHES, WRITES);
  }

  /**
   * Reads the watch with this source type and handle; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const watch = await acme.ingest.watchlist.getByHandle({
   *   sourceType: "youtube",
   *   handle: "@ada",
   * });
   */
  getByHandle(key: IngestWatchKey, options: CallOptions = {}): Promise<IngestWatch | null> {
    return this.call("getByHandle", options, (call) => byKey.rows.one(call, byKey.key.check(key)));
  }

  /**
   * Lists the enabled watches that are due, longest waiting first, page by page. It does not claim
   * them. If several processes poll, enqueue a job for each watch, which one process claims.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const watch of acme.ingest.watchlist.due({ limit: 20 })) await poll(watch);
   */
  due(query: IngestWatchDueQuery = {}, options: CallOptions = {}): PageRequest<IngestWatch> {
    const called = { method: "due", Input: PageInput, query, options };
    return paged(this.db, called, (call, input, at) => {
      const where = sql`w.enabled and w.due_at <= ${call.dispatch().after()}`;
      return listDue(call, { ...at, where, order: "oldest", query: call.queryId(input) });
    });
  }

  /**
   * Records a successful poll. The failure count becomes 0, the backoff ends, and the watch is due
   * again in `nextInMs`.
   *
   * @param options.ifVersion record it only if the watch still has this version
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
    return this.write("polled", options, (call, { ifVersion }) => {
      const key = WATCHES.key.check(id);
      const set = pollSucceeded(call, validate(IngestWatchPolledInput, poll, "poll"));
      return change(call, key, { set, ifVersion });
    });
  }

  /**
   * Records a failed poll with exponential backoff: the next poll is due in a minute, then 2, 4 and
   * so on, up to 6 hours. Parallel calls all count. `cursor` and `etag` keep their value.
   *
   * @param options.ifVersion record it only if the watch still has this version
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
    return this.write("failed", options, (call, { ifVersion }) => {
      const key = WATCHES.key.check(id);
      const { retryInMs } = validate(IngestWatchFailedInput, retry, "retry");
      return change(call, key, { set: pollFailed(call, retryInMs), ifVersion });
    });
  }

  /**
   * Enables a watch. Its due time and polling state are unchanged since it was disabled.
   *
   * @param options.ifVersion enable it only if it still has this version
   * @returns the watch as it is now
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * const { dueAt } = await acme.ingest.watchlist.enable(watch.id);
   */
  enable(id: IngestWatchId, options: WriteOptions = {}): Promise<IngestWatch> {
    return this.write("enable", options, (call, { ifVersion }) =>
      change(call, WATCHES.key.check(id), { set: enabledOrNot(call, true), ifVersion }),
    );
  }

  /**
   * Disables a watch: then it is never due. Its due time and polling state are kept.
   *
   * @param options.ifVersion disable it only if it still has this version
   * @returns the watch as it is now
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * await acme.ingest.watchlist.disable(watch.id);
   */
  disable(id: IngestWatchId, options: WriteOptions = {}): Promise<IngestWatch> {
    return this.write("disable", options, (call, { ifVersion }) =>
      change(call, WATCHES.key.check(id), { set: enabledOrNot(call, false), ifVersion }),
    );
  }
}

function behind(query: string, cursor: string): Sql {
  const [sourceType, handle] = decodeCursor(query, cursor, ["string", "string"]) as [string, string];
  return sql`(w.source_type, w.handle) > (${name(sourceType)}, ${name(handle)})`;
}
