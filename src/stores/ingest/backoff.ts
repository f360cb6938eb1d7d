import { IsWhole } from "../../core/input/rules";

const YEAR_MS = 366 * 86_400_000;
/** Wait time in milliseconds from now, at most 366 days. */
export const IsWait = (min = 0): PropertyDecorator => IsWhole(min, YEAR_MS);

/**
 * Exponential backoff. The first wait is `baseMs`; it doubles after each further failure in a row,
 * up to `capMs`.
 */
export interface Backoff {
  baseMs: number;
  capMs: number;
}

/** Backoff of a job: 5 s, 10 s, 20 s … up to an hour, from the eleventh attempt on. */
export const JOB_BACKOFF: Backoff = { baseMs: 5_000, capMs: 3_600_000 };

/** Backoff of a watch: 1, 2, 4 … minutes up to 6 hours, from the tenth failure on. */
export const WATCH_BACKOFF: Backoff = { baseMs: 60_000, capMs: 21_600_000 };

/** @param failures number of failures in a row, including this one, from 1 */
export const waitAfter = ({ baseMs, capMs }: Backoff, failures: number): number =>
  Math.min(capMs, baseMs * 2 ** (failures - 1));

/** Number of failures after which the wait no longer grows. */
export const failuresToCap = ({ baseMs, capMs }: Backoff): number => 1 + Math.ceil(Math.log2(capMs / baseMs));
