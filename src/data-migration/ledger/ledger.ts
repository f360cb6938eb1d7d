import type { Executor } from "../../db/database";
import { Aliases } from "./aliases";
import { Batches } from "./batches";
import { BeforeImages } from "./before-images";
import { Changes } from "./changes";
import { Runs } from "./runs";
import { Steps } from "./steps";

/**
 * Ledger of data migrations: tables of the target that record runs and what they did. They are
 * written with the rows themselves, so a run can be resumed and rolled back.
 */
export class Ledger {
  readonly runs: Runs;
  readonly steps: Steps;
  readonly batches: Batches;
  readonly changes: Changes;
  readonly beforeImages: BeforeImages;
  readonly aliases: Aliases;

  constructor(db: Executor) {
    this.runs = new Runs(db);
    this.steps = new Steps(db);
    this.batches = new Batches(db);
    this.changes = new Changes(db);
    this.beforeImages = new BeforeImages(db);
    this.aliases = new Aliases(db);
  }

  /** Deletes all that is recorded of a run's rows. The run itself stays. */
  async deleteRecordsOf(runId: string): Promise<void> {
    for (const records of [this.aliases, this.beforeImages, this.batches, this.changes, this.steps])
      await records.deleteOf(runId);
  }
}
