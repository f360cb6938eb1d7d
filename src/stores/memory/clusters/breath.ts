import { setImmediate as otherWork } from "node:timers/promises";
import { endOf } from "../../../core/call/ended";
import type { StopSignal } from "../../../core/call/stop-signal";

/** Other work waits no longer than this for a computation, in milliseconds. */
const MOST_MS = 10;

/**
 * Lets other work of the process go on during a long computation, and ends it with the call.
 *
 * @returns a function to call often; it returns a promise only where it is time to wait
 */
export function breathing(signal: StopSignal | undefined): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < MOST_MS) return undefined;
    return otherWork().then(() => {
      if (signal?.aborted) throw endOf(signal, "the build");
      since = performance.now();
    });
  };
}
