import { hash } from "node:crypto";
import type { PositionValue } from "./position";

/** Identity of a row of a source. */
export interface RowKey {
  /** Name of the file among the sources of a target. */
  source: string;
  table: string;
  key: readonly PositionValue[];
}

const ORDER_LIMIT = 2 ** 48;
/** Text that all rows of one table begin with, as it was made last. */
const last = { source: "", table: "", text: JSON.stringify(["", ""]).slice(0, -1) };

/**
 * Deterministic id. A row has the same UUID in every run and in every target, so a row that was
 * moved before is recognised, and a reference needs no more than the other row's key. The integers
 * of the files would not do, since every file counts from 1.
 *
 * It is a UUIDv8: 48 bits of order, then a hash of source, table and key. Rows sort as they were
 * added to their file. They sort before all later rows, whose UUIDv7s begin with a time.
 *
 * @param order a whole number below 2^48. Default: the key, where that is such a number, and else 0
 */
export function rowId({ source, table, key }: RowKey, order = orderOf(key)): string {
  const digest = hash("sha256", textOf(source, table, key), "hex");
  const high = order.toString(16).padStart(12, "0");
  const variant = "89ab"[Number.parseInt(digest[3]!, 16) & 3];
  return `${high.slice(0, 8)}-${high.slice(8)}-8${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(7, 19)}`;
}

/** JSON of `[source, table, ...key]`. */
function textOf(source: string, table: string, key: RowKey["key"]): string {
  if (last.source !== source || last.table !== table)
    Object.assign(last, { source, table, text: JSON.stringify([source, table]).slice(0, -1) });
  let { text } = last;
  for (const part of key) text += `,${JSON.stringify(part)}`;
  return `${text}]`;
}

function orderOf([first, ...more]: RowKey["key"]): number {
  const isWhole = more.length === 0 && typeof first === "number" && Number.isInteger(first);
  return isWhole && first >= 0 && first < ORDER_LIMIT ? first : 0;
}
