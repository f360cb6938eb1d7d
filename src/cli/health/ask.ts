import { UnifiedStoreError, type UnifiedStoreErrorCode } from "../../core/errors";
import type { Health } from "../../manager";
import { openExisting } from "../target/open-target";
import type { TargetAddress } from "../target/target-address";

interface Limits {
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * The health of a store that may not be there, or not answer. Each call opens the store anew: one
 * that was down at the start may be there by now.
 *
 * @throws the signal's reason; UsageError
 */
export async function ask(target: TargetAddress, { timeoutMs, signal }: Limits): Promise<Health> {
  using limit = limited(timeoutMs, signal);
  const opening = openExisting(target);
  try {
    const stores = await Promise.race([opening, limit.over]);
    const answer = await stores.health({ signal: limit.signal });
    signal.throwIfAborted();
    return answer;
  } catch (error) {
    signal.throwIfAborted();
    if (limit.signal.aborted)
      return down(target, "timeout", `the database did not answer within ${timeoutMs} ms`);
    if (!(error instanceof UnifiedStoreError)) throw error;
    return down(target, error.code, error.message);
  } finally {
    // Opening has no deadline: what it opens late is closed then.
    const closed = opening.then((stores) => stores.close()).catch(() => undefined);
    if (!limit.signal.aborted) await closed;
  }
}

/**
 * Ends with the time or with the signal. Its timer keeps the process alive, as the question does.
 */
function limited(timeoutMs: number, outer: AbortSignal) {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, timeoutMs);
  const over = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason));
  });
  over.catch(() => undefined);
  if (outer.aborted) abort();
  else outer.addEventListener("abort", abort);
  return {
    signal: controller.signal,
    over,
    [Symbol.dispose]: (): void => {
      clearTimeout(timer);
      outer.removeEventListener("abort", abort);
    },
  };
}

/** What a store answers that does not answer. */
const down = ({ reported }: TargetAddress, code: UnifiedStoreErrorCode, message: string): Health => ({
  status: "down",
  engine: { name: reported.engine, version: null },
  latencyMs: null,
  pool: { size: 0, idle: 0, waiting: 0, max: 0 },
  pendingSchemaMigrations: [],
  unknownSchemaMigrations: [],
  pendingReindex: [],
  error: { code, message },
});
