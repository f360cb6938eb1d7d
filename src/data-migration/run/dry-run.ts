import { rm } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../../core/errors";
import { createIdFactory } from "../../core/ids";
import type { Database } from "../../db/database";
import { UnifiedStoreManager } from "../../manager";
import { type OpenSources, openSources } from "../files/open-sources";
import { Ledger } from "../ledger/ledger";
import type { RunRecord } from "../ledger/run-record";
import type { CheckedOptions } from "../options";
import { note } from "../report/next-step";
import type { ProgressEvent } from "../report/progress";
import type { MigrationReport, TargetPlace, UnrecognisedFile } from "../report/types";
import { temporaryFolder } from "../snapshot/temporary";
import { hintsOf, mustHaveSources, mustNameTenants, tenantless } from "./prepare-files";
import { Run, sourcesOf } from "./run";

/** Findings of a dry run. */
export interface DryRun {
  /** Null where there is nothing to move. */
  report: MigrationReport | null;
  target: TargetPlace;
  /** Files of folders that hold no known store, or cannot be read. */
  unrecognised: UnrecognisedFile[];
  /** Kinds with rows that name no tenant, where the options name none either. */
  needsTenant: string[];
  hints: string[];
}

/**
 * Tenant of rows that name none, where the options name none either. So a dry run reports also what
 * else of these rows does not fit.
 */
const PLACEHOLDER_TENANT = "somebody";

/**
 * Lenient dry run. Reports files that a run would refuse, where `dryRun` throws.
 *
 * @param database of the target; null where there is none yet
 */
export async function lenientDryRun(database: Database | null, options: CheckedOptions): Promise<DryRun> {
  return dryRunOf(database, options, true);
}

/** Strict dry run. It gives a report, and throws where a run would. */
export async function dryRun(database: Database | null, options: CheckedOptions): Promise<MigrationReport> {
  const { report, target, hints } = await dryRunOf(database, options, false);
  if (report === null) throw new Error("a dry run of nothing has to be refused");
  return { ...report, target, next: [...report.next, ...hints.map(note)] };
}

/**
 * Dry run. Does all that a run does, with a new store in a temporary folder that is deleted at the
 * end. Nothing is written to the target, and its rows are not read.
 *
 * @param lenient whether these are reported, and do not throw: files of a folder that cannot be
 * read, rows that name no tenant, nothing to move
 */
async function dryRunOf(
  database: Database | null,
  options: CheckedOptions,
  lenient: boolean,
): Promise<DryRun> {
  const id = createIdFactory(() => new Date())();
  const target = database ? placeOf(database) : { engine: "sqlite" as const, place: "" };
  const runs = database ? await knownRuns(database) : [];
  const earlier = sourcesOf(runs);
  const opened = await openSources(id, options, { earlier, target: target.place, lenient });
  try {
    if (!lenient) mustHaveSources(opened, options);
    if (!lenient) mustNameTenants(opened.sources, options);
    const needsTenant = tenantless(opened.sources, options);
    const hints = hintsOf(opened.sources, options, runs);
    const report = opened.sources.length === 0 ? null : await runInTemporaryStore(opened, id, options);
    return { report, target, unrecognised: opened.unrecognised, needsTenant, hints };
  } finally {
    await opened.discard();
  }
}

async function runInTemporaryStore(
  opened: OpenSources,
  id: string,
  checked: CheckedOptions,
): Promise<MigrationReport> {
  const folder = await temporaryFolder("unified-store-dry-run-");
  try {
    const { onProgress } = checked;
    const options = {
      ...checked,
      tenant: checked.tenant ?? PLACEHOLDER_TENANT,
      onProgress: (event: ProgressEvent) => onProgressOf(event, onProgress),
    };
    await using store = await UnifiedStoreManager.open({ url: `sqlite:${join(folder, "dry-run.db")}` });
    return await new Run(store.internals, options, false).withSources(opened, id, options, null);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reports copying as checking, since nothing is copied to the target. */
function onProgressOf(event: ProgressEvent, tell: (event: ProgressEvent) => void): void {
  if (event.phase === "indexes") return;
  const { written: _, ...checked } = event;
  tell(event.phase === "copy" ? { ...checked, phase: "check" } : event);
}

export const placeOf = ({ dialect }: Database): TargetPlace => ({
  engine: dialect.engine,
  place: dialect.address(),
});

/** A target that has no tables yet has none. */
export async function knownRuns(database: Database): Promise<RunRecord[]> {
  try {
    return await new Ledger(database).runs.all();
  } catch (error) {
    if (hasCode(error, "schema")) return [];
    throw error;
  }
}
