import type { Measurement, Operation, Settings, Workload } from "../types";
import { alternate } from "./alternate";
import { processClock } from "./clock";
import { type Load, measureClosed } from "./closed";
import { mixOf } from "./mix";
import { measureOpen } from "./open";
import type { Round } from "./round";
import { ratioOf, summarise } from "./summary";

export interface StoreRun {
  /** The testbed's title. */
  engine: string;
  records: number;
  settings: Pick<Settings, "workers" | "rate" | "seconds">;
  /** Connections of each contender. All of them are opened before an open loop. */
  poolSize: number;
  /** Called with each operation before it is measured. */
  progress(operation: string): void;
  clock?: Load["clock"];
  stop?: AbortSignal | undefined;
}

/**
 * At least five rounds, for meaningful quartiles. Longer runs have more rounds of 0.4 seconds, and
 * so know their noise better.
 */
export const roundsFor = (seconds: number): number => Math.min(15, Math.max(5, Math.floor(seconds / 0.4)));

const SLICES_A_ROUND = 5;

/**
 * Measures all operations of a store's workload at this number of records: first the reads, then
 * the writes, then the mix in a closed loop and in an open loop. Writes may add rows, so the
 * workload is brought back to its size before each write.
 */
export async function measureStore(workload: Workload, run: StoreRun): Promise<Measurement[]> {
  const { store } = workload;
  const again = (): Promise<void> => workload.grow(run.records);
  await again();
  const operations = [...workload.operations()];
  const inOrder = [
    ...operations.filter(({ kind }) => kind === "read"),
    ...operations.filter(({ kind }) => kind === "write"),
  ];
  const measurements: Measurement[] = [];
  for (const operation of inOrder) {
    if (operation.kind === "write") await again();
    measurements.push(...(await compare(store, operation, null, run)));
  }
  const mix = mixOf(store, operations);
  await again();
  const closed = await compare(store, mix, null, run);
  // Both at the rate that the subject can sustain: latencies are compared, not limits.
  const rate = run.settings.rate ?? closed[0]!.throughput / 2;
  measurements.push(...closed);
  await again();
  if (rate > 0) measurements.push(...(await compare(store, mix, rate, run)));
  return measurements;
}

/** Subject and baseline in alternating rounds; in an open loop if there is a rate. */
async function compare(
  store: string,
  operation: Operation,
  rate: number | null,
  run: StoreRun,
): Promise<[subject: Measurement, baseline: Measurement]> {
  const { settings, poolSize, clock = processClock, stop } = run;
  const loop = rate === null ? "closed" : "open";
  run.progress(rate === null ? operation.name : `${operation.name} at ${Math.round(rate)} calls/s`);
  const rounds = roundsFor(settings.seconds);
  const ms = (settings.seconds * 1000) / rounds;
  const sliceMs = ms / SLICES_A_ROUND;
  const load = { ms, sliceMs, clock, stop };
  const turn = (call: () => unknown) => (round: number) => {
    if (rate === null) return measureClosed(call, { ...load, workers: settings.workers });
    if (round < 0) return measureClosed(call, { ...load, workers: poolSize });
    return measureOpen(call, { ...load, rate });
  };
  const [subject, baseline] = (await alternate<Round>(
    [turn(() => operation.subject()), turn(() => operation.baseline())],
    {
      rounds,
      warmUpRounds: 1,
    },
  )) as [Round[], Round[]];
  const about = {
    engine: run.engine,
    store,
    operation: operation.name,
    loop,
    records: run.records,
    rate,
  } as const;
  const measuredSubject = summarise({ ...about, contender: "subject" }, subject, sliceMs);
  const measuredBaseline = summarise({ ...about, contender: "baseline" }, baseline, sliceMs);
  return [
    { ...measuredSubject, ratio: ratioOf(measuredSubject.rounds, measuredBaseline.rounds) },
    measuredBaseline,
  ];
}

/** Overhead of measuring per call, in nanoseconds: the measurement of an empty call. */
export async function meterCost(workers: number): Promise<number> {
  const load = { workers, ms: 50, sliceMs: 50 };
  await measureClosed(() => {}, load);
  const { ms, histogram } = await measureClosed(() => {}, load);
  return (ms * 1e6) / histogram.count;
}
