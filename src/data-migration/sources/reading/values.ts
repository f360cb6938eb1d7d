import type { Json } from "../../../core/json";
import type { RowDefaults } from "../../../db/scoped";
import type { SourceRow } from "../../read/source-row";

/**
 * Where a table has no time and the store wants one. It is no time of the run's own, so that a row is the same
 * whenever it is moved: in another run, or in one that was interrupted.
 */
export const UNKNOWN_TIME = new Date(0);

/** For row makers of a store that put down when a row was written: for an old row that is not now. */
export const writtenAt = (time: Date): RowDefaults => ({
  now: () => time,
  newId: () => {
    throw new Error("the id of an old row is given");
  },
});

/** A JSON value of a row with the columns that are not known here as its member `legacyColumns`; only an object can take them. */
export function withExtras(row: SourceRow, value: Json): Json {
  const extras = row.extras();
  if (extras === null) return value;
  const object = isObject(value) ? value : null;
  const how = object
    ? "unknown column kept in the row's JSON"
    : "unknown column not kept: the row's JSON is no object";
  for (const column of Object.keys(extras)) row.note(column, how, null);
  return object ? { ...object, legacyColumns: extras } : value;
}

const isObject = (value: Json): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
