import { withMigrationLock } from "../ledger/migration-lock";
import { checkOptions, databaseOf, type RunOptions, type Stores } from "../options";
import type { MigrationReport } from "../report/types";
import { dryRun } from "./dry-run";
import { Run } from "./run";

/**
 * Moves the stores of existing SQLite files into this one, tier by tier, verified. What was moved
 * before is recognised: to run it twice changes nothing.
 *
 * @returns the report; its `status` tells how the run ended: rows that did not fit are no error
 * @throws UnifiedStoreError `validation` for invalid options and files, `conflict` where another
 * run is under way or was interrupted; then nothing was written
 * @example
 * const report = await runMigration(stores, { from: "./data", tenant: "acme" });
 */
export async function runMigration(stores: Stores, options: RunOptions): Promise<MigrationReport> {
  const checked = checkOptions(options);
  const database = databaseOf(stores);
  if (checked.dryRun) {
    return dryRun(database, checked);
  }
  const isNewRun = checked.resume === null;
  return withMigrationLock(database, () => new Run(database, checked).run(), { isNewRun });
}
