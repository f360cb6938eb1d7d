import { processClock } from "./clock";
import type { Call, Load } from "./closed";
import { codeOf, Round } from "./round";

/** Calls under way at once: further arrivals are not made and fail with the code `overload`. */
const MOST_OUTSTANDING = 10_000;

/**
 * A timer is up to a millisecond and a bit late, more than most calls take. So timers bridge only
 * waits longer than this, and the rest is spent in `setImmediate`, which lets answers in and costs
 * one or two microseconds. What is lost: above some 500 calls a second this process keeps a core
 * busy, which a server on the same machine then lacks.
 */
const SPIN_MS = 2;

/**
 * An open loop: calls arrive at a constant rate, whether or not those before have been answered, as
 * those of many users do. Latency counts from when a call was meant to be made. After a stall all
 * overdue calls are made at once, with the times that they were meant for: what users would have
 * waited is in the figures, whoever caused the stall.
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
    // By the time at the start of the turn: calls that take long now must not keep answers out for
    // ever.
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
  // The last call arrives one spacing before the end: an answer at once must not make the rate look
  // higher.
  round.ms = Math.max(ms, clock.now() - start);
  return round;
}
