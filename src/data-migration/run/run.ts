import { invalid, UnifiedStoreError } from "../../core/errors";
import { createIdFactory } from "../../core/ids";
import { messageOf } from "../../core/message";
import type { Database } from "../../db/database";
import { buildDeferredIndexes } from "../batch/defer-indexes";
import { conflict } from "../errors";
import { type OpenSource, type OpenSources, openSources } from "../files/open-sources";
import { discardSnapshots } from "../files/run-snapshots";
import { FollowContext } from "../follow/context";
import { positionIn, removeLogs } from "../follow/file/install";
import { follow } from "../follow/follower";
import { FatalRejection } from "../ledger/fatal-rejection";
import { Ledger } from "../ledger/ledger";
import type { RunRecord, RunSettings, SourceRecord } from "../ledger/run-record";
import type { CheckedOptions } from "../options";
import type { Tier } from "../read/step";
import { insteadOfResuming, note } from "../report/next-step";
import type { MigrationReport, RunStatus } from "../report/types";
import type { StepVerification } from "../step/verify-step";
import { hintsOf, type PreparedFiles, prepareFiles } from "./prepare-files";
import { reportOf } from "./report-of";
import { runTier } from "./run-tier";

const CONTEXT = { operation: "migrate.run" };

/** Run. One execution, from the files to the report. */
export class Run {
  private readonly ledger: Ledger;
  private readonly verifications = new Map<string, StepVerification>();
  /** By path, the schema version of each file that logs its changes for this run. */
  private logs: ReadonlyMap<string, number> = new Map();
  private wasEndedByRow = false;
  private readonly now = (): Date => new Date();

  /** @param verifies Default true; a dry run has nothing to compare with */
  constructor(
    private readonly database: Database,
    private readonly options: CheckedOptions,
    private readonly verifies = true,
  ) {
    this.ledger = new Ledger(database);
  }

  async run(): Promise<MigrationReport> {
    const runs = await this.ledger.runs.all();
    // Of one that was killed at its very end.
    for (const { id, status } of runs) if (status.startsWith("done")) await discardSnapshots(id);
    const context = { earlier: sourcesOf(runs), target: this.database.dialect.address() };
    const { resume } = this.options;
    if (resume === null) {
      mustBeFree(runs);
      if (await this.ledger.runs.hasOpenCopy()) throw conflict(COPY_IS_OPEN);
      const prepared = await prepareFiles(this.options, { id: createIdFactory(this.now)(), ...context });
      return this.withPrepared(prepared, runs);
    }
    const resumed = await this.ledger.runs.get(resume);
    mustBeOpen(resumed);
    if (isCopied(resumed)) return this.followOn(resumed);
    const options = { ...this.options, ...settingsIn(resumed.options) };
    const sources = await openSources(resumed.id, options, {
      earlier: context.earlier,
      begun: resumed.sources,
      target: context.target,
    });
    return this.withSources(sources, resumed.id, options, resumed);
  }

  /**
   * Moves files that were prepared.
   *
   * @param before the runs of the target when they were prepared. A run that was added since is a
   * conflict
   */
  async withPrepared(prepared: PreparedFiles, before: readonly RunRecord[]): Promise<MigrationReport> {
    const { id, opened, logs } = prepared;
    const options = { ...this.options, embeddingModel: embeddingModelOf(this.options, before) };
    this.logs = logs;
    let hints: string[];
    try {
      const runs = await this.ledger.runs.all();
      mustBeFree(runs);
      if (runs.length !== before.length)
        throw conflict("another run was made on this target meanwhile: start again");
      hints = hintsOf(opened.sources, options, runs);
      for (const hint of hints) options.onNotice(hint);
    } catch (error) {
      await prepared.discard();
      throw error;
    }
    const report = await this.withSources(opened, id, options, null);
    return { ...report, next: [...report.next, ...hints.map(note)] };
  }

