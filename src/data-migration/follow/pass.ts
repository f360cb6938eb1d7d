import type { Transaction } from "../../db/transaction";
import { type Settled, settle } from "../batch/three-way-merge";
import { count, quarantineRows, writeBatch, writeSettled } from "../batch/write-batch";
import type { OpenSource } from "../files/open-sources";
import { BeforeImages } from "../ledger/before-images";
import { Ledger, type StepPlace, type StepRecord } from "../ledger/ledger";
import { type Effect, packRows, type RowRecord } from "../ledger/packed-rows";
import { emptyTally } from "../ledger/tally";
import { addLargeValues, largeProblem } from "../quarantine/large-values";
import { type PreparedRow } from "../quarantine/prepared-row";
import { Quarantine, rejectId } from "../quarantine/quarantine";
import type { Cursor } from "../read/position";
import { placeText } from "../read/position-text";
import type { LargeValue } from "../read/source-file";
import type { Step } from "../read/step";
import { keyOf } from "../target/target-rows";
import type { FollowContext } from "./context";
import { Leaving, recordKey } from "./orphans";

/** A row as it is in the source now. */
export type CurrentRow = PreparedRow & { large?: readonly LargeValue[] };

/** Rows of one step that were looked at again: those that are there, and where all of them stood or stand. */
export interface Reread {
  step: Step;
  rows: readonly CurrentRow[];
  cursors: readonly Cursor[];
}

type Known = ReadonlyMap<string, readonly RowRecord[]>;

/** Brings the target in line with some rows of a source, which are compared with what they were moved to before. */
export class Pass {
  readonly leaving: Leaving;
  /** What rows became before, of all that were looked at, by their keys in the target: a row may have come from another place since. */
  private readonly known = new Map<string, RowRecord>();

  constructor(
    private readonly context: FollowContext,
    private readonly source: OpenSource,
  ) {
    this.leaving = new Leaving(context);
  }

  /** Lets go of what rows were before, where no more of them are to come. */
  forget(): void {
    this.known.clear();
  }

  /** Looks what rows were before, of all steps before any is written. */
  async look({ step, rows, cursors }: Reread): Promise<void> {
    const place = this.context.placeOf(this.source, step);
    const known = await this.context.moved(place).at(cursors);
    const emitted = await this.emittedKeys(rows);
    for (const [at, records] of known) {
      for (const record of records) this.known.set(recordKey(record), record);
      const now = emitted.get(at);
      this.leaving.add(
        place,
        records.filter((record) => !now?.has(recordKey(record))),
      );
    }
  }

  /** Writes what rows have become. @returns the step with what became of them counted */
  async write({ step, rows }: Reread, record: StepRecord): Promise<StepRecord> {
    const place = this.context.placeOf(this.source, step);
    if (rows.length === 0) return record;
    const known: Known = await this.context.moved(place).at(rows.map(({ cursor }) => cursor));
    const { database, options } = this.context;
    const batch = new ChangeBatch(this, place, known);
    return writeBatch(
      {
        ...{ database, place, prior: null, onInvalid: options.onInvalid },
        write: (tx, next, part) => this.writePart(tx, next, part as CurrentRow[], { step, batch }),
        committed: () => batch.committed(),
      },
      record,
      rows,
    );
  }

  /** Takes rows out of quarantine: whether they belong there is seen anew. */
  async release({ step, cursors }: Reread): Promise<void> {
    const { source, step: name, runId } = this.context.placeOf(this.source, step);
    await new Quarantine(this.context.database).remove(
      runId,
      cursors.map((cursor) => rejectId(source, name, cursor)),
    );
  }

  recordOf(table: string, key: readonly string[]): RowRecord | null {
    return this.known.get(recordKey({ target: table, key })) ?? this.leaving.recordOf(table, key);
  }

  private async writePart(
    tx: Transaction,
    next: StepRecord,
    rows: readonly CurrentRow[],
    { step, batch }: { step: Step; batch: ChangeBatch },
  ): Promise<void> {
    const { options } = this.context;
    const { place } = batch;
    const ledger = new Ledger(tx);
    await this.dropAliases(ledger, rows, batch.known);
    const settled = await settle(
      {
        ...{ tx, ledger, prior: this, isFresh: () => false, retried: false },
        isLeaving: (table, key) => this.leaving.has(table, key),
      },
      rows,
    );
    const number = await this.context.number();
    await writeSettled({ place }, tx, new BeforeImages(tx, place, number), settled);
    await quarantineRows({ place, onInvalid: options.onInvalid }, tx, next, settled.refused);
    const quarantine = new Quarantine(tx);
    for (const { row } of settled.refused) {
      const { large = [], cursor } = row as CurrentRow;
      const id = rejectId(place.source, place.step, cursor);
      await addLargeValues(
        quarantine,
        { file: this.source.file, step },
        { runId: place.runId, id, cursor, large },
      );
    }
    await batch.keep(ledger, number, rows, settled);
    count(next, batch.counted(settled));
  }

  /** What this run took for other rows of the target may have become rows of their own. */
  private async dropAliases(ledger: Ledger, rows: readonly CurrentRow[], known: Known): Promise<void> {
    if (!(await ledger.hasAliases())) return;
    const own = rows.flatMap(({ cursor, emissions }) =>
      emissions.flatMap(({ target, values }) =>
        target.idAt === null ? [] : [{ cursor, target, values, id: values[target.idAt] as string }],
      ),
    );
    const aliases = await ledger.aliases(own.map(({ id }) => id));
    const stale = own.filter(({ cursor, target, values, id }) => {
      const actual = aliases.get(id);
      if (actual === undefined) return false;
      const key = recordKey({ target: target.table, key: renamedKey(target, values, actual) });
      const records = known.get(placeText(cursor)) ?? [];
      return !records.some((record) => recordKey(record) === key || record.effect === "merged");
    });
    await ledger.dropAliasesOf(
      this.context.run.id,
      stale.map(({ id }) => id),
    );
  }

