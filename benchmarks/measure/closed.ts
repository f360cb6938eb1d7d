import { type Clock, processClock } from "./clock";
import { codeOf, Round } from "./round";

/** One call of an operation. It may answer at once or with a promise, and fail in either way. */
export type Call = () => unknown;

export interface Load {
  ms: number;
  /** For the course over time. */
  sliceMs: number;
  clock?: Clock;
  /** Rejects the measurement, soon. */
  stop?: AbortSignal | undefined;
}

/**
 * Calls to SQLite never leave the thread: without a pause this often no timer and no Ctrl-C would
 * get through.
 */
const PAUSE_EVERY_MS = 10;

/**
 * A closed loop: each worker awaits its call and then makes the next. Calls that are under way when
 * the time is up are awaited and count. One reading of the clock a call: where one call ends the
 * next begins.
 *
 * An answer that is there at once is awaited like any other. Workers share this process's thread,
 * so a call lasts from when its worker made it until that worker goes on, the others' calls in
 * between included; sparing a synchronous contender this wait would give it one worker and compare
 * that with many.
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
