import { isDeepStrictEqual } from "node:util";
import { notFound, UnifiedStoreError, versionConflict } from "../../../core/errors";
import { JsonText } from "../../../core/json/json";
import type { RowChange } from "../../../db/collections/upsert";
import { checkValidity } from "../edge";
import { close, type Entry, endOf, type Fact, type FactRow, place, startOf } from "./fact";

export interface How {
  /** Keep the row as it was, closed, and add another with the changes. */
  revise: boolean;
  /** The version that the row must have. */
  ifVersion: number | undefined;
}

const OWN = ["weight", "attrs", "validFrom", "validTo"] as const;

/** Applies one change to a fact in memory. It returns the row of the change. */
export function changeFact(fact: Fact, change: RowChange, { revise, ifVersion }: How): Entry {
  const found = meant(fact, change);
  if (ifVersion !== undefined) {
    if (found === null) throw notFound("edge of this from, type and to", undefined, "to");
    if (found.row.version !== ifVersion) throw versionConflict("the edge", ifVersion);
  }
  const wanted = change.row as unknown as FactRow;
  if (found === null) {
    const added = { row: { ...wanted }, stored: null };
    place(fact, added);
    return added;
  }
  const row = { ...found.row };
  for (const member of OWN) if (change.given.has(member)) row[member] = wanted[member] as never;
  checkValidity({ row: row as never, path: change.path });
  // A row that this call has made itself was never recorded.
  if (!revise || found.stored === null) return overwrite(found, row, wanted.updatedAt);
  if (OWN.every((member) => isSame(row[member], found.row[member]))) return found;
  close(fact, found, wanted.updatedAt);
  const { weight, attrs, validFrom, validTo } = row;
  const added = { row: { ...wanted, weight, attrs, validFrom, validTo }, stored: null };
  place(fact, added);
  return added;
}

/** One call counts as one change of a row, also where several of its inputs are of that row. */
function overwrite(entry: Entry, row: FactRow, now: Date): Entry {
  const { stored } = entry;
  entry.row = stored === null ? row : { ...row, version: stored.version + 1, updatedAt: now };
  return entry;
}

/**
 * The period that a change is of; null for a new one. Without a start it is the latest. A start
 * alone names the period that contains it, or else the next one after it. A start and an end name
 * the period that they overlap.
 *
 * @throws UnifiedStoreError `conflict` where they overlap several
 */
function meant({ current }: Fact, { row, given, path }: RowChange): Entry | null {
  if (!given.has("validFrom")) return current.at(-1) ?? null;
  const wanted: Entry = { row: row as unknown as FactRow, stored: null };
  if (!given.has("validTo")) return current.find((each) => endOf(each) > startOf(wanted)) ?? null;
  const overlapped = current.filter((each) => startOf(each) < endOf(wanted) && startOf(wanted) < endOf(each));
  if (overlapped.length < 2) return overlapped[0] ?? null;
  const field = `${path}validFrom`;
  const message = `${field} and validTo overlap ${overlapped.length} periods of the edge: change or remove these first`;
  throw new UnifiedStoreError("conflict", message, { field });
}

const isSame = (a: unknown, b: unknown): boolean => isDeepStrictEqual(plain(a), plain(b));
const plain = (value: unknown): unknown => (value instanceof JsonText ? value.value() : value);
