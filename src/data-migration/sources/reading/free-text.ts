import type { Json } from "../../../core/json/json";
import { NOT_JSON, readJson } from "../../read/row/json";
import { RejectionError } from "../../read/row/rejection";
import type { SourceRow } from "../../read/row/source-row";
import { withExtras } from "./values";

/** Free text: columns of the old stores that held any text and have a type now. */

const LIKE_JSON = /^\s*(?:[[{"]|(?:true|false|null)\s*$)/;

/**
 * JSON, or else the text itself as a JSON string, so that nothing is lost. Empty text is coerced to
 * null.
 *
 * A bare number stays text: it may be an id with more digits than a number holds. JSON that cannot
 * be read without loss, such as NaN, is rejected.
 */
export function jsonOrText(row: SourceRow, column: string): Json | null {
  const text = row.nameOrNull(column);
  if (text === null) return null;
  const read = LIKE_JSON.test(text) ? readJson(text) : { reason: NOT_JSON };
  if (!("reason" in read)) {
    row.note(column, "JSON text to JSON", null);
    return read.value;
  }
  if (read.reason !== NOT_JSON) throw new RejectionError(read.reason, column);
  row.note(column, "plain text to JSON string", null);
  return text;
}

/** Optional JSON. Empty text is coerced to null. */
export const jsonIfAny = (row: SourceRow, column: string): Json | null =>
  row.raw(column) === ""
    ? row.coerced(null, column, { how: "empty text to null", from: '""' })
    : row.jsonOrNull(column);

/** Like `withExtras`, but a row without JSON gets an object for its unknown columns. */
export const orExtras = (row: SourceRow, value: Json | null): Json | null =>
  value === null && row.extras() === null ? null : withExtras(row, value ?? {});

/**
 * List of names: separated by commas, or a JSON list where it begins with a bracket. Spaces around
 * names and empty names are left out.
 */
export function names(row: SourceRow, column: string): string[] {
  const text = row.nameOrNull(column);
  if (text === null) {
    row.note(column, "null to empty list", null);
    return [];
  }
  if (text.startsWith("[")) return jsonNames(row, column);
  const parts = text.split(",");
  const list = parts.map((part) => part.trim()).filter((part) => part !== "");
  if (list.length < parts.length) row.note(column, "empty names left out", null);
  if (parts.some((part) => part !== "" && part !== part.trim()))
    row.note(column, "spaces around names left out", null);
  row.note(column, "comma-separated text to list", null);
  return list;
}

function jsonNames(row: SourceRow, column: string): string[] {
  const list = row.json(column);
  if (!Array.isArray(list) || !list.every((each) => typeof each === "string"))
    throw new RejectionError("is not a list of names", column);
  return list as string[];
}
