import { createIdFactory } from "../../core/ids";
import { ping } from "../../db/schema/database-schema";
import { withMigrationLock } from "../ledger/migration-lock";
import { checkOptions, type RunOptions, type Stores } from "../options";
import type { MigrationReport } from "../report/types";
import { knownRuns } from "./dry-run";
import { prepareFiles } from "./prepare-files";
import { mustBeFree, Run, sourcesOf } from "./run";
import { runMigration } from "./run-migration";

/** Destination. A target that may have to be made first, or to get its tables. */
export interface Destination {
  /**
   * The store that is there, opened without bringing its schema up to date; null where there is
   * none.
   */
  existing: Stores | null;
  /** Where it is or will be, as a dialect gives it. */
  place: string;
  /** Makes it, or brings its schema up to date. */
  make(): Promise<Stores>;
}

/**
 * `runMigration` into a target that is neither made nor changed before the files are known to be
 * good.
 */
export async function runInto(destination: Destination, options: RunOptions): Promise<MigrationReport> {
  const { existing, place } = destination;
  const checked = checkOptions(options);
  if (existing && (await ping(existing.internals, {})).pending.length === 0)
    return runMigration(existing, options);
  const runs = existing ? await knownRuns(existing.internals) : [];
  mustBeFree(runs);
  const id = createIdFactory(() => new Date())();
  const prepared = await prepareFiles(checked, { id, earlier: sourcesOf(runs), target: place });
  let begun = false;
  try {
    const { internals } = await destination.make();
    const work = (): Promise<MigrationReport> => {
      begun = true;
      return new Run(internals, checked).withPrepared(prepared, runs);
    };
    return await withMigrationLock(internals, work, { isNewRun: true });
  } catch (error) {
    if (!begun) await prepared.discard();
    throw error;
  }
}
