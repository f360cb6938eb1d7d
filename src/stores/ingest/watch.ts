import { type IngestWatchEntity, ingestWatchTable } from "../../../entities/ingest";
import { unsignedZero } from "../../core/zero";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { type Dispatch, EMPTY, instant, raw, type Sql, sql, text, uuid } from "../../dialect/sql";
import { failuresToCap, WATCH_BACKOFF, waitAfter } from "./backoff";
import type { IngestPollInput, IngestWatchInput } from "./inputs";
import { dateOrNull } from "./rows";
import type { IngestWatch } from "./types";

export const watch = new Table<IngestWatchEntity, IngestWatch>(ingestWatchTable);

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
  const sent = db.dispatch();
  const seen = seenAt === undefined ? EMPTY : sql`, last_seen_at = ${instant(seenAt)}`;
  const place = cursor === undefined ? EMPTY : sql`, cursor = ${text(cursor)}`;
  const tag = etag === undefined ? EMPTY : sql`, etag = ${text(etag)}`;
  return sql`
    update ${watch.name}
    set failure_count = 0, backoff_until = null, due_at = ${sent.after(nextInMs)}, updated_at = ${sent.after()}${seen}${place}${tag}
    where ${db.inScope()} and id = ${uuid(id)} returning ${watch.columns.sql}`;
}

const MOST_WAITS = failuresToCap(WATCH_BACKOFF);
/** `when 3 then `: so many failures before this one. */
const BRANCHES = Array.from({ length: MOST_WAITS - 1 }, (_, failures) => raw(` when ${failures} then `));

/** How often it has failed only the database knows, so all ends of a backoff are handed in, to choose one from. */
export function pollFailed(db: ScopedDb, id: string, retryInMs: number | undefined): Sql {
  const sent = db.dispatch();
  const until = retryInMs === undefined ? endOfBackoff(sent) : sql`${sent.after(retryInMs)}`;
  return sql`
    update ${watch.name}
    set failure_count = failure_count + 1, backoff_until = ${until}, due_at = ${until}, updated_at = ${sent.after()}
    where ${db.inScope()} and id = ${uuid(id)} returning ${watch.columns.sql}`;
}

function endOfBackoff(sent: Dispatch): Sql {
  const branches = BRANCHES.reduce(
    (before, branch, failures) =>
      sql`${before}${branch}${sent.after(waitAfter(WATCH_BACKOFF, failures + 1))}`,
    EMPTY,
  );
  return sql`case failure_count${branches} else ${sent.after(WATCH_BACKOFF.capMs)} end`;
}
