import { processClock } from "./clock";
import type { Call, Load } from "./closed";
import { codeOf, Round } from "./round";

/**
 * Maximum of concurrent calls. Further arrivals are not called; they fail with the code `overload`.
 */
const MOST_OUTSTANDING = 10_000;

/**
 * A timer is up to a millisecond or more late, which is longer than most calls. So timers are used
 * only for longer waits. Shorter waits use `setImmediate`, which lets answers in and costs one or
 * two microseconds. The price: above about 500 calls per second this process keeps one core busy,
 * and a server on the same machine cannot use that core.
 */
const SPIN_MS = 2;

/**
 * Open loop. Calls arrive at a constant rate, even if earlier calls have not been answered, like
 * the calls of many users. Latency counts from the planned start of a call. After a stall all
 * overdue calls are made at once, with their planned starts. So the figures include the time that
 * users would have waited, whatever caused the stall (no coordinated omission).
 */
export async function measureOpen(
  call: Call,
  {
    rate,
    ms,
    sliceMs,
    clock = processClock,
    stop,
    mostOutstanding = MOST_OUTSTANDING,
  }: Load & { rate: number; mostOutstanding?: number },
): Promise<Round> {
  const start = clock.now();
  const round = new Round(start, sliceMs);
  const arrivals = Math.max(1, Math.round((rate * ms) / 1000));
  const intended = (arrival: number): number => start + (arrival * 1000) / rate;
  let outstanding = 0;
  let idle = (): void => {};

  const make = async (at: number): Promise<void> => {
    outstanding++;
    if (outstanding > round.concurrency) round.concurrency = outstanding;
    try {
      await call();
      round.succeeded(at, clock.now());
    } catch (error) {
      round.failed(codeOf(error));
    }
    if (--outstanding === 0) idle();
  };

  let next = 0;
  while (next < arrivals) {
    const now = clock.now();
    // By the time at the start of the turn: slow synchronous calls must not keep answers out
    // forever.
    for (; next < arrivals && intended(next) <= now; next++) {
      if (outstanding < mostOutstanding) void make(intended(next));
      else round.failed("overload");
    }
    const wait = intended(next) - clock.now();
    await (wait > SPIN_MS ? clock.sleep(wait - SPIN_MS) : clock.nextTurn());
    stop?.throwIfAborted();
  }
  await new Promise<void>((resolve) => {
    idle = resolve;
    if (outstanding === 0) resolve();
  });
  // The last call arrives one interval before the end: an immediate answer must not make the rate
  // look higher.
  round.ms = Math.max(ms, clock.now() - start);
  return round;
}
