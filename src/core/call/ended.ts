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

export function endOf({ reason }: StopSignal, what: string): UnifiedStoreError {
  const timedOut = (reason as { name?: string } | undefined)?.name === "TimeoutError";
  return timedOut
    ? new UnifiedStoreError("timeout", `${what} took longer than its timeout; it was not carried out`)
    : new UnifiedStoreError("aborted", `${what} was aborted by its signal; it was not carried out`);
}
