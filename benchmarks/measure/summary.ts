import type { Measurement, Ratio } from "../types";
import { Histogram } from "./histogram";
import type { Round } from "./round";
import { median, quantile } from "./statistics";

/** Description of the measurement, to go with the result. */
export type About = Pick<
  Measurement,
  "engine" | "store" | "operation" | "contender" | "loop" | "records" | "rate"
>;

/** A contender's rounds as one measurement. */
export function summarise(about: About, rounds: readonly Round[], sliceMs: number): Measurement {
  const all = new Histogram();
  const failureCodes: Record<string, number> = {};
  for (const round of rounds) {
    all.add(round.histogram);
    for (const [code, times] of Object.entries(round.failureCodes))
      failureCodes[code] = (failureCodes[code] ?? 0) + times;
  }
  const failures = rounds.reduce((sum, round) => sum + round.failures, 0);
  const count = all.count + failures;
  const seconds = rounds.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  return {
    ...about,
    workers: Math.max(...rounds.map(({ concurrency }) => concurrency)),
    count,
    failures,
    failureCodes,
    successRate: all.count / count,
    seconds,
    throughput: all.count / seconds,
    latency: all.latency(),
    histogram: all.buckets(),
    overTime: { sliceMs, calls: rounds.flatMap(({ slices }) => slices) },
    rounds: rounds.map((round) => ({ throughput: round.throughput, p99: round.histogram.quantile(0.99) })),
    ratio: null,
  };
}

type Rounds = Measurement["rounds"];

/**
 * Subject ÷ baseline, round by round. Effects on both in the same round, such as a slow machine,
 * cancel out.
 */
export function ratiosOf(subject: Rounds, baseline: Rounds): Rounds {
  return subject.map(({ throughput, p99 }, round) => ({
    throughput: throughput / baseline[round]!.throughput,
    p99: p99 / baseline[round]!.p99,
  }));
}

/** Null if a round of either contender had no success: then there is no rate to divide by. */
export function ratioOf(subject: Rounds, baseline: Rounds): Ratio | null {
  const ratios = ratiosOf(subject, baseline);
  const throughputs = ratios.map(({ throughput }) => throughput);
  const p99s = ratios.map(({ p99 }) => p99);
  if (![...throughputs, ...p99s].every((ratio) => Number.isFinite(ratio) && ratio > 0)) return null;
  return {
    throughput: median(throughputs),
    low: quantile(throughputs, 0.25),
    high: quantile(throughputs, 0.75),
    p99: median(p99s),
  };
}
