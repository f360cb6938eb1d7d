import { ingestWatchTable } from "../../../../entities/ingest";
import { validate } from "../../../core/input/validation";
import type { ScopedDb } from "../../../db/scoped";
import { dueDefault, watchMaker } from "../../../stores/ingest/watchlist/watch";
import { RejectionError } from "../../read/row/rejection";
import type { RowSink } from "../../read/row/row-sink";
import type { SourceRow } from "../../read/row/source-row";
import type { Step } from "../../read/step";
import { Target } from "../../target/target";
import { UNKNOWN_TIME } from "../reading/values";

/**
 * Watches with their polling state, which the old store had in a table of its own.
 *
 * A row of either table becomes the whole watch: one of `watchlist` joins its state, and one of
 * `ingest_state` joins its watch. Both make an equal row, which is written once, and each table
 * counts its own rows.
 */
const WATCH = new Target(ingestWatchTable);

const STATE = ["cursor", "last_seen_at", "etag", "failure_count", "backoff_until"];
const OWN = ["tenant", "workspace", "source_type", "handle", "label", "enabled", "created_at", "updated_at"];

/**
 * Column of the first row that `rows` finds. Where the table lacks the column, its name means that
 * of the outer `select`, which is null.
 */
const columnOf = (column: string, rows: string): string =>
  `(select (select "${column}" from ${rows}) from (select null as "${column}"))`;

const joined = (prefix: string, columns: readonly string[], rows: string): Record<string, string> =>
  Object.fromEntries(columns.map((column) => [`${prefix}${column}`, columnOf(column, rows)]));

/** First state of a watch. The file may have several, and only the first one was used. */
const firstState = (of: string): string =>
  `ingest_state as s where s.watchlist_id = ${of} order by s.id limit 1`;

export const watchlist: Step = {
  table: "watchlist",
  target: WATCH,
  key: ["id"],
  columns: ["tenant", "workspace", "source_type", "handle", "enabled"],
  optional: ["label", "created_at", "updated_at"],
  joinedValues: joined("ingest_state.", STATE, firstState("t.id")),
  joinedTables: ["ingest_state"],
  joinColumns: { ingest_state: [["id", "watchlist_id"]] },
  transform(row, sink) {
    writeWatch(row, sink, { id: row.id(), own: "", state: "ingest_state." });
  },
};

export const states: Step = {
  table: "ingest_state",
  target: WATCH,
  key: ["id"],
  columns: ["watchlist_id", "cursor"],
  optional: STATE.slice(1),
  joinedValues: {
    ...joined("watchlist.", ["id", ...OWN], "watchlist as w where w.id = t.watchlist_id"),
    ...joined("first.", ["id", ...STATE], firstState("t.watchlist_id")),
  },
  joinedTables: ["watchlist"],
  joinColumns: { watchlist: [["watchlist_id", "id"]] },
  group: ["watchlist_id"],
  transform(row, sink) {
    const id = row.ref("watchlist", "watchlist_id");
    if (row.isNull("watchlist.id")) throw new RejectionError("names no row of watchlist", "watchlist_id");
    if (
      row.raw("first.id") !== row.raw("id") &&
      STATE.some((each) => row.raw(each) !== row.raw(`first.${each}`))
    )
      throw new RejectionError("has a state already, which is another", "watchlist_id");
    if (row.isNull("failure_count")) row.note("failure_count", "null to 0", null);
    writeWatch(row, sink, { id, own: "watchlist.", state: "" });
  },
};

/** Id of the watch, and prefixes of the columns of either table in a row. */
interface WatchColumns {
  id: string;
  own: string;
  state: string;
}

function writeWatch(row: SourceRow, sink: RowSink, columns: WatchColumns): void {
  const db = row.scope(`${columns.own}tenant`, `${columns.own}workspace`);
  sink.write(WATCH, db, watchOf(row, db, columns));
}

function watchOf(row: SourceRow, db: ScopedDb, { id, own, state }: WatchColumns): object {
  const createdAt =
    row.instantOrNull(`${own}created_at`) ??
    row.coerced(UNKNOWN_TIME, `${own}created_at`, { how: "null to 1970-01-01", from: null });
  const input = {
    id,
    sourceType: row.text(`${own}source_type`),
    handle: row.text(`${own}handle`),
    label: row.textOrNull(`${own}label`),
    // Only watches with a 1 were polled.
    enabled:
      row.flagOrNull(`${own}enabled`) ??
      row.coerced(false, `${own}enabled`, { how: "null to false", from: null }),
    cursor: row.textOrNull(`${state}cursor`),
    etag: row.textOrNull(`${state}etag`),
    lastSeenAt: row.instantOrNull(`${state}last_seen_at`),
    failureCount: row.wholeOrNull(`${state}failure_count`) ?? 0,
    backoffEndsAt: row.instantOrNull(`${state}backoff_until`),
    createdAt,
    updatedAt: row.instantOrNull(`${own}updated_at`) ?? createdAt,
  };
  return watchMaker.row(db, validate(watchMaker.input, { ...input, dueAt: dueDefault(input) }, ""));
}
