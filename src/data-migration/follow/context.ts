import type { Database } from "../../db/database";
import type { OpenSource } from "../files/open-sources";
import { Ledger } from "../ledger/ledger";
import type { RunRecord } from "../ledger/run-record";
import type { StepKey } from "../ledger/step-key";
import type { CheckedOptions } from "../options";
import { type Step, stepName } from "../read/step";
import { MovedRecords } from "./moved-records";

/** What changes of a run's files are applied with. */
export class FollowContext {
  readonly ledger: Ledger;
  private nextNumber: number | undefined;
  private readonly records = new Map<string, MovedRecords>();

  constructor(
    readonly database: Database,
    readonly run: RunRecord,
    readonly options: CheckedOptions,
  ) {
    this.ledger = new Ledger(database);
  }

  /** The number of the next batch of changes. Numbers ascend over all steps. */
  async number(): Promise<number> {
    this.nextNumber ??= await this.ledger.batches.nextNumber(this.run.id);
    return this.nextNumber++;
  }

  stepKeyOf({ record }: OpenSource, step: Step): StepKey {
    return { runId: this.run.id, source: record.name, step: stepName(step) };
  }

  /** The records of the rows that the run has moved of a step. */
  moved(stepKey: StepKey): MovedRecords {
    const key = `${stepKey.source}\0${stepKey.step}`;
    const records = this.records.get(key) ?? new MovedRecords(this.ledger, stepKey);
    this.records.set(key, records);
    return records;
  }
}
