import type { Transaction } from "../../db/transaction";
import { inTransaction } from "../batch/defer-indexes";
import { BeforeImages } from "../ledger/before-images";
import { Ledger, type StepPlace } from "../ledger/ledger";
import { packRows, type RowRecord } from "../ledger/packed-rows";
import { placeText } from "../read/position-text";
import { rowHash } from "../target/row-hash";
import { Target } from "../target/target";
import { deleteRows, findRows, keyOf, keyText } from "../target/target-rows";
import type { FollowContext } from "./context";

/** A row of the target that no row of the source stands for any longer. */
interface LeavingRow {
  place: StepPlace;
  record: RowRecord;
}

export const recordKey = ({ target, key }: Pick<RowRecord, "target" | "key">): string =>
  `${target}\0${keyText(key)}`;

const AT_ONCE = 500;

/** Why a row is left in the target although its row of the source is gone. */
export const LEFT = {
  referred: "gone from the source, but left: other rows refer to it",
  changed: "gone from the source, but left: the application has changed it",
} as const;

/**
 * The rows of the target that nothing stands for any longer. They are deleted last: another row of the source may turn out to stand for one of
 * them, or take its place.
 */
export class Leaving {
  private readonly rows = new Map<string, LeavingRow>();
  /** All that was ever among them: what is known of a row stays known when another takes it over. */
  private readonly records = new Map<string, RowRecord>();
  /** Which row of the source stands for a row of the target that was, or might have been, among them. */
  private readonly claimed = new Map<string, string>();
  /** What is no longer known where it was, since it is known elsewhere. */
  private readonly away: LeavingRow[] = [];

  constructor(private readonly context: FollowContext) {}

  add(place: StepPlace, records: readonly RowRecord[]): void {
    for (const record of records) {
      const key = recordKey(record);
      this.records.set(key, record);
      const owner = this.claimed.get(key);
      if (owner === undefined) this.rows.set(key, { place, record });
      else if (owner !== ownerText(place, record)) this.away.push({ place, record });
    }
  }

  /** A row of the source stands for a row of the target. */
  claim(place: StepPlace, record: RowRecord): void {
    const key = recordKey(record);
    const owner = ownerText(place, record);
    this.claimed.set(key, owner);
    const leaving = this.rows.get(key);
    this.rows.delete(key);
    if (leaving && ownerText(leaving.place, leaving.record) !== owner) this.away.push(leaving);
  }

  isClaimed(record: RowRecord): boolean {
    return this.claimed.has(recordKey(record));
  }

  has(table: string, key: string): boolean {
    return this.rows.has(`${table}\0${key}`);
  }

  recordOf(table: string, key: readonly string[]): RowRecord | null {
    return this.records.get(recordKey({ target: table, key })) ?? null;
  }

  get size(): number {
    return this.rows.size;
  }

  /** Those that another row of the source stands for, as these records of a step tell, are none of them. */
  keep(place: StepPlace, records: Iterable<RowRecord>): void {
    for (const record of records) {
      const key = recordKey(record);
      const leaving = this.rows.get(key);
      const same =
        leaving !== undefined && ownerText(leaving.place, leaving.record) === ownerText(place, record);
      if (!leaving || same) continue;
      this.rows.delete(key);
      this.away.push(leaving);
    }
  }

  /** Deletes them, those that refer to others first. @returns why some were left, by step */
  async delete(): Promise<{ place: StepPlace; why: string }[]> {
    const groups = new Map<string, LeavingRow[]>();
    for (const row of this.rows.values()) {
      const key = `${row.record.target}\0${row.place.source}\0${row.place.step}`;
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    const ordered = [...groups.values()].sort(
      ([a], [b]) => Target.of(b!.record.target).depth - Target.of(a!.record.target).depth,
    );
    const left: { place: StepPlace; why: string }[] = [];
    for (const rows of ordered)
      for (let i = 0; i < rows.length; i += AT_ONCE) {
        const part = rows.slice(i, i + AT_ONCE);
        const { place } = part[0]!;
        const number = await this.context.number();
        const why = await inTransaction(this.context.database, (tx) => this.deletePart(tx, number, part));
        left.push(...why.map((each) => ({ place, why: each })));
      }
    for (const [place, rows] of byPlace(this.away.splice(0)))
      await this.forget(this.context.ledger, place, rows);
    return left;
  }

  private async deletePart(tx: Transaction, number: number, rows: readonly LeavingRow[]): Promise<string[]> {
    const [{ place, record }] = rows as [LeavingRow];
    const target = Target.of(record.target);
    const there = await findRows(
      tx,
      target,
      target.key,
      rows.map((row) => row.record.key),
      { keep: true },
    );
    const found = (row: LeavingRow): unknown[] | undefined => there.get(keyText(row.record.key));
    const unchanged = rows.filter((row) => {
      const values = found(row);
      return values !== undefined && rowHash(target.columns, values) === row.record.hash;
    });
    const images = unchanged.map((row) => found(row)!);
    await new BeforeImages(tx, place, number).keep(target, images);
    const keys = images.map((values) => keyOf(target.key, values));
    const deleted = await deleteRows(tx, target, keys);
    const records = unchanged
      .filter((row) => deleted.has(keyText(row.record.key)))
      .map((row) => ({ ...row.record, effect: "deleted" as const }));
    if (records.length > 0) await new Ledger(tx).addBatch(place, number, packRows(records), null);
    const gone = rows.filter((row) => found(row) === undefined || deleted.has(keyText(row.record.key)));
    await this.forget(new Ledger(tx), place, gone);
    return rows
      .filter((row) => !gone.includes(row))
      .map((row) => (unchanged.includes(row) ? LEFT.referred : LEFT.changed));
  }

  /** Nothing is known of them any longer, where they were. */
  private async forget(ledger: Ledger, place: StepPlace, gone: readonly LeavingRow[]): Promise<void> {
    const known = await this.context.moved(place).within(
      ledger,
      gone.map(({ record }) => record.cursor),
    );
    const keys = new Set(gone.map(({ record }) => recordKey(record)));
    const places = new Set(gone.map(({ record }) => placeText(record.cursor)));
    await ledger.putChanges(
      place,
      [...places].map((at) => ({
        place: at,
        rows: packRows((known.get(at) ?? []).filter((record) => !keys.has(recordKey(record)))),
      })),
    );
  }
}

const ownerText = ({ source, step }: StepPlace, { cursor }: RowRecord): string =>
  `${source}\0${step}\0${placeText(cursor)}`;

function byPlace(rows: readonly LeavingRow[]): Map<StepPlace, LeavingRow[]> {
  const places = new Map<string, [StepPlace, LeavingRow[]]>();
  for (const row of rows) {
    const key = `${row.place.source}\0${row.place.step}`;
    const known = places.get(key) ?? [row.place, []];
    places.set(key, known);
    known[1].push(row);
  }
  return new Map(places.values());
}