  /** The keys of what rows become, as they are in the target, by the rows' places. */
  private async emittedKeys(rows: readonly CurrentRow[]): Promise<Map<string, Set<string>>> {
    const { ledger } = this.context;
    const ids = rows.flatMap(({ emissions }) =>
      emissions.flatMap(({ target, values }) =>
        target.idAt === null ? [] : [values[target.idAt] as string],
      ),
    );
    const aliases = (await ledger.hasAliases()) ? await ledger.aliases(ids) : new Map<string, string>();
    return new Map(
      rows.map(({ cursor, emissions }) => [
        placeText(cursor),
        new Set(
          emissions.flatMap(({ target, values }) => {
            const own = recordKey({ target: target.table, key: keyOf(target.key, values) });
            const actual = target.idAt === null ? undefined : aliases.get(values[target.idAt] as string);
            if (actual === undefined) return [own];
            return [own, recordKey({ target: target.table, key: renamedKey(target, values, actual) })];
          }),
        ),
      ]),
    );
  }
}

function renamedKey(
  target: PreparedRow["emissions"][number]["target"],
  values: unknown[],
  id: string,
): string[] {
  return keyOf(target.key, values.with(target.idAt!, id));
}

/** What the ledger gets to know of a batch of changes. */
class ChangeBatch {
  private done: (() => void)[] = [];

  constructor(
    private readonly pass: Pass,
    readonly place: StepPlace,
    readonly known: Known,
  ) {}

  async keep(ledger: Ledger, number: number, rows: readonly CurrentRow[], settled: Settled): Promise<void> {
    const { leaving } = this.pass;
    this.done = [];
    const written = settled.records.filter(({ effect }) => effect === "inserted" || effect === "updated");
    const gone = settled.leaving.flatMap(({ target, values }) => {
      const record = this.pass.recordOf(target.table, keyOf(target.key, values));
      return record ? [{ ...record, effect: "deleted" as const }] : [];
    });
    const all = [...gone, ...written];
    if (all.length > 0) await ledger.addBatch(this.place, number, packRows(all), null);
    const claimed = new Set(settled.records.map(recordKey));
    const now = byPlace(settled.records);
    const changes = rows.flatMap(({ cursor }) => {
      const place = placeText(cursor);
      const before = this.known.get(place) ?? [];
      const records = (now.get(place) ?? []).map((record) => this.netOf(record, before));
      const own = new Set(records.map(recordKey));
      // What it was before stays known here until it is deleted, unless another row stands for it now.
      const lost = before.filter((record) => !own.has(recordKey(record)));
      const waiting = lost.filter((record) => !claimed.has(recordKey(record)) && !leaving.isClaimed(record));
      this.done.push(() => leaving.add(this.place, waiting));
      const next = [...records, ...waiting];
      return isSame(before, next) ? [] : [{ place, rows: packRows(next) }];
    });
    await ledger.putChanges(this.place, changes);
    this.done.push(() => {
      for (const record of settled.records) leaving.claim(this.place, record);
    });
  }

  /** Only now is it so. */
  committed(): void {
    for (const step of this.done.splice(0)) step();
  }

  /** The rows by what the run as a whole has done with them. */
  counted(settled: Settled): Settled {
    return {
      ...settled,
      moved: settled.moved.map((each) => {
        const before = this.known.get(placeText(each.row.cursor));
        return before ? { ...each, effect: net(before[0]!.effect, each.effect) } : each;
      }),
    };
  }

  private netOf(record: RowRecord, before: readonly RowRecord[]): RowRecord {
    const key = recordKey(record);
    const known = before.find((each) => recordKey(each) === key);
    return known ? { ...record, effect: net(known.effect, record.effect) } : record;
  }
}

function byPlace(records: readonly RowRecord[]): Map<string, RowRecord[]> {
  const places = new Map<string, RowRecord[]>();
  for (const record of records) {
    const place = placeText(record.cursor);
    const own = places.get(place) ?? [];
    places.set(place, own);
    own.push(record);
  }
  return places;
}

/** What two effects on one row come to. */
function net(before: Effect, now: Effect): Effect {
  if (now === "kept" || now === "deleted") return now;
  if (before === "inserted" || before === "updated") return before;
  return now;
}

function isSame(before: readonly RowRecord[], now: readonly RowRecord[]): boolean {
  return (
    before.length === now.length &&
    now.every((record, i) => {
      const { hash, effect } = before[i]!;
      return recordKey(record) === recordKey(before[i]!) && record.hash === hash && record.effect === effect;
    })
  );
}

/** The tally of a step that is counted anew. */
export const countedAnew = (record: StepRecord): StepRecord => ({
  ...record,
  tally: { ...emptyTally(), batches: record.tally.batches, seconds: record.tally.seconds },
});

/** A row that was read, where one of its values may be too large. */
export function currentRow(
  row: PreparedRow,
  large: readonly LargeValue[],
  maxValueBytes: number,
): CurrentRow {
  return large.length === 0
    ? row
    : { ...row, large, emissions: [], problem: largeProblem(large, maxValueBytes) };
}
