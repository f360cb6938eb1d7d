import { databaseOf, optionsOf, type Stores } from "../options";
import { type PurgeReport, purgeRun } from "./purge-run";

export type { PurgeReport } from "./purge-run";

export interface PurgeOptions {
  /** Counts what would be removed, and writes nothing. Default false. */
  dryRun?: boolean;
}

/**
 * Removes what a run that has finished keeps of contents: the values of rows in quarantine, rows as
 * they were before it changed them, and the examples in its report. What it knows of rows by their
 * keys stays, so that a later run over the same files recognises them. On SQLite the bytes are
 * overwritten; on PostgreSQL dead rows are in the server's files until it vacuums.
 *
 * @param runId its first characters will do
 * @throws UnifiedStoreError `not_found`; `conflict` where the run is not finished, or a migration
 * is under way
 * @example
 * const { lost } = await purgeMigration(stores, runId, { dryRun: true });
 * if (lost === 0) await purgeMigration(stores, runId);
 */
export async function purgeMigration(
  stores: Stores,
  runId: string,
  options: PurgeOptions = {},
): Promise<PurgeReport> {
  const { dryRun = false } = optionsOf(options, ["dryRun"]);
  return purgeRun(databaseOf(stores), runId, dryRun);
}
