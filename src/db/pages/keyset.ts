import { type CursorKey, decodeCursor, encodeCursor, malformedCursor } from "../../core/cursor";
import { isUuid } from "../../core/ids";
import { instantOf } from "../../core/input/rules";
import type { Sql } from "../../dialect/sql";
import type { Page } from "./page";

/** One page of the rows that meet a condition. */
export interface PageQuery {
  where: Sql;
  limit: number;
  cursor: string | undefined;
  /** All but the cursor that decides which rows come in which order: cursors are of one query. */
  query: string;
}

/**
 * Keyset pagination. A page begins behind the key of the last row of the page before, which the
 * cursor holds, and its statement reads one row more than the page has.
 *
 * @param paging.keyOf a row's values in the columns of the order
 */
export function pageOf<R>(
  rows: R[],
  { query, limit, keyOf }: Pick<PageQuery, "query" | "limit"> & { keyOf(row: R): CursorKey },
): Page<R> {
  const items = rows.length > limit ? rows.slice(0, limit) : rows;
  return { items, nextCursor: rows.length > limit ? encodeCursor(query, keyOf(items[limit - 1]!)) : null };
}

/** The key of most lists: an instant and an id. */
export function instantCursor(query: string, cursor: string | undefined): { at: Date; id: string } | null {
  if (cursor === undefined) return null;
  const [at, id] = decodeCursor(query, cursor, ["number", "string"]) as [number, string];
  return { at: instantIn(at), id: uuidIn(id) };
}

/** The key of ranked searches: a score before them. */
export function scoreCursor(
  query: string,
  cursor: string | undefined,
): { score: number; at: Date; id: string } | null {
  if (cursor === undefined) return null;
  const shape = ["number", "number", "string"] as const;
  const [score, at, id] = decodeCursor(query, cursor, shape) as [number, number, string];
  if (!Number.isSafeInteger(score)) throw malformedCursor();
  return { score, at: instantIn(at), id: uuidIn(id) };
}

/** @throws UnifiedStoreError `validation` */
export function instantIn(milliseconds: number): Date {
  const date = instantOf(new Date(milliseconds));
  if (date === null) throw malformedCursor();
  return date;
}

/** @throws UnifiedStoreError `validation` */
export function uuidIn(text: string): string {
  if (!isUuid(text)) throw malformedCursor();
  return text;
}
