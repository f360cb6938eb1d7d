import { timeOf } from "../fill/rows";
import { fillAnalytics } from "../fill/stores/analytics";
import { alternate } from "../measure/alternate";
import { median } from "../measure/statistics";
import type { Testbed } from "../types";
import { Baseline } from "../workloads/baseline";
import { type Effort, type Outcome, times } from "./target";

const CALLS = 1_000_000;
const LEAST = 0.9;
/** A turn takes seconds. */
const MOST_ROUNDS = 5;

/**
 * A summary of a million calls by day and model, with exact percentiles. The baseline runs the same
 * statement.
 */
export async function summaryTarget(testbed: Testbed, { rounds }: Effort): Promise<Outcome> {
  const { scope, engine, baseline: driver, title, upkeep, record } = testbed;
  await upkeep.run(`delete from ${upkeep.table("analytics_call")}`);
  await fillAnalytics(testbed, 0, CALLS);
  await upkeep.settle();
  const range = { createdFrom: timeOf(0), createdTo: timeOf(CALLS) };
  const query = { ...range, bucket: "day", groupBy: ["model"] } as const;
  const texts = await record((recording) => recording.analytics.calls.summarize(query));
  const key = [scope.tenant, scope.workspace] as const;
  const baseline = new Baseline(driver, engine, key, texts);
  const values = [
    ...key,
    baseline.codec.instant(range.createdFrom),
    baseline.codec.instant(range.createdTo),
    10_001,
  ];

  const timed = (work: () => Promise<number>) => async (): Promise<number> => {
    const start = performance.now();
    const calls = await work();
    if (calls !== CALLS) throw new Error(`${calls} of ${CALLS} calls were counted`);
    return performance.now() - start;
  };
  const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0);
  const turns = [
    timed(async () => sum((await scope.analytics.calls.summarize(query)).map(({ calls }) => calls))),
    timed(async () => baseline.run(values, (rows) => sum(rows.map((row) => Number(row[2]))))),
  ];
  const [subjectMs, baselineMs] = (await alternate(turns, {
    rounds: Math.min(rounds, MOST_ROUNDS),
    warmUpRounds: 1,
  })) as [number[], number[]];
  const ratio = median(baselineMs.map((ms, i) => ms / subjectMs[i]!));
  return {
    what: `${title}: analytics.calls.summarize of ${CALLS.toLocaleString("en-GB")} calls by day and model`,
    asked: times(LEAST),
    measured: `${times(ratio)}, ${seconds(subjectMs)}`,
    beside: `baseline ${seconds(baselineMs)}`,
    met: ratio >= LEAST,
  };
}

const seconds = (all: number[]): string => `${(median(all) / 1000).toFixed(2)} s`;
