import { pause } from "../../core/call/deadline";
import { addMilliseconds } from "../../core/instants";
import { checkEveryOptions, checkPruneOptions, MOST_MS } from "./check-options";
import type { PruneEveryOptions, PruneResult } from "./types";

/** Part of the interval in which another process's pruning counts as this one's. */
const RECENT = 0.5;

/**
 * @param prune gives null where another process has pruned since that time
 */
export async function pruneEvery(
  options: PruneEveryOptions,
  now: () => Date,
  prune: (options: ReturnType<typeof checkPruneOptions>, notSince: Date) => Promise<PruneResult | null>,
): Promise<void> {
  const { everyMs, jitter, onPruned, onError, signal, share, onProgress } = checkEveryOptions(options);
  // Processes that start together do not prune together.
  const varied = (ms: number): number => ms * (1 + jitter * (2 * Math.random() - 1));
  while (!signal?.aborted) {
    try {
      const checked = checkPruneOptions({ share, onProgress, signal });
      onPruned?.(await prune(checked, addMilliseconds(now(), -everyMs * RECENT)));
    } catch (error) {
      if (signal?.aborted) return;
      onError?.(error);
    }
    await pause(Math.min(varied(everyMs), MOST_MS), signal).catch(() => undefined);
  }
}
