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

/** What a rehearsal found. */
export interface Rehearsal {
  /** Null where there is nothing to move. */
  report: MigrationReport | null;
  target: TargetPlace;
  /** Files of folders that hold nothing known, or cannot be read. */
  unrecognised: UnrecognisedFile[];
  /** Kinds with rows that name no tenant, while none was given. */
  needsTenant: string[];
  hints: string[];
}

/**
 * Whose rows are, in a rehearsal, that name no tenant and for whom none was given: what else does
 * not fit is told all the same.
 */
const SOMEBODY = "somebody";

/**
 * Does all that a run does, with a new store in the temporary folder that is thrown away: what the
 * target has already is not seen. Nothing is written to the target.
 *
 * @param database of the target; null where there is none yet
 */
export async function rehearse(database: Database | null, given: CheckedOptions): Promise<Rehearsal> {
  return rehearsed(database, given, true);
}

/** The same as a report, and refused where a run would be. */
export async function dryRun(database: Database | null, given: CheckedOptions): Promise<MigrationReport> {
  const { report, target, hints } = await rehearsed(database, given, false);
  if (report === null) throw new Error("a dry run of nothing has to be refused");
  return { ...report, target, next: [...report.next, ...hints.map(note)] };
}

/**
 * @param lenient whether files of a folder that cannot be read are only told of, and rows that name
 * no tenant, and that there is nothing to move
 */
async function rehearsed(
  database: Database | null,
  given: CheckedOptions,
  lenient: boolean,
): Promise<Rehearsal> {
  const id = createIdFactory(() => new Date())();
  const target = database ? placeOf(database) : { engine: "sqlite" as const, place: "" };
  const runs = database ? await knownRuns(database) : [];
  const earlier = sourcesOf(runs);
  const opened = await openSources(id, given, { earlier, target: target.place, lenient });
  try {
    if (!lenient) mustHaveSources(opened, given);
    if (!lenient) mustNameTenants(opened.sources, given);
    const needsTenant = tenantless(opened.sources, given);
    const hints = hintsOf(opened.sources, given, runs);
    const report = opened.sources.length === 0 ? null : await staged(opened, id, given);
    return { report, target, unrecognised: opened.unrecognised, needsTenant, hints };
  } finally {
    await opened.discard();
  }
}

async function staged(opened: OpenSources, id: string, given: CheckedOptions): Promise<MigrationReport> {
  const folder = await temporaryFolder("unified-store-rehearsal-");
  try {
    const { onProgress } = given;
    const options = {
      ...given,
      tenant: given.tenant ?? SOMEBODY,
      onProgress: (event: ProgressEvent) => onProgressOf(event, onProgress),
    };
    await using stage = await UnifiedStoreManager.open({ url: `sqlite:${join(folder, "stage.db")}` });
    return await new Run(stage.internals, options, false).withSources(opened, id, options, null);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Nothing is copied as far as the target is concerned, and no indexes are built. */
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
