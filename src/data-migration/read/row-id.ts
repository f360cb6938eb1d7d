import { hash } from "node:crypto";
import type { CursorValue } from "./position";

/** What a row is known by in its file. */
export interface RowKey {
  /** The name of the file among the sources of a target. */
  source: string;
  table: string;
  key: readonly CursorValue[];
}

const LARGEST = 2 ** 48;
/** The beginning that rows of one table have in common, as it was written last. */
const last = { source: "", table: "", text: JSON.stringify(["", ""]).slice(0, -1) };

/**
 * The same UUID for the same row at every run and in every target, so that what was moved before is recognised, and what refers to a row
 * finds it by its key alone. The integers of the files would not do: every file counts from 1.
 *
 * It is a UUIDv8: 48 bits of order, then a hash of source, table and key. Rows sort as they were added to their file, and before
 * all that is added later, whose UUIDv7s begin with a time.
 *
 * @param order a whole number below 2^48. Default: the key, where that is such a number, and else 0
 */
export function rowId({ source, table, key }: RowKey, order = orderOf(key)): string {
  const digest = hash("sha256", textOf(source, table, key), "hex");
  const high = order.toString(16).padStart(12, "0");
  const variant = "89ab"[Number.parseInt(digest[3]!, 16) & 3];
  return `${high.slice(0, 8)}-${high.slice(8)}-8${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(7, 19)}`;
}

/** The JSON of `[source, table, ...key]`. */
function textOf(source: string, table: string, key: RowKey["key"]): string {
  if (last.source !== source || last.table !== table)
    Object.assign(last, { source, table, text: JSON.stringify([source, table]).slice(0, -1) });
  let { text } = last;
  for (const part of key) text += `,${JSON.stringify(part)}`;
  return `${text}]`;
}

function orderOf([first, ...more]: RowKey["key"]): number {
  const numbered = more.length === 0 && typeof first === "number" && Number.isInteger(first);
  return numbered && first >= 0 && first < LARGEST ? first : 0;
}
