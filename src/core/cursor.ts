import { isStorable } from "./encoded-text";
import { invalid, type UnifiedStoreError } from "./errors";

/** The values of the last row's order columns: the next page begins behind them. */
export type CursorKey = readonly (string | number)[];

/** Two names of the greatest length, every character escaped, need 8,204. */
const MAX_CURSOR_CHARACTERS = 16_384;

/**
 * Cursors are opaque, and good for the query that made them alone: they carry a fingerprint of it, so that
 * a cursor used with another filter, order or scope is an error and not a page of wrong rows.
 */
export function encodeCursor(query: string, key: CursorKey): string {
  return Buffer.from(JSON.stringify([fingerprint(query), ...key])).toString("base64url");
}

/** @throws UnifiedStoreError `validation` for anything that `encodeCursor` did not make for this very query */
export function decodeCursor(
  query: string,
  cursor: unknown,
  shape: readonly ("string" | "number")[],
): CursorKey {
  const parts = typeof cursor === "string" && cursor.length <= MAX_CURSOR_CHARACTERS ? parse(cursor) : null;
  if (!parts || parts.length !== shape.length + 1) {
    throw malformedCursor();
  }
  const [made, ...key] = parts;
  if (made !== fingerprint(query)) {
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
  return key as CursorKey;
}

export const malformedCursor = (): UnifiedStoreError =>
  invalid("cursor", "is malformed: pass the nextCursor of the previous page unchanged");

function parse(cursor: string): unknown[] | null {
  try {
    const bytes = Buffer.from(cursor, "base64url");
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    // Decoding forgives trailing characters; a cursor that was tampered with is not to be forgiven.
    return Array.isArray(value) && bytes.toString("base64url") === cursor ? value : null;
  } catch {
    return null;
  }
}

/** 64 bits that tell queries apart; it guards against mistakes, not against forgers, who see only their own rows anyway. */
function fingerprint(query: string): string {
  let a = 0x811c9dc5;
  let b = 0x5bd1e995;
  for (let i = 0; i < query.length; i++) {
    const unit = query.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b) ^ (b >>> 15);
  }
  return `${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`;
}
