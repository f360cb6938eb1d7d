import { readInstant } from "../../read/row/instants";
import type { SourceRow } from "../../read/row/source-row";

/** Time that a group takes from one of its rows. It notes no coercion, since the row notes it. */
export function groupTime(row: SourceRow, column: string): Date | null {
  const value = row.raw(column);
  if (value === null || Buffer.isBuffer(value)) return null;
  const read = readInstant(typeof value === "bigint" ? Number(value) : value);
  return "reason" in read ? null : read.date;
}
