import { invalid, UnifiedStoreError } from "../core/errors";
import { createIdFactory } from "../core/ids";
import type { Database } from "../db/database";
import { copyStep, readOptions } from "./copy-step";
import { stepName } from "./detect";
import { conflict } from "./errors";
import { follow } from "./follow";
import { holding } from "./hold";
import { Ledger, type RunRecord, type RunSettings, type StepRecord } from "./ledger";
import { analyze, lighten, restore } from "./lighten";
import { type OpenSource, type OpenSources, openSources } from "./open-sources";
import { type CheckedOptions, checkOptions, type RunOptions, type Stores } from "./options";
import { prepare } from "./prepare";
import type { MigrationReport, RunStatus } from "./report/types";
import { reportOf, verificationKey } from "./report-of";
import { NO_TENANT } from "./sources/row";
import type { Tier } from "./sources/source";
import { type StepVerification, verifyStep } from "./verify-step";

const CONTEXT = { operation: "migrate.run" };

/**
 * Moves the stores of existing SQLite files into this one, tier by tier, verified. What was moved before is recognised: to run it twice
 * changes nothing.
 *
 * @returns the report; its `status` tells how the run ended: rows that did not fit are no error
 * @throws UnifiedStoreError `validation` for options and files that are no good, `conflict` where another run is under way or was cut off;
 * then nothing was written
 * @example
 * const report = await runMigration(stores, { from: "./data", tenant: "acme" });
 */
export async function runMigration(stores: Stores, options: RunOptions): Promise<MigrationReport> {
  const checked = checkOptions(options);
  if (checked.dryRun) {
    const { rehearse } = require("./rehearse") as typeof import("./rehearse");
    return (await rehearse(stores.internals, checked)).report;
  }
  const patient = checked.resume !== null;
  return holding(stores.internals, () => new Run(stores.internals, checked).run(), { patient });
}

/** One execution, from the files to the report. */
export class Run {
  private readonly ledger: Ledger;
  private readonly verifications = new Map<string, StepVerification>();
  private readonly now = (): Date => new Date();

  /** @param verifies Default true; a rehearsal has nothing to compare with */
  constructor(
    private readonly database: Database,
    private readonly options: CheckedOptions,
    private readonly verifies = true,
  ) {
    this.ledger = new Ledger(database);
  }

  async run(): Promise<MigrationReport> {
    const runs = await this.ledger.runs();
    const { resume } = this.options;
    const resumed = resume === null ? null : await this.ledger.runOf(resume);
    if (resumed) mustBeOpen(resumed);
    else mustBeFree(runs);
    const earlier = runs.filter(({ status }) => status !== "rolled_back").flatMap(({ sources }) => sources);
    const id = resumed?.id ?? createIdFactory(this.now)();
    const options = resumed ? { ...this.options, ...settingsIn(resumed.options) } : this.options;
    const sources = await openSources(id, options, earlier, {
      ...(resumed && { begun: resumed.sources }),
      target: this.database.dialect.bulk.place(),
    });
    return this.withSources(sources, id, options, resumed);
  }

