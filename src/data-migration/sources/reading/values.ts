import type { Json } from "../../../core/json/json";
import type { RowDefaults } from "../../../db/scoped";
import type { SourceRow } from "../../read/row/source-row";

/**
 * Time of rows whose table has none. It is not the run's own, so a row is the same in every run.
 */
export const UNKNOWN_TIME = new Date(0);

/** Defaults for row makers of the stores. An old row was written at its own time, not now. */
export const writtenAt = (time: Date): RowDefaults => ({
  now: () => time,
  newId: () => {
    throw new Error("the id of an old row is given");
  },
});

/**
 * JSON value with the unknown columns as its member `legacyColumns`. Only an object can take them.
 */
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
