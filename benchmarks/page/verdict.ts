import type { Measurement } from "../types";
import { type Pair, succeeded, type View } from "./view";

/** Whether the target for p99 was met, by ours, at the settings' numbers of records and workers. */
export interface Verdict {
  /** One for each operation on each engine at each number of records that was measured. */
  readonly judged: readonly Judged[];
  readonly misses: readonly Judged[];
}

export interface Judged {
  readonly pair: Pair;
  readonly ours: Measurement;
  readonly met: boolean;
}

/** A failed call was slower than any: from one in a hundred on, p99 is one of them. */
const FAILED = 0.01;

export function verdictOf({ report, closed }: View): Verdict {
  const { records, targetP99Ms } = report.settings;
  const judged = closed.flatMap((pair): Judged[] => {
    const { ours } = pair;
    return ours === null || !records.includes(pair.records)
      ? []
      : [{ pair, ours, met: meets(ours, targetP99Ms) }];
  });
  return { judged, misses: judged.filter(({ met }) => !met) };
}

export const meets = (ours: Measurement, targetP99Ms: number): boolean =>
  succeeded(ours) && ours.failures / ours.count < FAILED && ours.latency.p99 <= targetP99Ms;
