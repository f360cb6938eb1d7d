import { invalid } from "../../core/errors";
import { createIdFactory } from "../../core/ids";
import { list } from "../../presentation/figures";
import { type OpenSource, openSources } from "../files/open-sources";
import { Ledger } from "../ledger/ledger";
import type { RunRecord } from "../ledger/run-record";
import type { StepRecord } from "../ledger/steps";
import { checkOptions, databaseOf, optionsOf, type Stores } from "../options";
import { stepName } from "../read/step";
import { note } from "../report/next-step";
import type { ProgressEvent } from "../report/progress";
import type { MigrationReport } from "../report/types";
import { type StepVerification, verificationKey, verifyStep } from "../step/verify-step";
import { reportOf } from "./report-of";

export interface VerifyOptions {
  /**
   * Files and folders, with all files of the run among them. Default: those that the run was begun
   * with.
   */
  from?: string | readonly string[];
  signal?: AbortSignal;
  onProgress?: (event: ProgressEvent) => void;
}

/**
 * Reads all rows of a run again, in the files and in the target, and compares them. What the
 * application has changed since is a difference too, down to a single byte.
 *
 * @returns the run's report, with what was found now: `verified`, `differing` and `differences` of
 * each table
 * @throws UnifiedStoreError `not_found`; `validation` where a file of the run is not given, is
 * missing or damaged, or lacks a table that was moved: then nothing is compared
 * @example
 * const report = await verifyMigration(stores, runId);
 * const good = report.sources.every(({ tables }) => tables.every(({ verified }) => verified));
 */
export async function verifyMigration(
  stores: Stores,
  runId: string,
  options: VerifyOptions = {},
): Promise<MigrationReport> {
  const { from, signal, onProgress } = optionsOf(options, ["from", "signal", "onProgress"]);
  const database = databaseOf(stores);
  const ledger = new Ledger(database);
  const run = await ledger.runs.get(runId);
  const { tenant, ...settings } = run.options;
  const checked = checkOptions({
    ...{ from: from ?? run.sources.map(({ path }) => path), workspace: settings.workspace },
    ...{ maxValueBytes: settings.maxValueBytes, ...(tenant !== null && { tenant }) },
    ...(settings.embeddingModel !== null && { embeddingModel: settings.embeddingModel }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  const id = createIdFactory(() => new Date())();
  const target = database.dialect.address();
  const opened = await openSources(id, checked, { earlier: run.sources, target });
  try {
    const steps = await ledger.steps.of(run.id);
    mustHaveAll(run, steps, opened.sources);
    const verifications = new Map<string, StepVerification>();
    const changed: string[] = [];
    for (const source of opened.sources) {
      const { name, kind, path, fingerprint } = source.record;
      const recorded = run.sources.find((each) => each.name === name && each.kind === kind);
      if (!recorded) continue;
      if (recorded.fingerprint !== fingerprint) changed.push(path);
      for (const step of source.steps) {
        const found = await verifyStep({ database, runId: run.id, options: checked }, source, step);
        verifications.set(verificationKey(name, stepName(step)), found);
      }
    }
    const report = reportOf({ run, steps, verifications, database, dryRun: false });
    const next = changed.map((path) => `${path} has changed since the run: what differs may be newer there.`);
    return { ...report, next: [...report.next, ...next.map(note)] };
  } finally {
    await opened.discard();
  }
}

/**
 * Throws where a source or a table of the run is missing. The report would show the result of an
 * earlier verification for it.
 */
function mustHaveAll(
  { id, sources }: RunRecord,
  steps: readonly StepRecord[],
  opened: readonly OpenSource[],
): void {
  const find = (source: string, kind: string): OpenSource | undefined =>
    opened.find(({ record }) => record.name === source && record.kind === kind);
  const missing = new Set(sources.filter(({ name, kind }) => !find(name, kind)).map(({ path }) => path));
  if (missing.size > 0)
    throw invalid(
      "from",
      `lacks ${list([...missing])}, which run ${id} moved: nothing was compared. Name all files of the run, or the folders that hold them; one that was moved and begins with other rows now is named as name=path`,
    );
  for (const { source, step } of steps) {
    const own = opened.filter(({ record }) => record.name === source);
    if (own.some((each) => each.steps.map(stepName).includes(step))) continue;
    throw invalid(
      own[0]?.record.path ?? source,
      `no longer has the table of the step ${step}, which run ${id} moved: nothing was compared`,
    );
  }
}
