import { type Cursor, compareCursors } from "../read/position";
import { placeText } from "../read/position-text";
import { keyText } from "../target/row-key";
import { CHANGES_AT_ONCE, type Ledger, type StepPlace, type StepRecord } from "./ledger";
import { type RowRecord, unpackRows } from "./packed-rows";

/**
 * What an earlier run moved of a step, read beside the step: both go through the source in the same order, so only what is near is held.
 */
export class PriorRows {
  private readonly near = new Map<string, RowRecord>();
  /** What was moved when the step had been gone through already: rows that were tried again. */
  private late: Map<string, RowRecord> | null = null;
  /** Whether `late` has all there is. */
  private held = false;
  private next = 0;
  private last: Cursor | null = null;

  private constructor(
    private readonly ledger: Ledger,
    private readonly place: StepPlace,
    private readonly numbers: readonly number[],
    private readonly lateNumbers: readonly number[],
    /** Whether rows have changed since they were copied. */
    private readonly changed: boolean,
  ) {}

  /**
   * Of the newest run that went through the whole step; null where none has.
   *
   * @param stable whether rows stand where they stood. Where they are known by a name and stand by a number, which `insert or replace`
   * gives anew, all of them have to be held
   */
  static async of(ledger: Ledger, place: StepPlace, stable: boolean): Promise<PriorRows | null> {
    const prior = await PriorRows.newest(ledger, place, place.runId);
    if (prior && !stable) await prior.holdAll();
    return prior;
  }

  /** The same, be it the run itself. @param except a run that is passed over */
  static async newest(ledger: Ledger, { source, step }: StepPlace, except = ""): Promise<PriorRows | null> {
    for (const run of await ledger.runs()) {
      if (run.id === except || run.status === "rolled_back") continue;
      const place = { runId: run.id, source, step };
      const found = await stepAt(ledger, place);
      if (found && found.status !== "copying") return PriorRows.in(ledger, place);
    }
    return null;
  }

  /** What a run itself has moved of a step. */
  static async in(ledger: Ledger, place: StepPlace): Promise<PriorRows> {
    const numbers = (await ledger.copiedBatches(place)).map(({ number }) => number);
    const copied = (await stepAt(ledger, place))?.tally.copied ?? Number.POSITIVE_INFINITY;
    const [early, late] = [numbers.filter((each) => each < copied), numbers.filter((each) => each >= copied)];
    return new PriorRows(ledger, place, early, late, await ledger.hasChanges(place));
  }

  private async holdAll(): Promise<void> {
    const all = new Map<string, RowRecord>();
    const add = (packed: string): void => {
      for (const record of unpackRows(packed)) all.set(rowKey(record.target, record.key), record);
    };
    for (const number of this.numbers) add(await this.ledger.batch(this.place, number));
    for (const [key, record] of await this.readLate()) all.set(key, record);
    for (let after = ""; this.changed; ) {
      const changes = await this.ledger.changesBetween(this.place, after, null);
      for (const [place, packed] of changes) {
        add(packed);
        after = place;
      }
      if (changes.size < CHANGES_AT_ONCE) break;
    }
    this.late = all;
    this.held = true;
  }

  /** Makes what was moved of the rows up to this one known, and forgets what was before `from`. */
  async reach(from: Cursor, to: Cursor): Promise<void> {
    if (this.held) return;
    this.late ??= await this.readLate();
    for (const [key, { cursor }] of this.near) if (compareCursors(cursor, from) < 0) this.near.delete(key);
    while (this.next < this.numbers.length && (this.last === null || compareCursors(this.last, to) < 0)) {
      const records = unpackRows(await this.ledger.batch(this.place, this.numbers[this.next++]!));
      for (const record of records) {
        this.last = record.cursor;
        if (compareCursors(record.cursor, from) >= 0)
          this.near.set(rowKey(record.target, record.key), record);
      }
    }
    if (this.changed) await this.overlay(from, to);
  }

  /** Puts what rows have become in the place of what they were when they were copied. */
  private async overlay(from: Cursor, to: Cursor): Promise<void> {
    const last = placeText(to);
    // Nothing stands between a place and itself without what ends it.
    let after = placeText(from).slice(0, -1);
    for (;;) {
      const changes = await this.ledger.changesBetween(this.place, after, last);
      for (const [key, { cursor }] of this.near) if (changes.has(placeText(cursor))) this.near.delete(key);
      for (const [place, packed] of changes) {
        for (const record of unpackRows(packed)) this.near.set(rowKey(record.target, record.key), record);
        after = place;
      }
      if (changes.size < CHANGES_AT_ONCE) return;
    }
  }

  /** What a row of the target was as it was moved. */
  recordOf(table: string, key: readonly string[]): RowRecord | null {
    const text = rowKey(table, key);
    return this.late?.get(text) ?? this.near.get(text) ?? null;
  }

  /** What was moved of the rows at these places. */
  recordsAt(cursors: readonly Cursor[]): RowRecord[] {
    // Others may stand there now.
    if (cursors.length === 0 || this.held) return [];
    const wanted = new Set(cursors.map((cursor) => JSON.stringify(cursor)));
    const all = new Map([...this.near, ...(this.late ?? [])]);
    return [...all.values()].filter(({ cursor }) => wanted.has(JSON.stringify(cursor)));
  }

  private async readLate(): Promise<Map<string, RowRecord>> {
    const late = new Map<string, RowRecord>();
    for (const number of this.lateNumbers)
      for (const record of unpackRows(await this.ledger.batch(this.place, number)))
        late.set(rowKey(record.target, record.key), record);
    return late;
  }
}

const stepAt = async (ledger: Ledger, { runId, source, step }: StepPlace): Promise<StepRecord | undefined> =>
  (await ledger.steps(runId)).find((each) => each.source === source && each.step === step);

const rowKey = (table: string, key: readonly string[]): string => `${table}\0${keyText(key)}`;
