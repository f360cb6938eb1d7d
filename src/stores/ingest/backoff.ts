import { IsWhole } from "../../core/input/rules";

const YEAR_MS = 366 * 86_400_000;
/** Milliseconds from now on. */
export const IsWait = (min = 0): PropertyDecorator => IsWhole(min, YEAR_MS);

/**
 * How long to wait after something failed: `baseMs`, twice as long after each further failure in a
 * row, at most `capMs`.
 */
export interface Backoff {
  baseMs: number;
  capMs: number;
}

/** A job: 5 s, 10 s, 20 s … up to an hour, reached at the eleventh attempt. */
export const JOB_BACKOFF: Backoff = { baseMs: 5_000, capMs: 3_600_000 };

/** A watch: a minute, 2, 4 … up to 6 hours, reached at the tenth failure. */
export const WATCH_BACKOFF: Backoff = { baseMs: 60_000, capMs: 21_600_000 };

/** @param failures in a row, this one included, from 1 */
export const waitAfter = ({ baseMs, capMs }: Backoff, failures: number): number =>
  Math.min(capMs, baseMs * 2 ** (failures - 1));

/** How many failures it takes until the wait no longer grows. */
export const failuresToCap = ({ baseMs, capMs }: Backoff): number => 1 + Math.ceil(Math.log2(capMs / baseMs));
