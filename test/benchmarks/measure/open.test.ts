import { measureOpen } from "../../../benchmarks/measure/open";
import { FakeClock, Waiting } from "./fake-clock";

const load = (clock: FakeClock) => ({ rate: 1000, ms: 100, sliceMs: 10, clock });

test("calls arrive at the rate, even if earlier calls are not answered", async () => {
  const clock = new FakeClock();
  const waiting = new Waiting();
  const arrivals: number[] = [];
  const measured = measureOpen(
    () => {
      arrivals.push(clock.now() - 1000);
      return waiting.call();
    },
    { ...load(clock), ms: 10 },
  );
  while (waiting.calls < 10) await clock.nextTurn();
  for (const [n, at] of arrivals.entries()) {
    expect(at).toBeGreaterThanOrEqual(n);
    expect(at).toBeLessThan(n + 0.5);
  }
  clock.advance(50);
  waiting.answerAll();
  const round = await measured;
  expect(round).toMatchObject({ concurrency: 10, failures: 0 });
  expect(round.histogram.count).toBe(10);
});

test("latency in a stall counts from the planned start of each call", async () => {
  const clock = new FakeClock();
  let calls = 0;
  // The 11th call blocks the thread for 50 ms. Calls that are due meanwhile are answered at once
  // when they are made.
  const call = (): void => {
    if (calls++ === 10) clock.advance(50);
  };
  const round = await measureOpen(call, load(clock));
  expect(round.histogram.count).toBe(100);
  const { p50, p90, max } = round.histogram.latency();
  expect(max).toBeGreaterThanOrEqual(50);
  // 50 of 100 calls were due during the stall, and waited for 49, 48, … 1 ms.
  expect(p90).toBeGreaterThan(35);
  expect(p90).toBeLessThan(45);
  expect(p50).toBeLessThan(5);
});

test("a slow operation does not delay arrivals", async () => {
  const clock = new FakeClock();
  const waiting = new Waiting();
  const measured = measureOpen(waiting.call, load(clock));
  while (waiting.calls < 100) await clock.nextTurn();
  waiting.answerAll();
  const { histogram, concurrency } = await measured;
  expect(concurrency).toBe(100);
  // The first call has waited for the arrival of all others.
  expect(histogram.latency().max).toBeGreaterThanOrEqual(99);
  expect(histogram.quantile(0.01)).toBeLessThan(2);
});

test("above the maximum of concurrent calls, arrivals fail with overload and are not called", async () => {
  const clock = new FakeClock();
  const waiting = new Waiting();
  let settled = false;
  const measured = measureOpen(waiting.call, { ...load(clock), mostOutstanding: 30 }).finally(() => {
    settled = true;
  });
  while (clock.now() < 1100) await clock.nextTurn();
  while (!settled) {
    waiting.answerAll();
    await clock.nextTurn();
  }
  const round = await measured;
  expect(waiting.calls).toBe(30);
  expect(round).toMatchObject({ failures: 70, failureCodes: { overload: 70 }, concurrency: 30 });
});

test("thrown and rejected failures are counted", async () => {
  const clock = new FakeClock();
  let calls = 0;
  const call = (): unknown => {
    if (++calls % 2 === 0) throw Object.assign(new Error(), { code: "busy" });
    return Promise.reject(Object.assign(new Error(), { code: "timeout" }));
  };
  const round = await measureOpen(call, load(clock));
  expect(round.failureCodes).toEqual({ busy: 50, timeout: 50 });
  expect(round.throughput).toBe(0);
});

test("immediate answers do not raise the throughput above the rate", async () => {
  const clock = new FakeClock();
  const round = await measureOpen(() => {}, { ...load(clock), rate: 10 });
  expect(round.histogram.count).toBe(1);
  expect(round.throughput).toBeLessThanOrEqual(10);
});

test("it can be stopped", async () => {
  const stop = new AbortController();
  const reason = new Error("stopped");
  setImmediate(() => stop.abort(reason));
  const endless = measureOpen(() => {}, { rate: 10_000, ms: 1e6, sliceMs: 1000, stop: stop.signal });
  await expect(endless).rejects.toBe(reason);
});
