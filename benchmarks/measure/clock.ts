import { setTimeout as delay } from "node:timers/promises";

/** What time it is and how to wait for it to pass; tests have one of their own. */
export interface Clock {
  /** Milliseconds, never going back. */
  now(): number;
  /** Lets whatever else is due in this process have its turn. */
  nextTurn(): Promise<void>;
  /** As timers do: a millisecond early or late. */
  sleep(ms: number): Promise<void>;
}

export const processClock: Clock = {
  now: () => performance.now(),
  nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
  sleep: (ms) => delay(ms),
};
