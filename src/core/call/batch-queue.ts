import { atEndOfTick } from "./end-of-tick";
import type { QueuedCall } from "./queued-call";
import { listen } from "./stop-signal";

type Queued = Pick<QueuedCall<unknown>, "signal" | "stopListening" | "fail">;

/** What sends the calls of a queue, and how many at once. */
export interface BatchSender<C> {
  /** Batches that are under way at the same time. */
  readonly mostUnderWay: number;
  /**
   * Milliseconds after which a batch goes although so many are under way. Undefined: it waits for
   * one of them.
   */
  readonly longestWaitMs?: number;
  /** How many of those that wait go in one batch: at least one. */
  most(waiting: readonly C[]): number;
  /**
   * Answers each call, or puts it back. It never rejects. A call that is given up meanwhile has its
   * answer at once, unless its `stopListening` was called.
   */
  send(calls: C[]): Promise<void>;
}

/**
 * Batch queue. Calls that wait at the same time go together, in the order in which they came.
 * No call waits to be joined: the first goes at the end of the tick in which it came.
 */
export class BatchQueue<C extends Queued> {
  private readonly waiting: C[] = [];
  private underWay = 0;
  private scheduled = false;
  private impatience: NodeJS.Timeout | undefined;

  /** @param onIdle called when nothing waits or is under way any more */
  constructor(
    private readonly sender: BatchSender<C>,
    private readonly onIdle?: () => void,
  ) {}

  /** How many wait. */
  get length(): number {
    return this.waiting.length;
  }

  add(call: C): void {
    const { signal } = call;
    if (signal?.aborted) {
      call.fail(signal.reason);
      this.retire();
      return;
    }
    if (signal) call.stopListening = listen(signal, () => this.giveUp(call));
    this.waiting.push(call);
    this.schedule();
  }

  /** They go before all others: for a sender that did not come to them. */
  putBack(calls: readonly C[]): void {
    this.waiting.unshift(...calls);
  }

  private giveUp(call: C): void {
    const at = this.waiting.indexOf(call);
    if (at !== -1) this.waiting.splice(at, 1);
    call.fail(call.signal!.reason);
  }

  private schedule(): void {
    if (this.scheduled || this.waiting.length === 0) return;
    const { mostUnderWay, longestWaitMs } = this.sender;
    if (this.underWay < mostUnderWay) {
      this.scheduled = true;
      // The end of this tick: the calls that are made in one go then go in one go, and the callers
      // who have just been answered are back with their next.
      atEndOfTick(() => void this.flush());
    } else if (longestWaitMs !== undefined) {
      this.impatience ??= setTimeout(() => void this.flush(), longestWaitMs);
    }
  }

  private async flush(): Promise<void> {
    this.scheduled = false;
    clearTimeout(this.impatience);
    this.impatience = undefined;
    const calls = this.waiting.splice(0, this.sender.most(this.waiting));
    if (calls.length > 0) {
      this.underWay++;
      const sent = this.sender.send(calls);
      this.schedule();
      await sent;
      this.underWay--;
      this.schedule();
    }
    this.retire();
  }

  private retire(): void {
    if (this.underWay === 0 && this.waiting.length === 0 && !this.scheduled) this.onIdle?.();
  }
}
