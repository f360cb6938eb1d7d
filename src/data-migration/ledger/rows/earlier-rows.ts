import { comparePositions, type Position } from "../../read/position";
import { positionKeyOf } from "../../read/position-key";
import { keyText } from "../../target/row-key";
import { CHANGES_AT_ONCE } from "../changes";
import type { Ledger } from "../ledger";
import type { StepKey } from "../step-key";
import { type RowRecord, unpackRows } from "./packed-rows";

/**
 * Earlier run's rows of a step. They are read side by side with the step's rows: both come in the
 * order of the source, so a window of them is in memory. `advance` moves it.
 */
export class EarlierRows {
  /** Rows within the window. */
  private readonly window = new Map<string, RowRecord>();
  /** Rows that were retried after copying. They come in no order, so all are in memory. */
  private retried: Map<string, RowRecord> | null = null;
  /** Whether `retried` has all rows of the step. */
  private hasAll = false;
  private nextBatch = 0;
  private last: Position | null = null;

  private constructor(
    private readonly ledger: Ledger,
    private readonly key: StepKey,
    private readonly batches: Batches,
  ) {}

  /**
   * Rows of the newest other run that has copied the whole step; null where none has.
   *
   * @param stable whether rows have stable positions. Where they do not, all rows are in memory,
   * since a row may come at another position than it did
   */
  static async ofEarlierRun(ledger: Ledger, key: StepKey, stable: boolean): Promise<EarlierRows | null> {
    const rows = await EarlierRows.ofNewestRun(ledger, key, key.runId);
    if (rows && !stable) await rows.readAll();
    return rows;
  }

  /**
   * Rows of the newest run that has copied the whole step.
   *
   * @param except id of a run that is passed over
   */
  static async ofNewestRun(
    ledger: Ledger,
    { source, step }: Omit<StepKey, "runId">,
    except = "",
  ): Promise<EarlierRows | null> {
    for (const run of await ledger.runs.all()) {
      if (run.id === except || run.status === "rolled_back") continue;
      const key = { runId: run.id, source, step };
      const found = await ledger.steps.find(key);
      if (found && found.status !== "copying") return EarlierRows.ofRun(ledger, key);
    }
    return null;
  }

  /** Rows that a run itself has moved. */
  static async ofRun(ledger: Ledger, key: StepKey): Promise<EarlierRows> {
    const numbers = (await ledger.batches.copied(key)).map(({ number }) => number);
    const copied = (await ledger.steps.find(key))?.tally.copied ?? Number.POSITIVE_INFINITY;
    return new EarlierRows(ledger, key, {
      copied: numbers.filter((each) => each < copied),
      retried: numbers.filter((each) => each >= copied),
      haveChanged: await ledger.changes.exist(key),
    });
  }

  /** Advances the window to the rows between two positions. */
  async advance(from: Position, to: Position): Promise<void> {
    if (this.hasAll) return;
    this.retried ??= await this.readRetried();
    for (const [key, { position }] of this.window)
      if (comparePositions(position, from) < 0) this.window.delete(key);
    const { copied } = this.batches;
    while (this.nextBatch < copied.length && (this.last === null || comparePositions(this.last, to) < 0)) {
      for (const record of await this.readBatch(copied[this.nextBatch++]!)) {
        this.last = record.position;
        if (comparePositions(record.position, from) >= 0) this.window.set(keyOf(record), record);
      }
    }
    if (this.batches.haveChanged) await this.applyChanges(from, to);
  }

  /** A row of the target as it was moved. */
  recordOf(table: string, key: readonly string[]): RowRecord | null {
    const text = keyOf({ target: table, key });
    return this.retried?.get(text) ?? this.window.get(text) ?? null;
  }

  /**
   * Rows of the target that came from these positions. None without stable positions, since another
   * row may stand there now.
   */
  recordsAt(positions: readonly Position[]): RowRecord[] {
    if (positions.length === 0 || this.hasAll) return [];
    const wanted = new Set(positions.map((position) => JSON.stringify(position)));
    const all = new Map([...this.window, ...(this.retried ?? [])]);
    return [...all.values()].filter(({ position }) => wanted.has(JSON.stringify(position)));
  }

  private async readAll(): Promise<void> {
    const all = new Map<string, RowRecord>();
    const add = (records: readonly RowRecord[]): void => {
      for (const record of records) all.set(keyOf(record), record);
    };
    for (const number of this.batches.copied) add(await this.readBatch(number));
    for (const [key, record] of await this.readRetried()) all.set(key, record);
    for (let after = ""; this.batches.haveChanged; ) {
      const changes = await this.ledger.changes.between(this.key, after, null);
      for (const [positionKey, packed] of changes) {
        add(unpackRows(packed));
        after = positionKey;
      }
      if (changes.size < CHANGES_AT_ONCE) break;
    }
    this.retried = all;
    this.hasAll = true;
  }

  /** Replaces rows within the window by what they have become since they were copied. */
  private async applyChanges(from: Position, to: Position): Promise<void> {
    const last = positionKeyOf(to);
    // Without its end mark the text sorts just before the position itself.
    let after = positionKeyOf(from).slice(0, -1);
    for (;;) {
      const changes = await this.ledger.changes.between(this.key, after, last);
      for (const [key, { position }] of this.window)
        if (changes.has(positionKeyOf(position))) this.window.delete(key);
      for (const [positionKey, packed] of changes) {
        for (const record of unpackRows(packed)) this.window.set(keyOf(record), record);
        after = positionKey;
      }
      if (changes.size < CHANGES_AT_ONCE) return;
    }
  }

  private async readRetried(): Promise<Map<string, RowRecord>> {
    const rows = new Map<string, RowRecord>();
    for (const number of this.batches.retried)
      for (const record of await this.readBatch(number)) rows.set(keyOf(record), record);
    return rows;
  }

  private async readBatch(number: number): Promise<RowRecord[]> {
    return unpackRows(await this.ledger.batches.rows(this.key, number));
  }
}

/** Batches of the step, by their numbers. */
interface Batches {
  /** In the order of the source. */
  copied: readonly number[];
  /** Rows of the quarantine that were retried. */
  retried: readonly number[];
  /** Whether rows have changed since they were copied. */
  haveChanged: boolean;
}

const keyOf = ({ target, key }: Pick<RowRecord, "target" | "key">): string => `${target}\0${keyText(key)}`;
