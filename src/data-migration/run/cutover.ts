import { pause } from "../../core/call/deadline";
import { plural } from "../../presentation/figures";
import { MigrationConflict } from "../errors";
import { followStateOf, stageText } from "../follow/file/lag";
import { openLive } from "../follow/file/live-file";
import { Ledger } from "../ledger/ledger";
import { acquireMigrationLock } from "../ledger/migration-lock";
import type { RunRecord } from "../ledger/run-record";
import { checkOptions, databaseOf, optionsOf, type Stores } from "../options";
import { lagText } from "../report/lag";
import { note } from "../report/next-step";
import type { ProgressEvent } from "../report/progress";
import type { MigrationReport } from "../report/types";
import { reportOf } from "./report-of";
import { Run } from "./run";

const OPERATION = "migrate.cutover";
const POLL_MS = 100;
const AGAIN_MS = 10_000;

export interface CutoverOptions {
  /**
   * Only looks: nothing is asked for or written, and `next` of the report says what a cutover would
   * do. Default false.
   */
  dryRun?: boolean;
  /** Ends the waiting; a process that follows the files completes the cutover all the same. */
  signal?: AbortSignal;
  /** Is told how far it is, where no other process does it. */
  onProgress?: (event: ProgressEvent) => void;
  /** Is told, in sentences for people, what it waits for. */
  onNotice?: (notice: string) => void;
}

/**
 * Ends a run that follows its files: applies what is left, verifies every row, and takes the logs
 * out of the files. Their writers wait meanwhile. It is done by the process that follows them, or
 * by this one where there is none.
 *
 * @returns the report of the run as it ended
 * @throws UnifiedStoreError `conflict` where the run does not follow, or its files were not copied
 * to the end; `not_found`
 * @example
 * const report = await cutoverMigration(stores, run.runId, { onNotice: console.error });
 */
export async function cutoverMigration(
  stores: Stores,
  runId: string,
  options: CutoverOptions = {},
): Promise<MigrationReport> {
  const checked = optionsOf(options, ["dryRun", "signal", "onProgress", "onNotice"]);
  const { dryRun = false, signal, onProgress, onNotice = () => {} } = checked;
  const database = databaseOf(stores);
  const ledger = new Ledger(database);
  const run = await ledger.runs.get(runId);
  mustFollow(run);
  const report = async (of: RunRecord): Promise<MigrationReport> =>
    reportOf({
      ...{ run: of, steps: await ledger.steps.of(of.id), verifications: new Map() },
      ...{ database, dryRun: false },
    });
  if (dryRun) {
    mustBeCopied(run);
    return { ...(await report(run)), next: (await foreseen(run)).map(note) };
  }
  await ledger.runs.requestCutover(run.id, true);
  const waiting = new Waiting(onNotice);
  for (;;) {
    signal?.throwIfAborted();
    const now = await ledger.runs.get(run.id);
    if (hasEnded(run, now)) return report(now);
    const release = await acquireMigrationLock(database, 0);
    if (release) {
      try {
        const latest = await ledger.runs.get(run.id);
        if (hasEnded(run, latest)) continue;
        mustBeCopied(latest);
        const options = checkOptions({
          ...{ from: latest.sources.map(({ path }) => path), follow: true, onNotice },
          ...{ ...(signal && { signal }), ...(onProgress && { onProgress }) },
        });
        return await new Run(database, options).followOn(latest);
      } finally {
        await release();
      }
    }
    waiting.notify(now);
    await pause(POLL_MS, signal);
  }
}

/** Notices of what a cutover waits for: when that changes, and every ten seconds. */
class Waiting {
  private said = "";
  private saidAt = 0;

  constructor(private readonly onNotice: (notice: string) => void) {}

  notify(run: RunRecord): void {
    const stage = followStateOf(run)?.stage ?? "following";
    const text =
      stageText(stage, filesOf(run)) ?? "Waiting for the process that follows the files to cut over";
    const now = performance.now();
    if (text === this.said && now - this.saidAt < AGAIN_MS) return;
    this.said = text;
    this.saidAt = now;
    this.onNotice(stage === "following" ? `${text}: ${lagText(followStateOf(run))}.` : text);
  }
}

const filesOf = ({ sources }: RunRecord): number => new Set(sources.map(({ path }) => path)).size;

/** What a cutover would do, with the lag as it is in the files now. */
async function foreseen(run: RunRecord): Promise<string[]> {
  const files = await openLive(run.sources);
  try {
    let behind = 0;
    for (const file of files) behind += await file.pending(file.sources[0]?.record.followed?.position ?? 0);
    const rows = plural(behind, "changed row");
    return [
      `The cutover would lock ${plural(files.length, "file")}, apply ${rows}, verify every row, and take the logs of changes out of the files. Their writers would wait meanwhile.`,
    ];
  } finally {
    for (const file of files) file[Symbol.dispose]();
  }
}

/** Whether a run has ended since it was read. */
function hasEnded(before: RunRecord, now: RunRecord): boolean {
  if (now.finishedAt === null) return false;
  return now.status !== before.status || now.finishedAt.getTime() !== before.finishedAt?.getTime();
}

function mustFollow({ id, status, options }: RunRecord): void {
  if (["done", "done_with_quarantine", "rolling_back", "rolled_back"].includes(status))
    throw new MigrationConflict(
      `run ${id} is ${status.replaceAll("_", " ")}: there is nothing to cut over`,
      OPERATION,
    );
  if (!options.follow)
    throw new MigrationConflict(
      ({ follow }) => `run ${id} does not follow its files: only one begun with ${follow} does`,
      OPERATION,
    );
}

function mustBeCopied({ id, sources }: RunRecord): void {
  if (sources.some(({ followed }) => followed?.stage === "copying"))
    throw new MigrationConflict(
      ({ resume }) => `run ${id} has not copied all of its files: resume it first with ${resume(id)}`,
      OPERATION,
    );
}