  /** Resumes a run that has copied its files. It follows the files, and needs no snapshots. */
  async followOn(run: RunRecord): Promise<MigrationReport> {
    const options = { ...this.options, ...settingsIn(run.options) };
    const ended = await this.end(run, async () => {
      await follow(new FollowContext(this.database, run, options), this.verifications);
      return this.outcome(run);
    });
    return this.report(ended);
  }

  /** Moves files that are open, and closes them at the end. */
  async withSources(
    sources: OpenSources,
    id: string,
    options: CheckedOptions,
    resumed: RunRecord | null,
  ): Promise<MigrationReport> {
    let run: RunRecord;
    try {
      run = resumed ? await this.goOn(resumed, sources) : await this.begin(id, sources, options);
    } catch (error) {
      if (resumed) await sources[Symbol.asyncDispose]();
      else {
        await sources.discard();
        await removeLogs(this.logs.keys());
      }
      throw error;
    }
    await using _ = sources;
    const ended = await this.end(run, () => this.tiers(run, sources, options));
    // A row that ended the run would end it again: it can only be mended in the file.
    if (ended.status.startsWith("done") || this.wasEndedByRow) await sources.discard();
    const report = await this.report(ended);
    const passedOver = sources.unrecognised.map(({ path, reason }) => `${path} was skipped: it ${reason}.`);
    return { ...report, next: [...report.next, ...passedOver.map(note)] };
  }

  private async report(run: RunRecord): Promise<MigrationReport> {
    return reportOf({
      run,
      steps: await this.ledger.steps.of(run.id),
      verifications: this.verifications,
      database: this.database,
      dryRun: !this.verifies,
    });
  }

  private async outcome(run: RunRecord): Promise<RunStatus> {
    const steps = await this.ledger.steps.of(run.id);
    return steps.some(({ tally }) => tally.quarantined > 0) ? "done_with_quarantine" : "done";
  }

  private async begin(id: string, { sources }: OpenSources, options: CheckedOptions): Promise<RunRecord> {
    const run: RunRecord = {
      ...{ id, status: "running", deferredIndexes: null, purged: null, error: null },
      ...{ endedByRejection: false, cutoverRequested: false },
      options: settingsIn(options),
      sources: sources.map((source) => this.recordOf(source, options)),
      ...{ startedAt: this.now(), finishedAt: null },
    };
    await this.ledger.runs.begin(run);
    return run;
  }

  private recordOf({ record, file }: OpenSource, { follow: follows }: CheckedOptions): SourceRecord {
    const schema = this.logs.get(record.path);
    if (!follows) return record;
    if (schema === undefined)
      throw conflict(`${record.path} was added while the run was being prepared: start again`);
    return { ...record, followed: { position: positionIn(file), schema, stage: "copying" } };
  }

  private async goOn(run: RunRecord, { sources }: OpenSources): Promise<RunRecord> {
    for (const { name, kind, path, fingerprint } of run.sources) {
      const found = sources.find(({ record }) => record.name === name && record.kind === kind);
      if (!found) throw invalid("from", `lacks ${path}, which run ${run.id} was begun with`).located(CONTEXT);
      // What has changed since is in the log of a file that is followed.
      if (found.record.fingerprint !== fingerprint && !run.options.follow)
        throw conflict(
          ({ rollBack }) =>
            `${path} has changed since run ${run.id} began: roll that run back with ${rollBack(run.id)}, and start again`,
        );
    }
    await this.ledger.runs.setStatus(run.id, { status: "running", at: null, error: null });
    return { ...run, status: "running", finishedAt: null, error: null };
  }

  /** Notes in the ledger how the run ended, also after an error, and builds deferred indexes. */
  private async end(run: RunRecord, work: () => Promise<RunStatus>): Promise<RunRecord> {
    let status: RunStatus;
    let reason: string | null = null;
    let cause: unknown;
    try {
      status = await work();
    } catch (error) {
      cause = error;
      this.wasEndedByRow = error instanceof FatalRejection;
      const stopped = this.options.signal?.aborted === true;
      status = stopped ? "interrupted" : "failed";
      reason = stopped ? null : messageOf(error);
      if (!(error instanceof UnifiedStoreError) && !stopped) reason = `an error of this program: ${reason}`;
    }
    try {
      await buildDeferredIndexes(this.database, run);
      await this.ledger.runs.setStatus(run.id, {
        ...{ status, at: this.now(), error: reason, endedByRejection: this.wasEndedByRow },
      });
    } catch (error) {
      // The target cannot be written, so the ledger has the run as running. The next run reports it
      // as interrupted.
      throw cause ?? error;
    }
    const { wasEndedByRow: endedByRejection } = this;
    return { ...run, status, finishedAt: this.now(), error: reason, endedByRejection };
  }

