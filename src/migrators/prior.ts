import type { Ledger, StepPlace } from "./ledger";
import { type RowRecord, unpackRows } from "./packed-rows";
import type { Cursor } from "./reader";
import { keyText } from "./target-rows";

/**
 * What an earlier run moved of a step, read beside the step: both go through the source in the same order, so only what is near is held.
 */
export class PriorRows {
  private readonly near = new Map<string, RowRecord>();
  private next = 0;
  private last: Cursor | null = null;

  private constructor(
    private readonly ledger: Ledger,
    private readonly place: StepPlace,
    private readonly numbers: readonly number[],
  ) {}

  /** Of the newest run that went through the whole step; null where none has. */
  static async of(ledger: Ledger, { runId, source, step }: StepPlace): Promise<PriorRows | null> {
    for (const run of await ledger.runs()) {
      if (run.id === runId || run.status === "rolled_back") continue;
      const steps = await ledger.steps(run.id);
      const found = steps.find((each) => each.source === source && each.step === step);
      if (!found || found.status === "copying") continue;
      const place = { runId: run.id, source, step };
      return new PriorRows(ledger, place, await ledger.batchNumbers(place));
    }
    return null;
  }

  /** What a run itself has moved of a step. */
  static async in(ledger: Ledger, place: StepPlace): Promise<PriorRows> {
    return new PriorRows(ledger, place, await ledger.batchNumbers(place));
  }

  /** Makes what was moved of the rows up to this one known, and forgets what was before `from`. */
  async reach(from: Cursor, to: Cursor): Promise<void> {
    for (const [key, { cursor }] of this.near) if (compareCursors(cursor, from) < 0) this.near.delete(key);
    while (this.next < this.numbers.length && (this.last === null || compareCursors(this.last, to) < 0)) {
      const records = unpackRows(await this.ledger.batch(this.place, this.numbers[this.next++]!));
      for (const record of records) {
        this.last = record.cursor;
        if (compareCursors(record.cursor, from) >= 0)
          this.near.set(rowKey(record.target, record.key), record);
      }
    }
  }

  /** The hash that a row had as it was moved. */
  hashOf(table: string, key: readonly string[]): string | null {
    return this.recordOf(table, key)?.hash ?? null;
  }

  recordOf(table: string, key: readonly string[]): RowRecord | null {
    return this.near.get(rowKey(table, key)) ?? null;
  }
}

const rowKey = (table: string, key: readonly string[]): string => `${table}\0${keyText(key)}`;

/** In the order in which SQLite reads them: numbers before texts, texts by their bytes. */
export function compareCursors(a: Cursor, b: Cursor): number {
  for (let i = 0; i < a.length; i++) {
    const [one, other] = [a[i]!, b[i]!];
    if (one === other) continue;
    if (typeof one === "number" && typeof other === "number") return one - other;
    if (typeof one === "number") return -1;
    if (typeof other === "number") return 1;
    return Buffer.compare(Buffer.from(one), Buffer.from(other));
  }
  return 0;
}
