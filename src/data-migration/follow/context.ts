import type { Database } from "../../db/database";
import type { OpenSource } from "../files/open-sources";
import { Ledger, type RunRecord, type StepPlace } from "../ledger/ledger";
import type { CheckedOptions } from "../options";
import type { Step } from "../read/step";
import { stepName } from "../read/step";
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
    this.nextNumber ??= await this.ledger.nextNumber(this.run.id);
    return this.nextNumber++;
  }

  placeOf({ record }: OpenSource, step: Step): StepPlace {
    return { runId: this.run.id, source: record.name, step: stepName(step) };
  }

  /** The records of the rows that the run has moved of a step. */
  moved(place: StepPlace): MovedRecords {
    const key = `${place.source}\0${place.step}`;
    const records = this.records.get(key) ?? new MovedRecords(this.ledger, place);
    this.records.set(key, records);
    return records;
  }
}
