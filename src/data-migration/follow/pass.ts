import type { Transaction } from "../../db/transaction";
import { countMoved } from "../batch/count-moved";
import { mergeBatch } from "../batch/merge/merge-batch";
import type { EarlierRecords } from "../batch/merge/merge-context";
import type { RejectedSourceRow } from "../batch/merge/merge-plan";
import { quarantineRows } from "../batch/quarantine-rows";
import { writeBatch } from "../batch/write-batch";
import { writePlan } from "../batch/write-plan";
import type { OpenSource } from "../files/open-sources";
import { Ledger } from "../ledger/ledger";
import type { RowRecord } from "../ledger/rows/packed-rows";
import type { StepKey } from "../ledger/step-key";
import type { StepRecord } from "../ledger/steps";
import { addLargeValues } from "../quarantine/large-values";
import type { PreparedRow } from "../quarantine/prepared-row";
import { Quarantine, quarantineId } from "../quarantine/quarantine";
import type { Step } from "../read/step";
import { dropStaleAliases, type RecordsByPosition, targetKeys } from "./alias-keys";
import type { FollowContext } from "./context";
import { ChangeRecords } from "./file/change-records";
import { Orphans, recordKey } from "./orphans";
import type { Reread } from "./reread";

interface ChangeBatch {
  step: Step;
  stepKey: StepKey;
  before: RecordsByPosition;
  records: ChangeRecords;
}

/**
 * Pass. Brings the target in line with rows of a source that were read again. For all steps, first
 * `noteEarlier` is called, then `write`; at the end the orphans are deleted.
 */
export class Pass implements EarlierRecords {
  readonly orphans = new Orphans();
  /**
   * Earlier records of all rows of the pass, by their keys in the target. A row may have come from
   * another position of the source since.
   */
  private readonly earlier = new Map<string, RowRecord>();

  constructor(
    private readonly context: FollowContext,
    private readonly source: OpenSource,
  ) {}

  /** Frees the memory of earlier records, where no more of their rows are to come. */
  forgetEarlier(): void {
    this.earlier.clear();
  }

  /** Notes what rows were before. What they do not become any longer is an orphan. */
  async noteEarlier({ step, rows, positions }: Reread): Promise<void> {
    const stepKey = this.context.stepKeyOf(this.source, step);
    const before = await this.context.moved(stepKey).at(positions);
    const keys = await targetKeys(this.context.ledger, rows);
    for (const [at, records] of before) {
      for (const record of records) this.earlier.set(recordKey(record), record);
      const now = keys.get(at);
      this.orphans.add(
        stepKey,
        records.filter((record) => !now?.has(recordKey(record))),
      );
    }
  }

  /** Writes what rows have become. @returns the step, with these rows counted */
  async write({ step, rows }: Reread, record: StepRecord): Promise<StepRecord> {
    const stepKey = this.context.stepKeyOf(this.source, step);
    if (rows.length === 0) return record;
    const before = await this.context.moved(stepKey).at(rows.map(({ position }) => position));
    const { database, options } = this.context;
    const records = new ChangeRecords({ stepKey, before, earlier: this, orphans: this.orphans });
    const batch: ChangeBatch = { step, stepKey, before, records };
    return writeBatch(
      {
        ...{ database, stepKey, earlier: null, model: options.embeddingModel, onInvalid: options.onInvalid },
        write: (tx, next, part) => this.writePart({ tx, next }, part, batch),
        committed: () => records.committed(),
      },
      record,
      rows,
    );
  }

  /** Takes rows out of quarantine, where they may not belong any longer. */
  async removeFromQuarantine({ step, positions }: Reread): Promise<void> {
    const { source, step: name, runId } = this.context.stepKeyOf(this.source, step);
    await new Quarantine(this.context.database).remove(
      runId,
      positions.map((position) => quarantineId(source, name, position)),
    );
  }

  recordOf(table: string, key: readonly string[]): RowRecord | null {
    return this.earlier.get(recordKey({ target: table, key })) ?? this.orphans.recordOf(table, key);
  }

  private async writePart(
    { tx, next }: { tx: Transaction; next: StepRecord },
    rows: readonly PreparedRow[],
    batch: ChangeBatch,
  ): Promise<void> {
    const { onInvalid, embeddingModel: model } = this.context.options;
    const { stepKey, before, records } = batch;
    const { tally } = next;
    const ledger = new Ledger(tx);
    await dropStaleAliases(ledger, rows, { runId: this.context.run.id, earlier: before });
    const plan = await mergeBatch(
      {
        ...{ tx, ledger, earlier: this, model, isFresh: () => false, retried: false },
        isOrphan: (table, key) => this.orphans.has(table, key),
      },
      rows,
    );
    const number = await this.context.number();
    await writePlan(tx, plan, { stepKey, number, model });
    await quarantineRows({ stepKey, onInvalid }, { tx, tally }, plan.rejected);
    await this.addLargeValues(tx, batch, plan.rejected);
    await records.write(ledger, { number, rows }, plan);
    countMoved(tally, records.netMoved(plan.moved));
  }

  private async addLargeValues(
    tx: Transaction,
    { step, stepKey }: ChangeBatch,
    rejected: readonly RejectedSourceRow[],
  ): Promise<void> {
    const quarantine = new Quarantine(tx);
    for (const { row } of rejected) {
      const { large = [], position } = row;
      const id = quarantineId(stepKey.source, stepKey.step, position);
      await addLargeValues(
        quarantine,
        { file: this.source.file, step },
        { runId: stepKey.runId, id, position, large },
      );
    }
  }
}
