import { missed } from "../report/target";
import type { Measurement } from "../types";
import type { Pair, View } from "./view";

/**
 * Verdict: whether the subject met the target for p99, at the settings' numbers of records and
 * workers.
 */
export interface Verdict {
  /** One for each measured combination of operation, engine and number of records. */
  readonly judged: readonly Judged[];
  readonly misses: readonly Judged[];
}

export interface Judged {
  readonly pair: Pair;
  readonly subject: Measurement;
  readonly met: boolean;
}

export function verdictOf({ report, closed }: View): Verdict {
  const { records, targetP99Ms } = report.settings;
  const judged = closed.flatMap((pair): Judged[] => {
    const { subject } = pair;
    return subject === null || !records.includes(pair.records)
      ? []
      : [{ pair, subject, met: !missed(subject, targetP99Ms) }];
  });
  return { judged, misses: judged.filter(({ met }) => !met) };
}
