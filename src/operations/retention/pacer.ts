import { pause } from "../../core/call/deadline";
import type { StopSignal } from "../../core/call/stop-signal";
import type { Pace } from "../../db/collections/delete-in-batches";

/**
 * Milliseconds of a batch on a server, and in an engine without round trips. There every writer
 * waits for a batch, and in one process every call: with 20 ms the p99 of callers grew by 10 to 36.
 */
const [SERVER_BATCH_MS, LOCAL_BATCH_MS] = [20, 5];
/** So where callers wait for a batch, few of them do. */
const [SERVER_SHARE, LOCAL_SHARE] = [0.2, 0.05];
/**
 * A batch takes some milliseconds whatever its size, to be on the disk: fewer rows would not be
 * faster. Single rows were deleted at 300 a second.
 */
const [LEAST, MOST] = [50, 1000];
const FIRST = 50;

/**
 * Adapts the rows of a batch to a time, and pauses between batches so that deletions take a given
 * share of it. So callers have the rest.
 */
export class Pacer implements Pace {
  batch = FIRST;

  private readonly batchMs: number;
  private readonly share: number;

  /**
   * @param roundTrips whether the engine is a server
   * @param share of the time, above 0 up to 1; undefined: what fits the engine
   * @param between is awaited after each batch, such as to renew a lease
   */
  constructor(
    { roundTrips }: { roundTrips: boolean },
    share: number | undefined,
    private readonly between: (rows: number) => Promise<void>,
    private readonly signal?: StopSignal,
  ) {
    this.batchMs = roundTrips ? SERVER_BATCH_MS : LOCAL_BATCH_MS;
    this.share = share ?? (roundTrips ? SERVER_SHARE : LOCAL_SHARE);
  }

  async after(rows: number, elapsedMs: number): Promise<void> {
    if (rows > 0) {
      const wanted = (this.batch * this.batchMs) / Math.max(elapsedMs, 0.1);
      // At most twice as many: one fast batch of a few rows says little.
      this.batch = Math.round(Math.min(Math.max(wanted, this.batch / 4, LEAST), this.batch * 2, MOST));
    }
    await this.between(rows);
    const idle = rows === 0 || this.share === 1 ? 0 : elapsedMs * (1 / this.share - 1);
    if (idle > 0) await pause(idle, this.signal);
    else if (this.signal?.aborted) throw this.signal.reason;
  }
}
