import type { Coercion } from "../report/types";

/** Tally of a step: what has become of its rows. The ledger stores it, so it is plain JSON. */
export interface Tally {
  /** Rows that are in the target now. The following count parts of them. */
  moved: number;
  unchanged: number;
  /** Duplicates of another row of the files, and an example. */
  duplicates: number;
  duplicateExample: string;
  updated: number;
  kept: number;
  quarantined: number;
  /** Batches that were written. */
  batches: number;
  /** Batches that copied the step. Later ones hold retried rows. Null until the step is copied. */
  copied: number | null;
  seconds: number;
  /** Coercions of rows that were written. */
  coercions: { [name: string]: { count: number; example: string; lossy?: boolean } };
  /** Reasons of rejections. */
  reasons: { [reason: string]: { count: number; example: string } };
  /** Values of unknown columns that were not null. */
  extras: { [column: string]: { count: number; example: string } };
  /** Whether a table was empty when the step began to write to it. */
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
  /** Reasons of rejections. */
  reasons: {},
  extras: {},
  fresh: {},
});

/**
 * Counts by name, with the first example that is not empty. An example is only made when needed.
 */
export function tallyUp(
  counts: { [name: string]: { count: number; example: string; lossy?: boolean } },
  name: string,
  from: string | { readonly example: string; readonly lossy?: boolean },
): void {
  // Assignment would lose a name such as `__proto__`.
  const counted = Object.hasOwn(counts, name) ? counts[name]! : undefined;
  if (counted) {
    counted.count++;
    if (counted.example === "") counted.example = exampleOf(from);
  } else
    Object.defineProperty(counts, name, {
      value: {
        ...{ count: 1, example: exampleOf(from) },
        ...(typeof from === "object" && from.lossy === true && { lossy: true }),
      },
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

const exampleOf = (from: string | { readonly example: string }): string =>
  typeof from === "string" ? from : from.example;

/** Ranks the lossy ones first, then the most frequent. */
export const ranked = (counts: {
  [name: string]: { count: number; example: string; lossy?: boolean };
}): Coercion[] =>
  Object.entries(counts)
    .map(([name, { count, example, lossy = false }]) => ({ name, count, example, lossy }))
    .sort((a, b) => Number(b.lossy) - Number(a.lossy) || b.count - a.count || (a.name < b.name ? -1 : 1));
