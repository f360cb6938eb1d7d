import type { Json } from "../../../core/json";
import { NOT_JSON, readJson } from "../../read/json";
import { RejectionError } from "../../read/rejection";
import type { SourceRow } from "../../read/source-row";
import { withExtras } from "./values";

/** What the old stores wrote into text columns that have a type of their own now. */

const LIKE_JSON = /^\s*(?:[[{"]|(?:true|false|null)\s*$)/;

/**
 * JSON where the text is some, and else the text itself as a JSON string: nothing is lost. A bare number is text too, since it may as
 * well be an id, of more digits than a number has. What is JSON but cannot be kept as it is, such as NaN, is refused. Empty text
 * is taken for absent.
 */
export function jsonOrText(row: SourceRow, column: string): Json | null {
  const text = row.nameOrNull(column);
  if (text === null) return null;
  const read = LIKE_JSON.test(text) ? readJson(text) : { problem: NOT_JSON };
  if (!("problem" in read)) {
    row.note(column, "JSON text to JSON", null);
    return read.value;
  }
  if (read.problem !== NOT_JSON) throw new RejectionError(read.problem, column);
  row.note(column, "plain text to JSON string", null);
  return text;
}

/** JSON, where there is any: empty text is taken for absent. */
export const jsonIfAny = (row: SourceRow, column: string): Json | null =>
  row.raw(column) === "" ? row.coerced(null, column, "empty text to null", '""') : row.jsonOrNull(column);

/** As `withExtras`; where the row has no JSON of its own, it is made of the columns that are not known. */
export const orExtras = (row: SourceRow, value: Json | null): Json | null =>
  value === null && row.extras() === null ? null : withExtras(row, value ?? {});

/** Names, separated by commas or, where it begins with a bracket, in a JSON list. Without spaces around them, and without empty ones. */
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
