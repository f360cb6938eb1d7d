import { type Clock, processClock } from "./clock";
import { codeOf, Round } from "./round";

/** One call of an operation. It may return a value or a promise, and may throw or reject. */
export type Call = () => unknown;

export interface Load {
  ms: number;
  /** For throughput over time. */
  sliceMs: number;
  clock?: Clock;
  /** Rejects the measurement soon. */
  stop?: AbortSignal | undefined;
}

/**
 * Calls to SQLite never leave the thread. Without a pause this often, timers and Ctrl-C would have
 * to wait.
 */
const PAUSE_EVERY_MS = 10;

/**
 * Closed loop. Each worker awaits its call and then makes the next. Calls that are running at the
 * end of the time are awaited and counted. The clock is read once per call: the end of a call is
 * the start of the next.
 *
 * A synchronous answer is awaited like any other. Workers share this process's thread, so a call
 * lasts until its worker continues, including the calls of other workers in between. Without this
 * wait, a synchronous contender would have one worker, and would be compared with many.
 */
export async function measureClosed(
  call: Call,
  { workers, ms, sliceMs, clock = processClock, stop }: Load & { workers: number },
): Promise<Round> {
  const start = clock.now();
  const round = new Round(start, sliceMs);
  round.concurrency = workers;
  const until = start + ms;
  let pauseAt = start + PAUSE_EVERY_MS;
  let pausing: Promise<void> | undefined;
  const pause = async (): Promise<void> => {
    await clock.nextTurn();
    stop?.throwIfAborted();
    pausing = undefined;
    pauseAt = clock.now() + PAUSE_EVERY_MS;
  };
  const work = async (): Promise<void> => {
    let at = clock.now();
    for (;;) {
      try {
        await call();
        const now = clock.now();
        round.succeeded(at, now);
        at = now;
      } catch (error) {
        round.failed(codeOf(error));
        at = clock.now();
      }
      if (at >= until) return;
      if (at >= pauseAt) {
        pausing ??= pause();
        await pausing;
        at = clock.now();
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  round.ms = clock.now() - start;
  return round;
}
