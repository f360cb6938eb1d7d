import { unit } from "../fill/rows";

const MOST = 1 << 14;

/** Draws from what there is. */
export interface Chance {
  /** The number of any row. */
  row(): number;
  /** A whole number from 0 up to `end`, without it. */
  below(end: number): number;
}

/**
 * Makes sources of inputs that never end and cost nothing to ask: all inputs are made here, before
 * anything is measured, and then come round and round. There are more of them than rows, up to a
 * number that makes them seldom come again in one second.
 */
export function drawer(records: number): <I>(make: (chance: Chance) => I, most?: number) => () => I {
  let state = 0;
  const below = (end: number): number => Math.floor(unit(++state) * end);
  const chance: Chance = { below, row: () => below(records) };
  return (make, most = MOST) => {
    const count = 2 ** Math.floor(Math.log2(Math.min(most, records * 4)));
    const made = Array.from({ length: count }, () => make(chance));
    let at = 0;
    return () => made[at++ & (count - 1)]!;
  };
}

let freshNames = 0;

/** A name that nothing has yet. */
export const freshName = (): string => `new ${++freshNames}`;
