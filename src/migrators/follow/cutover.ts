import { pause } from "../../core/deadline";
import { UnifiedStoreError } from "../../core/errors";
import { resumeOf } from "../command-text";
import { hold } from "../hold";
import { Ledger, type RunRecord } from "../ledger";
import { checkOptions, type Stores } from "../options";
import type { ProgressEvent } from "../report/progress";
import type { MigrationReport } from "../report/types";
import { reportOf } from "../report-of";
import { Run } from "../run";

const CONTEXT = { operation: "migrate.cutover" };
const POLL_MS = 100;

export interface CutoverOptions {
  /** Ends the waiting; a process that follows the files goes on with the cutover. */
  signal?: AbortSignal;
  /** Is told how far it is, where no other process does it. */
  onProgress?: (event: ProgressEvent) => void;
}

/**
 * Ends a run that follows its files: applies what is left, verifies every row, and takes the logs out of the files. Their writers wait
 * meanwhile. It is done by the process that follows them, or by this one where there is none.
 *
 * @returns the report of the run as it ended
 * @throws UnifiedStoreError `conflict` where the run does not follow, or its files were not copied to the end; `not_found`
 * @example
 * const report = await cutoverMigration(stores, run.runId);
 */
export async function cutoverMigration(
  stores: Stores,
  runId: string,
  { signal, onProgress }: CutoverOptions = {},
): Promise<MigrationReport> {
  const database = stores.internals;
  const ledger = new Ledger(database);
  const run = await ledger.runOf(runId);
  mustFollow(run);
  await ledger.requestCutover(run.id, true);
  for (;;) {
    signal?.throwIfAborted();
    const now = await ledger.runOf(run.id);
    if (hasEnded(run, now))
      return reportOf({
        ...{ run: now, steps: await ledger.steps(run.id), verifications: new Map() },
        ...{ database, dryRun: false },
      });
    const release = await hold(database, 0);
    if (release) {
      try {
        const latest = await ledger.runOf(run.id);
        if (hasEnded(run, latest)) continue;
        mustBeCopied(latest);
        const options = checkOptions({
          ...{ from: latest.sources.map(({ path }) => path), follow: true },
          ...{ ...(signal && { signal }), ...(onProgress && { onProgress }) },
        });
        return await new Run(database, options).followOn(latest);
      } finally {
        await release();
      }
    }
    await pause(POLL_MS, signal);
  }
}

/** Whether it has come to its end since. */
function hasEnded(before: RunRecord, now: RunRecord): boolean {
  if (now.finishedAt === null) return false;
  return now.status !== before.status || now.finishedAt.getTime() !== before.finishedAt?.getTime();
}

function mustFollow({ id, status, options }: RunRecord): void {
  if (["done", "done_with_quarantine", "rolling_back", "rolled_back"].includes(status))
    throw conflict(`run ${id} is ${status.replaceAll("_", " ")}: there is nothing to cut over`);
  if (!options.follow)
    throw conflict(`run ${id} does not follow its files: only one begun with --follow does`);
}

function mustBeCopied({ id, sources }: RunRecord): void {
  if (sources.some(({ followed }) => followed?.stage === "copying"))
    throw conflict(`run ${id} has not copied all of its files: resume it first with ${resumeOf(id)}`);
}

const conflict = (message: string): UnifiedStoreError =>
  new UnifiedStoreError("conflict", message).located(CONTEXT);
