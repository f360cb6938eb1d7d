import { unit } from "../fill/rows";

const MOST = 1 << 14;

/** Random draws from the existing rows. */
export interface Chance {
  /** The number of an existing row. */
  row(): number;
  /** A whole number from 0 to `end` (exclusive). */
  below(end: number): number;
}

/**
 * Makes endless sources of inputs without cost at call time. All inputs are made before the
 * measurement and are then reused in a cycle. There are more inputs than rows, up to a limit at
 * which an input rarely repeats within one second.
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

/** A name that is not in use. */
export const freshName = (): string => `new ${++freshNames}`;
