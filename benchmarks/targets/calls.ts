import { alternate } from "../measure/alternate";
import { type Call, measureClosed } from "../measure/closed";
import type { Round } from "../measure/round";
import { median } from "../measure/statistics";
import { ratioOf } from "../measure/summary";
import type { Operation } from "../types";
import { type Effort, type Outcome, perSecond, times } from "./target";

/** The target of an operation relative to the baseline, in calls per second and 99th percentile. */
export interface CallTarget {
  callers: number;
  throughput: number;
  p99?: number;
}

/** Subject and baseline in alternating rounds, in a closed loop with this number of callers. */
export async function compareCalls(
  engine: string,
  operation: Operation,
  { callers, throughput, p99 }: CallTarget,
  { rounds, turnMs }: Effort,
): Promise<Outcome> {
  const turn = (call: Call) => () => measureClosed(call, { workers: callers, ms: turnMs, sliceMs: turnMs });
  const [subject, baseline] = (await alternate<Round>([turn(operation.subject), turn(operation.baseline)], {
    rounds,
    warmUpRounds: 2,
  })) as [Round[], Round[]];
  const of = (all: Round[]) =>
    all.map((round) => ({ throughput: round.throughput, p99: round.histogram.quantile(0.99) }));
  const ratio = ratioOf(of(subject), of(baseline));
  const failures = [...subject, ...baseline].reduce((sum, round) => sum + round.failures, 0);
  const rate = (all: Round[]): string => perSecond(median(all.map((round) => round.throughput)));
  return {
    what: `${engine}, ${callers} ${callers === 1 ? "caller" : "callers"}: ${operation.name}`,
    asked: `${times(throughput)}${p99 === undefined ? "" : `, p99 ${p99}`}`,
    measured: ratio ? `${times(ratio.throughput)}, p99 ${ratio.p99.toFixed(2)}` : `${failures} calls failed`,
    beside: ratio
      ? `${rate(subject)} against ${rate(baseline)}, middle half ${ratio.low.toFixed(2)} – ${ratio.high.toFixed(2)}`
      : "",
    met:
      ratio !== null &&
      failures === 0 &&
      ratio.throughput >= throughput &&
      (p99 === undefined || ratio.p99 <= p99),
  };
}
