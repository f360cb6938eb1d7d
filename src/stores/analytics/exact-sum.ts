import type { LogicalType } from "../../../entities/columns";

/**
 * Sums that are the same on every engine. Floats are not associative, and engines add them in
 * orders and ways of their own; so what is summed is whole numbers: what lies before the point, and
 * what lies behind it in billionths, rounded. To take floors and to multiply rounds alike
 * everywhere.
 *
 * @param column as the statement calls it; part of the program, never input
 * @returns two expressions, for `sumColumns`
 */
export const sumOf = (column: string): string =>
  `sum(cast(floor(${column}) as bigint)), sum(cast(floor((${column} - floor(${column})) * 1000000000 + 0.5) as bigint))`;

type Parts<N extends string> = { [K in `${N}Whole` | `${N}Rest`]: LogicalType };

/** What `sumOf` gives, for a selection. */
export const sumColumns = <N extends string>(name: N): Parts<N> =>
  ({ [`${name}Whole`]: "count", [`${name}Rest`]: "count" }) as Parts<N>;

/**
 * The number nearest to the sum of the two parts; null when nothing was summed. A division would
 * round a second time.
 */
export function exactSum(whole: number | null, rest: number | null): number | null {
  if (whole === null || rest === null) return null;
  return Number(`${BigInt(whole) * 1_000_000_000n + BigInt(rest)}e-9`);
}
