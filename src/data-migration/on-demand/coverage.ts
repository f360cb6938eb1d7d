import type { Ledger } from "../ledger/ledger";
import type { RunRecord, SourceRecord } from "../ledger/run-record";
import type { StepRecord } from "../ledger/steps";

/** A store in a file, and its steps. */
export interface OldStore {
  record: SourceRecord;
  steps: readonly string[];
}

/**
 * What the target has of a store: `all` of what is in its file now; an older state of it, or
 * nothing (`less`); or the half of it that a run has left, which must come to its end first.
 */
export type Coverage = "all" | "less" | { half: RunRecord };

/** What the runs that the target knows have moved of a store. */
export async function coverageOf(ledger: Ledger, { record, steps }: OldStore): Promise<Coverage> {
  let half: RunRecord | null = null;
  for (const run of await ledger.runs.all()) {
    const own = run.sources.find(({ name, kind }) => name === record.name && kind === record.kind);
    if (!own || run.status === "rolled_back") continue;
    if (run.status === "rolling_back" || !isWhole(run, record.name, steps, await ledger.steps.of(run.id))) {
      half ??= run;
      continue;
    }
    // What changes in a file that is followed is applied by its run.
    if (own.fingerprint === record.fingerprint || run.status === "following") return "all";
    break;
  }
  return half ? { half } : "less";
}

/**
 * Whether a run has been through all steps of a source; while it lasts only those count that it
 * will not touch again.
 */
function isWhole(
  { status }: RunRecord,
  source: string,
  names: readonly string[],
  steps: readonly StepRecord[],
): boolean {
  const ended = status === "done" || status === "done_with_quarantine";
  return names.every((name) => {
    const step = steps.find((each) => each.source === source && each.step === name);
    return step !== undefined && (ended ? step.status !== "copying" : step.status === "verified");
  });
}
