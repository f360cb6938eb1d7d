import { IngestWatchEntity } from "../../../entities/ingest";
import { addMilliseconds } from "../../core/instants";
import { unsignedZero } from "../../core/zero";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { EMPTY, instant, integer, RowColumns, Rows, type Sql, sql, text, uuid } from "../../dialect/sql";
import { failuresToCap, WATCH_BACKOFF, waitAfter } from "./backoff";
import type { IngestPollInput, IngestWatchInput } from "./inputs";
import { dateOrNull } from "./rows";
import type { IngestWatch } from "./types";

export const watch = new Table<IngestWatchEntity, IngestWatch>(IngestWatchEntity);

export function newWatch(db: ScopedDb, given: IngestWatchInput): IngestWatch {
  const createdAt = new Date(given.createdAt ?? db.now());
  const backoffUntil = dateOrNull(given.backoffUntil);
  return {
    id: given.id?.toLowerCase() ?? db.newId(),
    sourceType: given.sourceType,
    handle: given.handle,
    label: given.label ?? null,
    enabled: given.enabled ?? true,
    cursor: given.cursor ?? null,
    etag: given.etag ?? null,
    lastSeenAt: dateOrNull(given.lastSeenAt),
    failureCount: unsignedZero(given.failureCount ?? 0),
    backoffUntil,
    dueAt: new Date(given.dueAt ?? backoffUntil ?? createdAt),
    createdAt,
    updatedAt: new Date(given.updatedAt ?? db.now()),
  };
}

export function pollSucceeded(
  db: ScopedDb,
  id: string,
  { cursor, etag, seenAt, nextInMs = 0 }: IngestPollInput,
): Sql {
  const now = db.now();
  const next = addMilliseconds(now, nextInMs);
  const seen = seenAt === undefined ? EMPTY : sql`, last_seen_at = ${instant(seenAt)}`;
  const place = cursor === undefined ? EMPTY : sql`, cursor = ${text(cursor)}`;
  const tag = etag === undefined ? EMPTY : sql`, etag = ${text(etag)}`;
  return sql`
    update ${watch.name}
    set failure_count = 0, backoff_until = null, due_at = ${instant(next)}, updated_at = ${instant(now)}${seen}${place}${tag}
    where ${db.inScope()} and id = ${uuid(id)} returning ${watch.columns.sql}`;
}

const WAITS = new RowColumns([
  ["failures", "integer"],
  ["until", "instant"],
]);
const MOST_WAITS = failuresToCap(WATCH_BACKOFF);

/** How often it has failed only the database knows, so all ends of a backoff are handed in, to choose one from. */
export function pollFailed(db: ScopedDb, id: string, retryInMs: number | undefined): Sql {
  const now = db.now();
  const waits = Array.from({ length: MOST_WAITS }, (_, i) => [
    i + 1,
    addMilliseconds(now, retryInMs ?? waitAfter(WATCH_BACKOFF, i + 1)),
  ]);
  const until = sql`(
    select v.until from ${new Rows(WAITS, waits)} as v
    where v.failures = case when failure_count < ${integer(MOST_WAITS)} then failure_count + 1 else ${integer(MOST_WAITS)} end
  )`;
  return sql`
    update ${watch.name}
    set failure_count = failure_count + 1, backoff_until = ${until}, due_at = ${until}, updated_at = ${instant(now)}
    where ${db.inScope()} and id = ${uuid(id)} returning ${watch.columns.sql}`;
}
