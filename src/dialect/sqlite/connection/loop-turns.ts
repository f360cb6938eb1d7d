import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers";

/** After this time of statements in a row, the next one waits for a turn of the event loop. */
const SLICE_MS = 4;
/**
 * Statements that take less than a twentieth of that are timed in groups of eight: reading the
 * clock costs as much as 2 % of a `get`.
 */
const CHEAP_MS = SLICE_MS / 20;
const CHEAP_AT_ONCE = 8;

/**
 * The real timers. A test's fake timers replace those of the global object, and must not stop the
 * stores.
 */
const now = performance.now.bind(performance);
const afterTurn = setImmediate;

/**
 * Yields to the event loop between statements. Each statement runs to its end on the calling
 * thread, and its caller continues in the same turn. A loop of awaited calls would block every
 * timer, socket and signal of the process until its end.
 */
class LoopTurns {
  /** Set while statements wait. Later ones wait behind them, so the order is kept. */
  private waiting: Promise<void> | undefined;
  private untimed = 0;
  private timedAt = 0;
  private sliceEnds = 0;
  private armed = false;
  private turned = (): void => {};

  /** Await it before the next statement. Undefined where that may run at once. */
  due(): Promise<void> | undefined {
    if (this.waiting !== undefined) return this.waiting;
    if (--this.untimed > 0) return undefined;
    const at = now();
    this.untimed = at - this.timedAt < CHEAP_MS * CHEAP_AT_ONCE ? CHEAP_AT_ONCE : 1;
    this.timedAt = at;
    if (at < this.sliceEnds) return undefined;
    if (this.armed) return this.wait();
    // The loop may have turned since then; the next slice shows it.
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

/** One for the process, which has one event loop for all databases. */
export const loopTurns = new LoopTurns();