  private async tiers(run: RunRecord, opened: OpenSources, options: CheckedOptions): Promise<RunStatus> {
    const steps = await this.ledger.steps.of(run.id);
    const own = opened.sources.filter(({ record }) =>
      run.sources.some(({ name, kind }) => name === record.name && kind === record.kind),
    );
    const context = { database: this.database, run, options, verifications: this.verifications };
    for (const tier of options.tiers) {
      const sources = own.filter(({ source }) => source.tier === tier);
      if (sources.length > 0)
        await runTier(context, { tier, sources, begun: steps, verifies: this.verifies });
    }
    if (options.follow) {
      await opened.discard();
      await follow(new FollowContext(this.database, run, options), this.verifications);
    }
    return this.outcome(run);
  }
}

/** Sources of runs that were not rolled back. */
export const sourcesOf = (runs: readonly RunRecord[]): SourceRecord[] =>
  runs.filter(({ status }) => status !== "rolled_back").flatMap(({ sources }) => sources);

/** The name that is given, or that the newest run with one has. */
export const embeddingModelOf = (
  { embeddingModel }: Pick<CheckedOptions, "embeddingModel">,
  runs: readonly RunRecord[],
): string | null =>
  embeddingModel ??
  runs.find(({ status, options }) => status !== "rolled_back" && options.embeddingModel !== null)?.options
    .embeddingModel ??
  null;

const settingsIn = ({
  tiers,
  tenant,
  workspace,
  onInvalid,
  batchSize,
  follow: follows,
  maxValueBytes,
  embeddingModel,
}: RunSettings): RunSettings & {
  tiers: readonly Tier[];
} => ({
  tiers: tiers as readonly Tier[],
  tenant,
  workspace,
  onInvalid,
  batchSize,
  follow: follows,
  maxValueBytes,
  embeddingModel,
});

/** Whether all files are copied, so that the run only has to follow them. */
const isCopied = ({ sources }: RunRecord): boolean =>
  sources.every(({ followed }) => followed !== undefined && followed.stage !== "copying");

const COPY_IS_OPEN =
  "a copy into this store was cut off: run it again, or begin it anew with its `restart` (--restart)";

function mustBeOpen({ id, status }: RunRecord): void {
  if (status === "rolling_back") throw halfRolledBack(id);
  if (status === "done" || status === "rolled_back" || status === "done_with_quarantine")
    throw conflict(`run ${id} is ${status.replaceAll("_", " ")}: there is nothing to resume`);
}

/**
 * Throws while a run is not ended. A second run would take the rows that it has moved for rows of
 * the application.
 */
export function mustBeFree(runs: readonly RunRecord[]): void {
  const half = runs.find(({ status }) => status === "rolling_back");
  if (half) throw halfRolledBack(half.id);
  const open = runs.find(({ status }) => ["running", "following", "interrupted", "failed"].includes(status));
  if (!open) return;
  if (open.endedByRejection)
    throw conflict((commands) => `run ${open.id} failed at a row: ${insteadOfResuming(open.id, commands)}`);
  const how = open.status === "failed" ? "failed" : "was interrupted";
  throw conflict(
    ({ resume, rollBack }) =>
      `run ${open.id} ${how}: resume it with ${resume(open.id)}, or roll it back with ${rollBack(open.id)}`,
  );
}

const halfRolledBack = (id: string): UnifiedStoreError =>
  conflict(({ rollBack }) => `the rollback of run ${id} was interrupted: complete it with ${rollBack(id)}`);
