import { UnifiedStoreError } from "../../core/errors";
import type { Health } from "../../manager";
import { openWithin } from "../target/open-within";
import type { TargetAddress } from "../target/target-address";

/**
 * The health of a store that may not be there, or not answer. Each call opens the store anew: one
 * that was down at the start may be there by now.
 *
 * @throws the signal's reason; UsageError
 */
export async function ask(
  target: TargetAddress,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Health> {
  const end = performance.now() + timeoutMs;
  try {
    await using stores = await openWithin(target, { timeoutMs, signal });
    const left = Math.max(1, end - performance.now());
    const answer = await stores.health({ timeoutMs: left, signal });
    signal.throwIfAborted();
    return answer;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UnifiedStoreError) return down(target, error);
    throw error;
  }
}

/** What a store answers that does not answer. */
const down = ({ reported }: TargetAddress, { code, message }: UnifiedStoreError): Health => ({
  status: "down",
  engine: { name: reported.engine, version: null },
  latencyMs: null,
  pool: { size: 0, idle: 0, waiting: 0, max: 0 },
  pendingSchemaMigrations: [],
  unknownSchemaMigrations: [],
  pendingReindex: [],
  error: { code, message },
});
