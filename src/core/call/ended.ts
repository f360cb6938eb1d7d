import { UnifiedStoreError } from "../errors";
import { until } from "./deadline";
import type { StopSignal } from "./stop-signal";

/**
 * The result of the caller's `work`, or a `timeout` or `aborted` error if the signal ends first.
 *
 * @param what in messages, such as `the change`
 */
export async function orEnded<T>(signal: StopSignal | undefined, work: Promise<T>, what: string): Promise<T> {
  try {
    return await until(signal, work);
  } catch (error) {
    throw signal?.aborted && error === signal.reason ? endOf(signal, what) : error;
  }
}

/**
 * The error of what a signal has ended.
 *
 * @param outcome the end of the message
 */
export function endOf(
  { reason }: StopSignal,
  what: string,
  { outcome = "; it was not carried out", ...more }: EndOptions = {},
): UnifiedStoreError {
  const timedOut = (reason as { name?: string } | undefined)?.name === "TimeoutError";
  const ended = timedOut ? "took longer than its timeout" : "was aborted by its signal";
  return new UnifiedStoreError(timedOut ? "timeout" : "aborted", `${what} ${ended}${outcome}`, more);
}

interface EndOptions {
  outcome?: string;
  mayHaveCommitted?: boolean;
  cause?: unknown;
}
