import type { Coercion } from "../report/types";

/** What became of a step's rows so far. It is kept in the ledger, so it is plain JSON. */
export interface Tally {
  /** Rows that are in the target now, by what had to be done. */
  moved: number;
  unchanged: number;
  /** Of them, those that became one row with another of the files, and one of them. */
  duplicates: number;
  duplicateExample: string;
  updated: number;
  kept: number;
  quarantined: number;
  /** Batches that were written. */
  batches: number;
  /** Of these, in the order of the source: those behind them came when it had been gone through. Null until then. */
  copied: number | null;
  seconds: number;
  /** Of rows that were written. */
  coercions: { [name: string]: { count: number; example: string; lossy?: boolean } };
  reasons: { [reason: string]: { count: number; example: string } };
  /** Values of unknown columns that were not null. */
  extras: { [column: string]: { count: number; example: string } };
  /** Tables that were empty when the step came to them. */
  fresh: { [table: string]: boolean };
}

export const emptyTally = (): Tally => ({
  moved: 0,
  unchanged: 0,
  duplicates: 0,
  duplicateExample: "",
  updated: 0,
  kept: 0,
  quarantined: 0,
  batches: 0,
  copied: null,
  seconds: 0,
  coercions: {},
  reasons: {},
  extras: {},
  fresh: {},
});

/** Counts something by its name, and keeps the first example that says anything; one that has to be made is only made for that. */
export function tallyUp(
  counts: { [name: string]: { count: number; example: string; lossy?: boolean } },
  name: string,
  from: string | { readonly example: string; readonly lossy?: boolean },
  by = 1,
): void {
  // A name such as `__proto__` is a name like any other.
  const known = Object.hasOwn(counts, name) ? counts[name]! : undefined;
  if (known) {
    known.count += by;
    if (known.example === "") known.example = exampleOf(from);
  } else
    Object.defineProperty(counts, name, {
      value: {
        ...{ count: by, example: exampleOf(from) },
        ...(typeof from === "object" && from.lossy === true && { lossy: true }),
      },
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

const exampleOf = (from: string | { readonly example: string }): string =>
  typeof from === "string" ? from : from.example;

/** Those that lose something first, then the most frequent. */
export const ranked = (counts: {
  [name: string]: { count: number; example: string; lossy?: boolean };
}): Coercion[] =>
  Object.entries(counts)
    .map(([name, { count, example, lossy = false }]) => ({ name, count, example, lossy }))
    .sort((a, b) => Number(b.lossy) - Number(a.lossy) || b.count - a.count || (a.name < b.name ? -1 : 1));
