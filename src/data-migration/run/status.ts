import { hasCode } from "../../core/errors";
import { Ledger } from "../ledger/ledger";
import { databaseOf, type Stores } from "../options";
import type { MigrationReport } from "../report/types";
import { reportOf } from "./report-of";

/**
 * The reports of all data migrations of a target, the newest first; of one that is under way, how
 * far it is. None where the target has no tables yet.
 *
 * @example
 * const [latest] = await migrationStatus(stores);
 */
export async function migrationStatus(stores: Stores): Promise<MigrationReport[]> {
  const database = databaseOf(stores);
  const ledger = new Ledger(database);
  try {
    const reports: MigrationReport[] = [];
    for (const run of await ledger.runs.all()) {
      const steps = await ledger.steps.of(run.id);
      reports.push(reportOf({ run, steps, verifications: new Map(), database, dryRun: false }));
    }
    return reports;
  } catch (error) {
    if (hasCode(error, "schema")) return [];
    throw error;
  }
}
