import type { StopSignal } from "../../../core/call/stop-signal";

/** How long a statement waits while another process holds the file, in milliseconds. */
const BUSY_LIMIT_MS = 10_000;

/**
 * Retries `work` with exponential backoff and jitter, while another process holds the file or the
 * connection is in its owner's transaction. SQLite's own busy handler would block this thread, and
 * with it the transaction of this process that it may be waiting for.
 */
export async function patiently<T>(work: () => T, isLentOut: () => boolean, signal?: StopSignal): Promise<T> {
  const deadline = performance.now() + BUSY_LIMIT_MS;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 50)) {
    signal?.throwIfAborted();
    try {
      if (isLentOut()) throw LENT_OUT;
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random())));
    }
  }
}

const LENT_OUT = Object.assign(new Error("the connection is in a transaction of its owner"), {
  code: "SQLITE_BUSY",
});

export const isBusy = (error: unknown): boolean =>
  String((error as { code?: unknown } | null)?.code).startsWith("SQLITE_BUSY");
