import { mixOf } from "../../../benchmarks/measure/mix";
import { measureStore, roundsFor } from "../../../benchmarks/measure/store";
import type { Operation, Workload } from "../../../benchmarks/types";
import { FakeClock } from "./fake-clock";

const operation = (fields: Partial<Operation> & { name: string }): Operation => ({
  kind: "read",
  weight: 1,
  subject: async () => {},
  baseline: () => {},
  ...fields,
});

/**
 * Two operations. A read takes the subject 2 ms and the baseline 1 ms, a write takes both 4 ms.
 * `log` records each growth.
 */
function workload(clock: FakeClock, more: Operation[] = [], log: string[] = []): Workload {
  const takes = (ms: number) => (): void => clock.advance(ms);
  const get = { subject: async () => takes(2)(), baseline: takes(1) };
  return {
    store: "fake",
    grow: async (records) => {
      log.push(`grow ${records}`);
    },
    operations: () => [
      operation({ name: "fake.add", kind: "write", subject: async () => takes(4)(), baseline: takes(4) }),
      operation({ name: "fake.get", weight: 3, ...get }),
      ...more,
    ],
  };
}

const run = (clock: FakeClock, progress: string[] = []) => ({
  engine: "Fake 1.0",
  records: 100,
  settings: { workers: 1, rate: null, seconds: 0.5 },
  poolSize: 10,
  progress: (name: string) => progress.push(name),
  clock,
});

test("reads come before writes, then the mix in a closed and an open loop, each of subject and baseline", async () => {
  const clock = new FakeClock();
  const progress: string[] = [];
  const measurements = await measureStore(workload(clock, [], progress), run(clock, progress));
  expect(measurements.map(({ operation, loop, contender }) => `${operation} ${loop} ${contender}`)).toEqual([
    "fake.get closed subject",
    "fake.get closed baseline",
    "fake.add closed subject",
    "fake.add closed baseline",
    "fake mix closed subject",
    "fake mix closed baseline",
    "fake mix open subject",
    "fake mix open baseline",
  ]);
  // Each write begins at the exact size.
  expect(progress).toEqual([
    "grow 100",
    "fake.get",
    "grow 100",
    "fake.add",
    "grow 100",
    "fake mix",
    "grow 100",
    expect.stringMatching(/^fake mix at \d+ calls\/s$/),
  ]);
});

test("a measurement has the data of its rounds, and the subject's has the ratio to the baseline", async () => {
  const clock = new FakeClock();
  const [subject, baseline] = await measureStore(workload(clock), run(clock));
  expect(subject).toMatchObject({ engine: "Fake 1.0", store: "fake", records: 100, workers: 1, rate: null });
  expect(subject).toMatchObject({ failures: 0, failureCodes: {}, successRate: 1 });
  expect(subject!.rounds).toHaveLength(5);
  expect(subject!.latency).toMatchObject({ p50: 2, p99: 2 });
  expect(subject!.histogram.reduce((sum, [, calls]) => sum + calls, 0)).toBe(subject!.count);
  expect(subject!.overTime.calls.reduce((sum, calls) => sum + calls, 0)).toBe(subject!.count);
  expect(subject!.throughput).toBeCloseTo(subject!.count / subject!.seconds);
  expect(subject!.ratio!.p99).toBeCloseTo(2);
  expect(subject!.ratio!.throughput).toBeCloseTo(0.5, 1);
  expect(baseline!.ratio).toBeNull();
});

test("the open loop runs at half the subject's rate of the closed loop, or at the given rate", async () => {
  const clock = new FakeClock();
  const measurements = await measureStore(workload(clock), run(clock));
  const [closed, open] = measurements.filter(
    ({ operation, contender }) => /mix/.test(operation) && contender === "subject",
  );
  expect(open!.rate).toBeCloseTo(closed!.throughput / 2);
  const given = { ...run(clock), settings: { workers: 1, rate: 40, seconds: 0.5 } };
  expect((await measureStore(workload(clock), given)).at(-1)).toMatchObject({ loop: "open", rate: 40 });
});

test("an operation that always fails is measured as such, and has no ratio", async () => {
  const clock = new FakeClock();
  const broken = operation({
    name: "fake.broken",
    subject: async () => {
      clock.advance(1);
      throw Object.assign(new Error(), { code: "conflict" });
    },
    baseline: () => clock.advance(1),
  });
  const measurements = await measureStore(workload(clock, [broken]), run(clock));
  const subject = measurements.find(
    ({ operation, contender }) => operation === "fake.broken" && contender === "subject",
  )!;
  expect(subject).toMatchObject({
    successRate: 0,
    throughput: 0,
    ratio: null,
    failureCodes: { conflict: subject.count },
  });
});

test("a mix has each operation as often as its weight says, in the same order for both", async () => {
  const counts: Record<string, number> = {};
  const order = { subject: "", baseline: "" };
  const counted = (name: string, weight: number): Operation =>
    operation({
      name,
      weight,
      subject: async () => {
        counts[name] = (counts[name] ?? 0) + 1;
        order.subject += name;
      },
      baseline: () => {
        order.baseline += name;
      },
    });
  const mix = mixOf("fake", [counted("a", 60), counted("b", 39.99), counted("c", 0.01)]);
  for (let i = 0; i < 1001; i++) {
    await mix.subject();
    mix.baseline();
  }
  expect(counts).toEqual({ a: expect.closeTo(600, -1), b: expect.closeTo(400, -1), c: 1 });
  expect(order.baseline).toBe(order.subject);
  expect(order.subject).not.toMatch(/a{60}/);
});

test("five rounds at least, fifteen at most", () => {
  expect([0.01, 0.5, 4, 600].map(roundsFor)).toEqual([5, 5, 10, 15]);
});
