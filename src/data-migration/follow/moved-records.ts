import { CHANGES_AT_ONCE } from "../ledger/changes";
import type { Ledger } from "../ledger/ledger";
import { type RowRecord, unpackRows } from "../ledger/rows/packed-rows";
import type { StepKey } from "../ledger/step-key";
import type { Position } from "../read/position";
import { positionKeyOf } from "../read/position-key";

/** Batches that are cached: rows that change are often near one another. */
const MOST_CACHED = 3;

/** The ledger's records of the rows that a run has moved, by their positions in the source. */
export class MovedRecords {
  private ranges: readonly { number: number; last: string }[] | undefined;
  private readonly cache = new Map<number, Map<string, RowRecord[]>>();

  constructor(
    private readonly ledger: Ledger,
    private readonly stepKey: StepKey,
  ) {}

  /** The records at these positions, by position key. Positions without records are left out. */
  at(positions: readonly Position[]): Promise<Map<string, RowRecord[]>> {
    return this.within(this.ledger, positions);
  }

  /** As `at`, inside a transaction. */
  async within(ledger: Ledger, positions: readonly Position[]): Promise<Map<string, RowRecord[]>> {
    const found = new Map<string, RowRecord[]>();
    for (let i = 0; i < positions.length; i += CHANGES_AT_ONCE) {
      const positionKeys = positions.slice(i, i + CHANGES_AT_ONCE).map(positionKeyOf);
      const changes = await ledger.changes.at(this.stepKey, positionKeys);
      for (const positionKey of positionKeys) {
        const packed = changes.get(positionKey);
        const records =
          packed === undefined
            ? ((await this.copiedAt(positionKey)).get(positionKey) ?? [])
            : unpackRows(packed);
        if (records.length > 0) found.set(positionKey, records);
      }
    }
    return found;
  }

  /** All records, in parts. */
  async *all(): AsyncGenerator<RowRecord[]> {
    for (const { number } of await this.copied()) {
      const rows = await this.batch(number);
      const changes = new Set<string>();
      const positionKeys = [...rows.keys()];
      for (let i = 0; i < positionKeys.length; i += CHANGES_AT_ONCE)
        for (const positionKey of (
          await this.ledger.changes.at(this.stepKey, positionKeys.slice(i, i + CHANGES_AT_ONCE))
        ).keys())
          changes.add(positionKey);
      yield positionKeys
        .filter((positionKey) => !changes.has(positionKey))
        .flatMap((positionKey) => rows.get(positionKey)!);
    }
    for (let after = ""; ; ) {
      const changes = await this.ledger.changes.between(this.stepKey, after, null);
      yield [...changes.values()].flatMap(unpackRows);
      if (changes.size < CHANGES_AT_ONCE) return;
      after = [...changes.keys()].at(-1)!;
    }
  }

  private async copiedAt(positionKey: string): Promise<Map<string, RowRecord[]>> {
    const ranges = await this.copied();
    let [low, high] = [0, ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ranges[middle]!.last < positionKey) low = middle + 1;
      else high = middle;
    }
    const range = ranges[low];
    return range ? this.batch(range.number) : new Map();
  }

  private async copied(): Promise<readonly { number: number; last: string }[]> {
    this.ranges ??= await this.ledger.batches.copied(this.stepKey);
    return this.ranges;
  }

  private async batch(number: number): Promise<Map<string, RowRecord[]>> {
    const cached = this.cache.get(number);
    if (cached) return cached;
    const rows = new Map<string, RowRecord[]>();
    for (const record of unpackRows(await this.ledger.batches.rows(this.stepKey, number))) {
      const positionKey = positionKeyOf(record.position);
      const own = rows.get(positionKey);
      if (own) own.push(record);
      else rows.set(positionKey, [record]);
    }
    if (this.cache.size === MOST_CACHED) this.cache.delete(this.cache.keys().next().value!);
    this.cache.set(number, rows);
    return rows;
  }
}
