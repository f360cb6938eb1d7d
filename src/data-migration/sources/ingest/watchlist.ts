import { ingestWatchTable } from "../../../../entities/ingest";
import { validate } from "../../../core/validation";
import type { ScopedDb } from "../../../db/scoped";
import { IngestWatchInput } from "../../../stores/ingest/inputs";
import { newWatch } from "../../../stores/ingest/watch";
import { RejectionError } from "../../read/rejection";
import type { SourceRow } from "../../read/source-row";
import type { Output, Step } from "../../read/step";
import { Target } from "../../target/target";
import { UNKNOWN_TIME } from "../reading/values";

/**
 * A watch has its polling state in itself, where the old store had a table for it. Both tables' rows become the watch as a whole: that of
 * watchlist reads the state beside it, and that of ingest_state the row it belongs to. They are equal, and so written once, and each
 * counts for its table.
 */
const WATCH = new Target(ingestWatchTable);

const STATE = ["cursor", "last_seen_at", "etag", "failure_count", "backoff_until"];
const OWN = ["tenant", "workspace", "source_type", "handle", "label", "enabled", "created_at", "updated_at"];

/**
 * A column of the first row that `rows` finds, and null where the table has no such column: the name then means that of the select around.
 */
const columnOf = (column: string, rows: string): string =>
  `(select (select "${column}" from ${rows}) from (select null as "${column}"))`;

const joined = (prefix: string, columns: readonly string[], rows: string): Record<string, string> =>
  Object.fromEntries(columns.map((column) => [`${prefix}${column}`, columnOf(column, rows)]));

/** Nothing kept a row from having several states: the first one counted. */
const firstState = (of: string): string =>
  `ingest_state as s where s.watchlist_id = ${of} order by s.id limit 1`;

export const watchlist: Step = {
  table: "watchlist",
  target: WATCH,
  key: ["id"],
  columns: ["tenant", "workspace", "source_type", "handle", "enabled"],
  optional: ["label", "created_at", "updated_at"],
  joined: joined("ingest_state.", STATE, firstState("t.id")),
  joins: ["ingest_state"],
  joinsBy: { ingest_state: [["id", "watchlist_id"]] },
  move(row, to) {
    move(row, to, { id: row.id(), own: "", state: "ingest_state." });
  },
};

export const states: Step = {
  table: "ingest_state",
  target: WATCH,
  key: ["id"],
  columns: ["watchlist_id", "cursor"],
  optional: STATE.slice(1),
  joined: {
    ...joined("watchlist.", ["id", ...OWN], "watchlist as w where w.id = t.watchlist_id"),
    ...joined("first.", ["id", ...STATE], firstState("t.watchlist_id")),
  },
  joins: ["watchlist"],
  joinsBy: { watchlist: [["watchlist_id", "id"]] },
  group: ["watchlist_id"],
  move(row, to) {
    const id = row.ref("watchlist", "watchlist_id");
    if (row.isNull("watchlist.id")) throw new RejectionError("names no row of watchlist", "watchlist_id");
    if (
      row.raw("first.id") !== row.raw("id") &&
      STATE.some((each) => row.raw(each) !== row.raw(`first.${each}`))
    )
      throw new RejectionError("has a state already, which is another", "watchlist_id");
    if (row.isNull("failure_count")) row.note("failure_count", "null to 0", null);
    move(row, to, { id, own: "watchlist.", state: "" });
  },
};

/** Where a row has the values of a watch: what stands before the names of the columns of either table. */
interface Place {
  id: string;
  own: string;
  state: string;
}

function move(row: SourceRow, to: Output, place: Place): void {
  const db = row.scope(`${place.own}tenant`, `${place.own}workspace`);
  to.emit(WATCH, db, watchOf(row, db, place));
}

function watchOf(row: SourceRow, db: ScopedDb, { id, own, state }: Place): object {
  const createdAt =
    row.instantOrNull(`${own}created_at`) ??
    row.coerced(UNKNOWN_TIME, `${own}created_at`, "null to 1970-01-01", null);
  const input = {
    id,
    sourceType: row.text(`${own}source_type`),
    handle: row.text(`${own}handle`),
    label: row.textOrNull(`${own}label`),
    // Only those with a 1 were polled.
    enabled: row.flagOrNull(`${own}enabled`) ?? row.coerced(false, `${own}enabled`, "null to false", null),
    cursor: row.textOrNull(`${state}cursor`),
    etag: row.textOrNull(`${state}etag`),
    lastSeenAt: row.instantOrNull(`${state}last_seen_at`),
    failureCount: row.wholeOrNull(`${state}failure_count`) ?? 0,
    backoffEndsAt: row.instantOrNull(`${state}backoff_until`),
    createdAt,
    updatedAt: row.instantOrNull(`${own}updated_at`) ?? createdAt,
  };
  return newWatch(db, validate(IngestWatchInput, input, ""));
}
