import { withoutExamples } from "../../core/json/without-examples";
import type { Database } from "../../db/database";
import { inTransaction } from "../batch/in-transaction";
import { conflict } from "../errors";
import { Ledger } from "../ledger/ledger";
import { withMigrationLock } from "../ledger/migration-lock";
import type { RunRecord } from "../ledger/run-record";
import type { Tally } from "../ledger/tally";
import { Quarantine } from "../quarantine/quarantine";
import type { RunStatus } from "../report/types";

export interface PurgeReport {
  runId: string;
  /** Whether nothing was written. */
  dryRun: boolean;
  /**
   * Rows in quarantine whose values are removed, those among them that were moved since included.
   */
  quarantined: number;
  /** Of these, rows that are not in the target: they cannot be retried any more. */
  lost: number;
  /**
   * Rows of the target as they were before the run. Without them a run that has changed rows cannot
   * be rolled back.
   */
  beforeImages: number;
  /** What can no longer be done, in sentences. */
  consequences: string[];
}

/** In these states a run needs its records of contents no longer. */
export const FINISHED: readonly RunStatus[] = ["done", "done_with_quarantine", "rolled_back"];
const CONTEXT = { operation: "migrate.purge" };

/** `purgeMigration` on a database. */
export function purgeRun(database: Database, runId: string, dryRun: boolean): Promise<PurgeReport> {
  return withMigrationLock(database, async () => {
    const run = await new Ledger(database).runs.get(runId);
    if (!FINISHED.includes(run.status))
      throw conflict(
        `run ${run.id} is ${run.status}: it needs what it keeps until it is done or rolled back`,
      );
    return inTransaction(database, async (tx) => {
      if (!dryRun) await tx.erasing(CONTEXT);
      const [ledger, quarantine] = [new Ledger(tx), new Quarantine(tx)];
      const { whole: quarantined, waiting: lost } = await quarantine.count(run.id);
      const beforeImages = await ledger.beforeImages.countOf(run.id);
      const report = { runId: run.id, dryRun, quarantined, lost, beforeImages };
      if (!dryRun) {
        await quarantine.purge(run.id);
        await ledger.beforeImages.deleteOf(run.id);
        await forgetExamples(ledger, run);
        await ledger.runs.setPurged(run.id, {
          at: new Date().toISOString(),
          quarantined: quarantined + (run.purged?.quarantined ?? 0),
          beforeImages: beforeImages + (run.purged?.beforeImages ?? 0),
        });
      }
      return { ...report, consequences: consequencesOf(report) };
    });
  });
}

async function forgetExamples(ledger: Ledger, run: RunRecord): Promise<void> {
  for (const step of await ledger.steps.of(run.id))
    await ledger.steps.put({ ...step, tally: withoutExamples(step.tally, () => true) as Tally });
}

/** What a purge makes impossible. Reports of purged runs have it too. */
export function consequencesOf({
  quarantined,
  beforeImages,
}: Pick<PurgeReport, "quarantined" | "beforeImages">): string[] {
  const retry =
    "Its rows in quarantine can no longer be shown or retried: run their files again to have them once more.";
  const rollback =
    "It can no longer be rolled back, nor can runs before it: what the rows that it changed were is not known any more.";
  return [...(quarantined > 0 ? [retry] : []), ...(beforeImages > 0 ? [rollback] : [])];
}
