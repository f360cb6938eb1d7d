import { CHANGES_AT_ONCE, type Ledger, type StepPlace } from "../ledger/ledger";
import { type RowRecord, unpackRows } from "../ledger/packed-rows";
import type { Cursor } from "../read/position";
import { placeText } from "../read/position-text";

/** Batches that are held: rows that change are often near one another. */
const MOST_HELD = 3;

/** What a run has made of the rows of a step, by their places in the source. */
export class Moved {
  private ranges: readonly { number: number; last: string }[] | undefined;
  private readonly held = new Map<number, Map<string, RowRecord[]>>();

  constructor(
    private readonly ledger: Ledger,
    private readonly place: StepPlace,
  ) {}

  /** By the text of their places; what has become nothing is not among them. */
  at(cursors: readonly Cursor[]): Promise<Map<string, RowRecord[]>> {
    return this.within(this.ledger, cursors);
  }

  /** The same inside a transaction. */
  async within(ledger: Ledger, cursors: readonly Cursor[]): Promise<Map<string, RowRecord[]>> {
    const found = new Map<string, RowRecord[]>();
    for (let i = 0; i < cursors.length; i += CHANGES_AT_ONCE) {
      const places = cursors.slice(i, i + CHANGES_AT_ONCE).map(placeText);
      const changes = await ledger.changesAt(this.place, places);
      for (const place of places) {
        const packed = changes.get(place);
        const records =
          packed === undefined ? ((await this.copiedAt(place)).get(place) ?? []) : unpackRows(packed);
        if (records.length > 0) found.set(place, records);
      }
    }
    return found;
  }

  /** All records, a part at a time. */
  async *all(): AsyncGenerator<RowRecord[]> {
    for (const { number } of await this.copied()) {
      const rows = await this.batch(number);
      const changes = new Set<string>();
      const places = [...rows.keys()];
      for (let i = 0; i < places.length; i += CHANGES_AT_ONCE)
        for (const place of (
          await this.ledger.changesAt(this.place, places.slice(i, i + CHANGES_AT_ONCE))
        ).keys())
          changes.add(place);
      yield places.filter((place) => !changes.has(place)).flatMap((place) => rows.get(place)!);
    }
    for (let after = ""; ; ) {
      const changes = await this.ledger.changesBetween(this.place, after, null);
      yield [...changes.values()].flatMap(unpackRows);
      if (changes.size < CHANGES_AT_ONCE) return;
      after = [...changes.keys()].at(-1)!;
    }
  }

  private async copiedAt(place: string): Promise<Map<string, RowRecord[]>> {
    const ranges = await this.copied();
    let [low, high] = [0, ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ranges[middle]!.last < place) low = middle + 1;
      else high = middle;
    }
    const range = ranges[low];
    return range ? this.batch(range.number) : new Map();
  }

  private async copied(): Promise<readonly { number: number; last: string }[]> {
    this.ranges ??= await this.ledger.copiedBatches(this.place);
    return this.ranges;
  }

  private async batch(number: number): Promise<Map<string, RowRecord[]>> {
    const held = this.held.get(number);
    if (held) return held;
    const rows = new Map<string, RowRecord[]>();
    for (const record of unpackRows(await this.ledger.batch(this.place, number))) {
      const place = placeText(record.cursor);
      const own = rows.get(place);
      if (own) own.push(record);
      else rows.set(place, [record]);
    }
    if (this.held.size === MOST_HELD) this.held.delete(this.held.keys().next().value!);
    this.held.set(number, rows);
    return rows;
  }
}
