import type { Database } from "../../db/database";
import type { OpenSource } from "../files/open-sources";

import { Ledger, type RunRecord, type StepPlace } from "../ledger/ledger";
import type { CheckedOptions } from "../options";
import type { Step } from "../read/step";
import { stepName } from "../read/step";
import { Moved } from "./moved";

/** What changes are applied with. */
export class FollowContext {
  readonly ledger: Ledger;
  private next: number | undefined;
  private readonly known = new Map<string, Moved>();

  constructor(
    readonly database: Database,
    readonly run: RunRecord,
    readonly options: CheckedOptions,
  ) {
    this.ledger = new Ledger(database);
  }

  /** The number of the next batch of changes, in one order over all steps. */
  async number(): Promise<number> {
    this.next ??= await this.ledger.nextNumber(this.run.id);
    return this.next++;
  }

  placeOf({ record }: OpenSource, step: Step): StepPlace {
    return { runId: this.run.id, source: record.name, step: stepName(step) };
  }

  moved(place: StepPlace): Moved {
    const key = `${place.source}\0${place.step}`;
    const moved = this.known.get(key) ?? new Moved(this.ledger, place);
    this.known.set(key, moved);
    return moved;
  }
}
