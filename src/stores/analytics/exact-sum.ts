import type { LogicalType } from "../../../entities/columns";

/**
 * Fixed-point sums, the same on every engine. Addition of floats is not associative, and engines
 * add them in different orders and ways. So the statement sums whole numbers: the floor of each
 * value, and the rest in billionths, rounded. Floors and multiplications round alike on every
 * engine.
 *
 * @param column its name in the statement; a constant of the program, never input
 * @returns two expressions, for `sumColumns`
 */
export const sumOf = (column: string): string =>
  `sum(cast(floor(${column}) as bigint)), sum(cast(floor((${column} - floor(${column})) * 1000000000 + 0.5) as bigint))`;

type Parts<N extends string> = { [K in `${N}Whole` | `${N}Rest`]: LogicalType };

/** The columns of `sumOf`, for a selection. */
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
