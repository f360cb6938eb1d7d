import { type IngestWatchEntity, ingestWatchTable } from "../../../../entities/ingest";
import { rowMaker } from "../../../db/row-maker";
import type { ScopedDb } from "../../../db/scoped";
import { Table } from "../../../db/table";
import { type Dispatch, EMPTY, flag, instant, raw, type Sql, sql, text } from "../../../dialect/sql";
import { failuresToCap, WATCH_BACKOFF, waitAfter } from "../backoff";
import type { IngestWatch, IngestWatchInput } from "../types";
import type { IngestWatchPolledInput } from "./inputs";

export const watch = new Table<IngestWatchEntity, IngestWatch>(ingestWatchTable);

/** Makes rows of watches from validated inputs. */
export const watchMaker = rowMaker<typeof ingestWatchTable, IngestWatch, IngestWatchInput>(ingestWatchTable);

/** Default due time of a new watch. */
export const dueDefault = ({ backoffEndsAt, createdAt }: IngestWatchInput): Date | undefined =>
  backoffEndsAt ?? createdAt;

/** Assignments of an update, for each change of a watch. */
export const enabledOrNot = (db: ScopedDb, enabled: boolean): Sql =>
  sql`enabled = ${flag(enabled)}, updated_at = ${instant(db.now())}`;

export function pollSucceeded(
  db: ScopedDb,
  { cursor, etag, lastSeenAt, nextInMs = 0 }: IngestWatchPolledInput,
): Sql {
  const sent = db.dispatch();
  const seen = lastSeenAt === undefined ? EMPTY : sql`, last_seen_at = ${instant(lastSeenAt)}`;
  const reached = cursor === undefined ? EMPTY : sql`, cursor = ${text(cursor)}`;
  const tag = etag === undefined ? EMPTY : sql`, etag = ${text(etag)}`;
  return sql`
    failure_count = 0, backoff_ends_at = null, due_at = ${sent.after(nextInMs)},
    updated_at = ${sent.after()}${seen}${reached}${tag}`;
}

const MOST_WAITS = failuresToCap(WATCH_BACKOFF);
/** `when 3 then `, where 3 is the number of earlier failures. */
const BRANCHES = Array.from({ length: MOST_WAITS - 1 }, (_, failures) => raw(` when ${failures} then `));

/**
 * Only the database knows the number of failures. So the statement has all possible ends of the
 * backoff, and selects one.
 */
export function pollFailed(db: ScopedDb, retryInMs: number | undefined): Sql {
  const sent = db.dispatch();
  const until = retryInMs === undefined ? endOfBackoff(sent) : sql`${sent.after(retryInMs)}`;
  return sql`
    failure_count = failure_count + 1, backoff_ends_at = ${until}, due_at = ${until},
    updated_at = ${sent.after()}`;
}

function endOfBackoff(sent: Dispatch): Sql {
  const branches = BRANCHES.reduce(
    (before, branch, failures) =>
      sql`${before}${branch}${sent.after(waitAfter(WATCH_BACKOFF, failures + 1))}`,
    EMPTY,
  );
  return sql`case failure_count${branches} else ${sent.after(WATCH_BACKOFF.capMs)} end`;
}
