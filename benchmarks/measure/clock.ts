import { setTimeout as delay } from "node:timers/promises";

/** A clock and its ways of waiting. Tests pass their own clock. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Lets other pending work of this process run. */
  nextTurn(): Promise<void>;
  /** Accurate like a timer: a millisecond early or late. */
  sleep(ms: number): Promise<void>;
}

export const processClock: Clock = {
  now: () => performance.now(),
  nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
  sleep: (ms) => delay(ms),
};
