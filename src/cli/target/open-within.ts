import { UnifiedStoreError } from "../../core/errors";
import type { UnifiedStoreManager } from "../../manager";
import { openExisting } from "./open-target";
import type { TargetAddress } from "./target-address";

/**
 * Opens the store that is there, in a limited time: a server may accept a connection and never
 * answer. What opens late is closed then.
 *
 * @throws UsageError, UnifiedStoreError `timeout`, `not_found`, `connection`; the signal's reason
 */
export async function openWithin(
  target: TargetAddress,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<UnifiedStoreManager> {
  signal.throwIfAborted();
  const opening = openExisting(target);
  let stop = (): void => {};
  const over = new Promise<never>((_, reject) => {
    // Keeps the process alive, as the question does.
    const timer = setTimeout(() => reject(late(timeoutMs)), timeoutMs);
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort);
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    };
  });
  try {
    return await Promise.race([opening, over]);
  } catch (error) {
    opening.then((stores) => stores.close()).catch(() => undefined);
    throw error;
  } finally {
    stop();
  }
}

const late = (timeoutMs: number): UnifiedStoreError =>
  new UnifiedStoreError("timeout", `the database did not answer within ${timeoutMs} ms`);