  /** The same over files that are open already, which are closed at the end. */
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
      if (!resumed) await sources.discard();
      throw error;
    }
    await using _ = sources;
    const ended = await this.end(run, () => this.tiers(run, sources, options));
    if (ended.status === "done" || ended.status === "done_with_quarantine") await sources.discard();
    const report = reportOf({
      run: ended,
      steps: await this.ledger.steps(run.id),
      verifications: this.verifications,
      database: this.database,
      dryRun: !this.verifies,
    });
    const passedOver = sources.unrecognised.map(
      ({ path, reason }) => `${path} was left where it is: it ${reason}.`,
    );
    return { ...report, next: [...report.next, ...passedOver] };
  }

  private async begin(id: string, { sources }: OpenSources, options: CheckedOptions): Promise<RunRecord> {
    if (sources.length === 0)
      throw invalid("from", `has no store of ${options.tiers.join(", ")} that is known here`).located(
        CONTEXT,
      );
    mustNameTenants(sources, options);
    const run: RunRecord = {
      ...{ id, status: "running", lightened: null, error: null, cutoverRequested: false },
      options: settingsIn(options),
      sources: sources.map(({ record }) => record),
      ...{ startedAt: this.now(), finishedAt: null },
    };
    await this.ledger.begin(run);
    return run;
  }

  private async goOn(run: RunRecord, { sources }: OpenSources): Promise<RunRecord> {
    for (const { name, kind, path, fingerprint } of run.sources) {
      const found = sources.find(({ record }) => record.name === name && record.kind === kind);
      if (!found) throw invalid("from", `lacks ${path}, which run ${run.id} was begun with`).located(CONTEXT);
      if (found.record.fingerprint !== fingerprint)
        throw conflict(
          `${path} has changed since run ${run.id} began: undo that run with \`migrate rollback ${run.id}\`, and start anew`,
        );
    }
    await this.ledger.finishRun(run.id, "running", null, null);
    return { ...run, status: "running", finishedAt: null, error: null };
  }

  /** Whatever ends it, the run says how, and tables are as they were made. */
  private async end(run: RunRecord, work: () => Promise<RunStatus>): Promise<RunRecord> {
    let status: RunStatus;
    let problem: string | null = null;
    let cause: unknown;
    try {
      status = await work();
    } catch (error) {
      cause = error;
      const stopped = this.options.signal?.aborted === true;
      status = stopped ? "interrupted" : "failed";
      problem = stopped ? null : error instanceof Error ? error.message : String(error);
      if (!(error instanceof UnifiedStoreError) && !stopped) problem = `an error of this program: ${problem}`;
    }
    try {
      await restore(this.database, run);
      await this.ledger.finishRun(run.id, status, this.now(), problem);
    } catch (error) {
      // Without the target nothing can be noted there: the run is found cut off by whoever comes next.
      throw cause ?? error;
    }
    return { ...run, status, finishedAt: this.now(), error: problem };
  }

  private async tiers(run: RunRecord, opened: OpenSources, options: CheckedOptions): Promise<RunStatus> {
    const steps = await this.ledger.steps(run.id);
    const own = opened.sources.filter(({ record }) =>
      run.sources.some(({ name, kind }) => name === record.name && kind === record.kind),
    );
    for (const tier of options.tiers) {
      const sources = own.filter(({ source }) => source.tier === tier);
      if (sources.length > 0) await this.tier(tier, { run, sources, options }, steps);
    }
    if (options.follow) await follow(this.database, run, own, options);
    const all = await this.ledger.steps(run.id);
    return all.some(({ tally }) => tally.quarantined > 0) ? "done_with_quarantine" : "done";
  }

  private async tier(
    tier: Tier,
    { run, sources, options }: { run: RunRecord; sources: readonly OpenSource[]; options: CheckedOptions },
    begun: readonly StepRecord[],
  ): Promise<void> {
    const context = { database: this.database, run, options };
    const recordOf = (source: OpenSource, step: string): StepRecord | undefined =>
      begun.find((each) => each.source === source.record.name && each.step === step);
    if (!options.follow) await lighten(this.database, run, sources);
    const copied: StepRecord[] = [];
    for (const source of sources)
      for (const step of source.steps)
        copied.push(await copyStep(context, source, step, recordOf(source, stepName(step))));
    if (run.lightened !== null) {
      const event = { tier, source: "", table: null, total: 1, phase: "indexes" } as const;
      options.onProgress({ ...event, done: 0 });
      await restore(this.database, run);
      options.onProgress({ ...event, done: 1 });
    }
    await analyze(this.database, new Set(sources.flatMap(({ steps }) => steps.map(({ target }) => target))));
    if (!this.verifies) return;
    const differing: string[] = [];
    for (const source of sources) {
      for (const step of source.steps) {
        const record = copied.find(
          (each) => each.source === source.record.name && each.step === stepName(step),
        )!;
        const context = { database: this.database, runId: run.id, options, inUse: true };
        const found = await verifyStep(context, source, step);
        this.verifications.set(verificationKey(source.record.name, stepName(step)), found);
        await this.ledger.putStep({ ...record, status: found.verified ? "verified" : "differs" });
        if (!found.verified) differing.push(`${source.record.name}, ${stepName(step)}`);
      }
    }
    if (differing.length > 0)
      throw new UnifiedStoreError(
        "migration",
        `what was written differs from the source: ${differing.join("; ")}`,
      );
  }
}

const settingsIn = ({
  tiers,
  tenant,
  workspace,
  onInvalid,
  batchSize,
  follow: follows,
  maxValueBytes,
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
});

function mustBeOpen({ id, status }: RunRecord): void {
  if (status === "done" || status === "rolled_back" || status === "done_with_quarantine")
    throw conflict(`run ${id} is ${status.replaceAll("_", " ")}: there is nothing to go on with`);
}

/** Rows that a run has half moved would look like the application's to another. */
function mustBeFree(runs: readonly RunRecord[]): void {
  const open = runs.find(({ status }) => ["running", "following", "interrupted", "failed"].includes(status));
  if (!open) return;
  const how = open.status === "failed" ? "failed" : "did not come to its end";
  throw conflict(
    `run ${open.id} ${how}: go on with it (--resume ${open.id}), or undo it (migrate rollback ${open.id})`,
  );
}

/** Better said at once than of every row. */
function mustNameTenants(sources: readonly OpenSource[], options: CheckedOptions): void {
  const nameless = tenantless(sources, options);
  if (nameless.length > 0)
    throw invalid(
      "tenant",
      `is needed: rows of ${nameless.join(", ")} name none. Say whose they are (--tenant)`,
    ).located(CONTEXT);
}

/** The kinds whose rows name no tenant, where none was given; told by the first row of each table. */
export function tenantless(sources: readonly OpenSource[], options: CheckedOptions): string[] {
  const found = sources.filter(({ file, steps, record }) =>
    steps.some((step) => {
      const [first] = file.read(step, readOptions(record, options), null);
      return first !== undefined && prepare(step, first).problem?.reason.includes(NO_TENANT) === true;
    }),
  );
  return [...new Set(found.map(({ source }) => source.kind))];
}
