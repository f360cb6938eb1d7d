import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers";

/** Statements in a row that take longer than this wait until the event loop has turned. */
const SLICE_MS = 4;
/**
 * Statements that are done in a twentieth of that are timed by eights: the time of day costs as
 * much as 2 % of a `get`.
 */
const CHEAP_MS = SLICE_MS / 20;
const CHEAP_AT_ONCE = 8;

/**
 * A test's fake timers replace those of the global object; what they stop is the test's business,
 * not this.
 */
const now = performance.now.bind(performance);
const afterTurn = setImmediate;

/**
 * Lets the event loop turn while statements follow one another. Each runs to its end on the calling
 * thread, and what awaits it goes on in the same turn: a loop of awaited calls would keep every
 * timer, every socket and every signal of the process waiting for its end.
 */
class LoopTurns {
  /**
   * Set while statements wait; all that come meanwhile wait behind them, so that their order stays.
   */
  private waiting: Promise<void> | undefined;
  private untimed = 0;
  private timedAt = 0;
  private sliceEnds = 0;
  private armed = false;
  private turned = (): void => {};

  /** To be awaited before the next statement; undefined where that may go at once. */
  due(): Promise<void> | undefined {
    if (this.waiting !== undefined) return this.waiting;
    if (--this.untimed > 0) return undefined;
    const at = now();
    this.untimed = at - this.timedAt < CHEAP_MS * CHEAP_AT_ONCE ? CHEAP_AT_ONCE : 1;
    this.timedAt = at;
    if (at < this.sliceEnds) return undefined;
    if (this.armed) return this.wait();
    // The loop may have turned often since; whether it still does, the next slice tells.
    this.arm(at);
    return undefined;
  }

  private arm(at: number): void {
    this.armed = true;
    this.sliceEnds = at + SLICE_MS;
    afterTurn(() => {
      this.armed = false;
      this.sliceEnds = now() + SLICE_MS;
      this.waiting = undefined;
      this.turned();
    });
  }

  private wait(): Promise<void> {
    this.waiting = new Promise((resolve) => {
      this.turned = resolve;
    });
    return this.waiting;
  }
}

/** A process has one event loop, whatever number of databases. */
export const loopTurns = new LoopTurns();
