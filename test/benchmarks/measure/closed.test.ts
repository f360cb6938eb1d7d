import { measureClosed } from "../../../benchmarks/measure/closed";
import { UnifiedStoreError } from "../../../src";
import { FakeClock, Waiting } from "./fake-clock";

const failure = (): UnifiedStoreError => new UnifiedStoreError("conflict", "no", { operation: "fake" });

test("every call is timed, and the time is that of the round", async () => {
  const clock = new FakeClock();
  const latencies = [1, 2, 3, 4];
  const call = (): void => clock.advance(latencies.shift()!);
  const round = await measureClosed(call, { workers: 1, ms: 9, sliceMs: 3, clock });
  expect(round.histogram.latency()).toMatchObject({ mean: 2.5, max: 4 });
  expect(round).toMatchObject({ ms: 10, failures: 0, concurrency: 1, throughput: 400 });
  // Calls ended at 1, 3, 6 and 10: the last one outlasted the round.
  expect(round.slices).toEqual([1, 1, 1, 1]);
});

test("each worker makes its next call after the answer of the current one", async () => {
  const clock = new FakeClock();
  const waiting = new Waiting();
  const measured = measureClosed(waiting.call, { workers: 3, ms: 2, sliceMs: 1, clock });
  expect(waiting.calls).toBe(3);
  for (const calls of [6, 9]) {
    clock.advance(0.9);
    waiting.answerAll();
    await clock.nextTurn();
    expect(waiting.calls).toBe(calls);
  }
  clock.advance(5);
  waiting.answerAll();
  const round = await measured;
  expect(round.histogram.count).toBe(9);
  // Calls that are running at the end of the time count, with their full latency.
  expect(round.histogram.latency().max).toBeCloseTo(5.1);
});

test("a synchronous answer waits for the other workers, like a promise", async () => {
  const clock = new FakeClock();
  const call = (): void => clock.advance(1);
  const { histogram } = await measureClosed(call, { workers: 4, ms: 100, sliceMs: 100, clock });
  expect(histogram.quantile(0.5)).toBe(4);
});

test("failures are counted by their codes and are not in the latencies", async () => {
  const clock = new FakeClock();
  let calls = 0;
  const outcomes = [
    () => undefined,
    () => {
      throw failure();
    },
    () => Promise.reject(failure()),
    () => Promise.reject(Object.assign(new Error("pg"), { code: "23505" })),
    () => Promise.reject(new RangeError("no code")),
    () => Promise.reject(null),
  ];
  const call = (): unknown => {
    clock.advance(calls === 0 ? 1 : 50);
    return outcomes[calls++]!();
  };
  const round = await measureClosed(call, { workers: 1, ms: 251, sliceMs: 10, clock });
  expect(round.failures).toBe(5);
  expect(round.failureCodes).toEqual({ conflict: 2, 23505: 1, RangeError: 1, unknown: 1 });
  expect(round.histogram.latency()).toMatchObject({ max: 1 });
  expect(round.throughput).toBeCloseTo(1000 / round.ms);
});

test("calls that never leave the thread let the event loop run, and can be stopped", async () => {
  const stop = new AbortController();
  const reason = new Error("stopped");
  setImmediate(() => stop.abort(reason));
  const endless = measureClosed(() => {}, { workers: 2, ms: 1e9, sliceMs: 1000, stop: stop.signal });
  await expect(endless).rejects.toBe(reason);
});

test("a turn of the event loop does not count as latency", async () => {
  const clock = new FakeClock();
  const call = (): void => clock.advance(5);
  const { histogram } = await measureClosed(call, { workers: 1, ms: 100, sliceMs: 100, clock });
  expect(histogram.latency()).toMatchObject({ p50: 5 });
  expect(histogram.latency().max).toBeCloseTo(5);
});
