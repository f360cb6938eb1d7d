import type { RowRecord } from "../ledger/rows/packed-rows";
import type { StepKey } from "../ledger/step-key";
import { positionKeyOf } from "../read/position-key";
import { tableKeyText } from "../target/row-key";

/** Orphan. A row of the target that no row of the source becomes any longer. */
export interface Orphan {
  stepKey: StepKey;
  record: RowRecord;
}

export const recordKey = ({ target, key }: Pick<RowRecord, "target" | "key">): string =>
  tableKeyText(target, key);

/**
 * Collects the orphans of a pass. They are deleted at its end: until then another row of the source
 * may become one of them, or take over its key.
 */
export class Orphans {
  private readonly orphans = new Map<string, Orphan>();
  /** Records of all rows that were orphans. A row that takes over the key of one needs them. */
  private readonly records = new Map<string, RowRecord>();
  /** By row of the target, the row of the source that becomes it. */
  private readonly owners = new Map<string, string>();
  /** Records of rows that another row of the source becomes now. */
  private readonly stale: Orphan[] = [];

  /** Adds rows that the rows of the source at these positions do not become any longer. */
  add(stepKey: StepKey, records: readonly RowRecord[]): void {
    for (const record of records) {
      const key = recordKey(record);
      this.records.set(key, record);
      const owner = this.owners.get(key);
      if (owner === undefined) this.orphans.set(key, { stepKey, record });
      else if (owner !== ownerText(stepKey, record)) this.stale.push({ stepKey, record });
    }
  }

  /** Notes that a row of the source becomes a row of the target, so it is no orphan. */
  claim(stepKey: StepKey, record: RowRecord): void {
    const key = recordKey(record);
    const owner = ownerText(stepKey, record);
    this.owners.set(key, owner);
    const orphan = this.orphans.get(key);
    this.orphans.delete(key);
    if (orphan && ownerText(orphan.stepKey, orphan.record) !== owner) this.stale.push(orphan);
  }

  isClaimed(record: RowRecord): boolean {
    return this.owners.has(recordKey(record));
  }

  /** Removes rows that another row of the source becomes, by the records of a step. */
  removeOwned(stepKey: StepKey, records: Iterable<RowRecord>): void {
    for (const record of records) {
      const key = recordKey(record);
      const orphan = this.orphans.get(key);
      if (!orphan || ownerText(orphan.stepKey, orphan.record) === ownerText(stepKey, record)) continue;
      this.orphans.delete(key);
      this.stale.push(orphan);
    }
  }

  has(table: string, key: string): boolean {
    return this.orphans.has(`${table}\0${key}`);
  }

  recordOf(table: string, key: readonly string[]): RowRecord | null {
    return this.records.get(recordKey({ target: table, key })) ?? null;
  }

  get size(): number {
    return this.orphans.size;
  }

  all(): Orphan[] {
    return [...this.orphans.values()];
  }

  /** Returns stale records, each once. */
  takeStale(): Orphan[] {
    return this.stale.splice(0);
  }
}

const ownerText = ({ source, step }: StepKey, { position }: RowRecord): string =>
  `${source}\0${step}\0${positionKeyOf(position)}`;
