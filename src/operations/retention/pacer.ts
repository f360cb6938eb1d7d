import { pause } from "../../core/call/deadline";
import type { StopSignal } from "../../core/call/stop-signal";
import type { Pace } from "../../db/collections/delete-in-batches";

/**
 * Milliseconds of a batch. Callers wait for its locks, and on SQLite for the batch itself: 20 ms is
 * what one slow statement of their own takes.
 */
const BATCH_MS = 20;
const [LEAST, MOST] = [10, 1000];
const FIRST = 100;

/**
 * Adapts the rows of a batch to a time, and pauses between batches so that deletions take a given
 * share of it. So callers have the rest.
 */
export class Pacer implements Pace {
  batch = FIRST;

  /**
   * @param share of the time, above 0 up to 1
   * @param between is awaited after each batch, such as to renew a lease
   */
  constructor(
    private readonly share: number,
    private readonly between: (rows: number) => Promise<void>,
    private readonly signal?: StopSignal,
  ) {}

  async after(rows: number, elapsedMs: number): Promise<void> {
    if (rows > 0) {
      const wanted = (this.batch * BATCH_MS) / Math.max(elapsedMs, 0.1);
      // At most twice as many: one fast batch of a few rows says little.
      this.batch = Math.round(Math.min(Math.max(wanted, this.batch / 4, LEAST), this.batch * 2, MOST));
    }
    await this.between(rows);
    const idle = rows === 0 || this.share === 1 ? 0 : elapsedMs * (1 / this.share - 1);
    if (idle > 0) await pause(idle, this.signal);
    else if (this.signal?.aborted) throw this.signal.reason;
  }
}
