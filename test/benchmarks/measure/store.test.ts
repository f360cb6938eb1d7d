import { mixOf } from "../../../benchmarks/measure/mix";
import { measureStore, roundsFor } from "../../../benchmarks/measure/store";
import type { Operation, Workload } from "../../../benchmarks/types";
import { FakeClock } from "./fake-clock";

const operation = (fields: Partial<Operation> & { name: string }): Operation => ({
  kind: "read",
  weight: 1,
  ours: async () => {},
  hand: () => {},
  ...fields,
});

/**
 * Two operations: ours reads in 2 ms and hand in 1, both write in 4. `log` is told of what grows.
 */
function workload(clock: FakeClock, more: Operation[] = [], log: string[] = []): Workload {
  const takes = (ms: number) => (): void => clock.advance(ms);
  const get = { ours: async () => takes(2)(), hand: takes(1) };
  return {
    store: "fake",
    grow: async (records) => {
      log.push(`grow ${records}`);
    },
    operations: () => [
      operation({ name: "fake.add", kind: "write", ours: async () => takes(4)(), hand: takes(4) }),
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

test("reads come before writes, then the mix in a closed and an open loop, each by ours and by hand", async () => {
  const clock = new FakeClock();
  const progress: string[] = [];
  const measurements = await measureStore(workload(clock, [], progress), run(clock, progress));
  expect(measurements.map(({ operation, loop, contender }) => `${operation} ${loop} ${contender}`)).toEqual([
    "fake.get closed ours",
    "fake.get closed hand",
    "fake.add closed ours",
    "fake.add closed hand",
    "fake mix closed ours",
    "fake mix closed hand",
    "fake mix open ours",
    "fake mix open hand",
  ]);
  // Whatever writes begins at the size.
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

test("a measurement holds what its rounds hold, and ours its ratio to hand", async () => {
  const clock = new FakeClock();
  const [ours, hand] = await measureStore(workload(clock), run(clock));
  expect(ours).toMatchObject({ engine: "Fake 1.0", store: "fake", records: 100, workers: 1, rate: null });
  expect(ours).toMatchObject({ failures: 0, failureCodes: {}, successRate: 1 });
  expect(ours!.rounds).toHaveLength(5);
  expect(ours!.latency).toMatchObject({ p50: 2, p99: 2 });
  expect(ours!.histogram.reduce((sum, [, calls]) => sum + calls, 0)).toBe(ours!.count);
  expect(ours!.overTime.calls.reduce((sum, calls) => sum + calls, 0)).toBe(ours!.count);
  expect(ours!.throughput).toBeCloseTo(ours!.count / ours!.seconds);
  expect(ours!.ratio!.p99).toBeCloseTo(2);
  expect(ours!.ratio!.throughput).toBeCloseTo(0.5, 1);
  expect(hand!.ratio).toBeNull();
});

test("the open loop runs at half of what ours reached in the closed one, or at the rate that is given", async () => {
  const clock = new FakeClock();
  const measurements = await measureStore(workload(clock), run(clock));
  const [closed, open] = measurements.filter(
    ({ operation, contender }) => /mix/.test(operation) && contender === "ours",
  );
  expect(open!.rate).toBeCloseTo(closed!.throughput / 2);
  const given = { ...run(clock), settings: { workers: 1, rate: 40, seconds: 0.5 } };
  expect((await measureStore(workload(clock), given)).at(-1)).toMatchObject({ loop: "open", rate: 40 });
});

test("an operation that always fails is measured as such, and has no ratio", async () => {
  const clock = new FakeClock();
  const broken = operation({
    name: "fake.broken",
    ours: async () => {
      clock.advance(1);
      throw Object.assign(new Error(), { code: "conflict" });
    },
    hand: () => clock.advance(1),
  });
  const measurements = await measureStore(workload(clock, [broken]), run(clock));
  const ours = measurements.find(
    ({ operation, contender }) => operation === "fake.broken" && contender === "ours",
  )!;
  expect(ours).toMatchObject({
    successRate: 0,
    throughput: 0,
    ratio: null,
    failureCodes: { conflict: ours.count },
  });
});

test("a mix has each operation as often as its weight says, in an order that is the same for both", async () => {
  const counts: Record<string, number> = {};
  const order = { ours: "", hand: "" };
  const counted = (name: string, weight: number): Operation =>
    operation({
      name,
      weight,
      ours: async () => {
        counts[name] = (counts[name] ?? 0) + 1;
        order.ours += name;
      },
      hand: () => {
        order.hand += name;
      },
    });
  const mix = mixOf("fake", [counted("a", 60), counted("b", 39.99), counted("c", 0.01)]);
  for (let i = 0; i < 1001; i++) {
    await mix.ours();
    mix.hand();
  }
  expect(counts).toEqual({ a: expect.closeTo(600, -1), b: expect.closeTo(400, -1), c: 1 });
  expect(order.hand).toBe(order.ours);
  expect(order.ours).not.toMatch(/a{60}/);
});

test("five rounds at least, fifteen at most", () => {
  expect([0.01, 0.5, 4, 600].map(roundsFor)).toEqual([5, 5, 10, 15]);
});
