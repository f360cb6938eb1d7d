import { fillAnalytics } from "../fill/analytics";
import { timeOf } from "../fill/rows";
import { alternate } from "../measure/alternate";
import { median } from "../measure/statistics";
import type { Subject } from "../types";
import { Hand } from "../workloads/hand";
import { type Effort, type Outcome, times } from "./target";

const CALLS = 1_000_000;
const LEAST = 0.9;
/** A turn takes seconds. */
const MOST_ROUNDS = 5;

/** All of a million calls by day and model, with exact percentiles; by hand the same statement. */
export async function summaryTarget(subject: Subject, { rounds }: Effort): Promise<Outcome> {
  const { scope, engine, hand: driver, title, upkeep, record } = subject;
  await upkeep.run(`delete from ${upkeep.table("analytics_call")}`);
  await fillAnalytics(subject, 0, CALLS);
  await upkeep.settle();
  const range = { createdFrom: timeOf(0), createdTo: timeOf(CALLS) };
  const query = { ...range, bucket: "day", groupBy: ["model"] } as const;
  const texts = await record((recording) => recording.analytics.calls.summarize(query));
  const key = [scope.tenant, scope.workspace] as const;
  const hand = new Hand(driver, engine, key, texts);
  const values = [...key, hand.codec.instant(range.createdFrom), hand.codec.instant(range.createdTo), 10_001];

  const timed = (work: () => Promise<number>) => async (): Promise<number> => {
    const start = performance.now();
    const calls = await work();
    if (calls !== CALLS) throw new Error(`${calls} of ${CALLS} calls were summed up`);
    return performance.now() - start;
  };
  const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0);
  const turns = [
    timed(async () => sum((await scope.analytics.calls.summarize(query)).map(({ calls }) => calls))),
    timed(async () => hand.run(values, (rows) => sum(rows.map((row) => Number(row[2]))))),
  ];
  const [ours, theirs] = (await alternate(turns, {
    rounds: Math.min(rounds, MOST_ROUNDS),
    warmUpRounds: 1,
  })) as [number[], number[]];
  const ratio = median(theirs.map((ms, i) => ms / ours[i]!));
  return {
    what: `${title}: analytics.calls.summarize of ${CALLS.toLocaleString("en-GB")} calls by day and model`,
    asked: times(LEAST),
    measured: `${times(ratio)}, ${seconds(ours)}`,
    beside: `by hand ${seconds(theirs)}`,
    met: ratio >= LEAST,
  };
}

const seconds = (all: number[]): string => `${(median(all) / 1000).toFixed(2)} s`;
