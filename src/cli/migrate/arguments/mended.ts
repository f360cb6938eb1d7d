import { UsageError } from "../../../command-line/usage-error";
import type { Json } from "../../../core/json/json";

/** A value that takes the place of that in the file. */
export interface Mended {
  /** The first characters of the row's id. */
  row: string;
  column: string;
  value: Json;
}

/**
 * Of `ID.COLUMN=TEXT` and `ID.COLUMN:=JSON`. @throws UsageError; it does not show the value, which
 * is somebody's content
 */
export const mendedIn = (texts: readonly string[]): Mended[] => texts.map(mended);

function mended(text: string): Mended {
  const [, row, column, sign, value] = /^([\da-f-]+)\.(.+?)(:?=)(.*)$/is.exec(text) ?? [];
  if (row === undefined || column === undefined || value === undefined)
    throw new UsageError("--set takes ID.COLUMN=TEXT, or ID.COLUMN:=JSON for numbers and null.");
  return { row, column, value: sign === "=" ? value : jsonIn(value, `${row}.${column}`) };
}

function jsonIn(text: string, cell: string): Json {
  try {
    const value = JSON.parse(text) as Json;
    // As rows in quarantine have whole numbers, of which SQLite knows more than JSON.
    return typeof value === "number" && /^-?\d+$/.test(text.trim()) ? { $integer: text.trim() } : value;
  } catch {
    throw new UsageError(`--set ${cell}:= takes JSON, such as null, 5 or "text".`);
  }
}
