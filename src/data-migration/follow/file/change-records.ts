import type { EarlierRecords } from "../../batch/merge/merge-context";
import type { MergePlan, MovedRow } from "../../batch/merge/merge-plan";
import type { Ledger } from "../../ledger/ledger";
import { type Effect, packRows, type RowRecord } from "../../ledger/rows/packed-rows";
import type { StepKey } from "../../ledger/step-key";
import type { PreparedRow } from "../../quarantine/prepared-row";
import { positionText } from "../../read/position-text";
import { keyOf } from "../../target/row-key";
import type { RecordsByPlace } from "../alias-keys";
import { type Orphans, recordKey } from "../orphans";

interface ChangeRecordsContext {
  place: StepKey;
  /** What the rows of the batch were before. */
  before: RecordsByPlace;
  /** What all rows of the pass were before. */
  earlier: EarlierRecords;
  orphans: Orphans;
}

/** The records of a batch of changed rows, in the ledger and among the orphans. */
export class ChangeRecords {
  /** What changes among the orphans when the transaction is committed. */
  private onCommit: (() => void)[] = [];

  constructor(private readonly context: ChangeRecordsContext) {}

  /** Writes the records to the ledger. @param number the batch's */
  async write(
    ledger: Ledger,
    { number, rows }: { number: number; rows: readonly PreparedRow[] },
    plan: MergePlan,
  ): Promise<void> {
    const { place, orphans } = this.context;
    // The transaction may be tried again.
    this.onCommit = [];
    const written = plan.records.filter(({ effect }) => effect === "inserted" || effect === "updated");
    const all = [...this.deleted(plan), ...written];
    if (all.length > 0) await ledger.batches.add(place, { number, rows: packRows(all), last: null });
    await ledger.changes.put(place, this.changes(rows, plan));
    this.onCommit.push(() => {
      for (const record of plan.records) orphans.claim(place, record);
    });
  }

  committed(): void {
    for (const change of this.onCommit.splice(0)) change();
  }

  /** The rows with the effect that the run as a whole has had on them. */
  netMoved(moved: readonly MovedRow[]): MovedRow[] {
    return moved.map((each) => {
      const before = this.context.before.get(positionText(each.row.position));
      return before ? { ...each, effect: netEffect(before[0]!.effect, each.effect) } : each;
    });
  }

  /** Orphans that are deleted with the batch. */
  private deleted({ orphans }: MergePlan): RowRecord[] {
    return orphans.flatMap(({ target, values }) => {
      const record = this.context.earlier.recordOf(target.table, keyOf(target.key, values));
      return record ? [{ ...record, effect: "deleted" as const }] : [];
    });
  }

  /** The records of the places that have other records than before. */
  private changes(rows: readonly PreparedRow[], { records }: MergePlan): { place: string; rows: string }[] {
    const { place: step, before, orphans } = this.context;
    const claimed = new Set(records.map(recordKey));
    const byPlace = groupByPlace(records);
    return rows.flatMap(({ position }) => {
      const place = positionText(position);
      const old = before.get(place) ?? [];
      const own = (byPlace.get(place) ?? []).map((record) => netRecord(record, old));
      const ownKeys = new Set(own.map(recordKey));
      // An orphan stays recorded here until it is deleted, unless another row stands for it now.
      const orphaned = old.filter((record) => {
        const key = recordKey(record);
        return !ownKeys.has(key) && !claimed.has(key) && !orphans.isClaimed(record);
      });
      this.onCommit.push(() => orphans.add(step, orphaned));
      const now = [...own, ...orphaned];
      return areEqual(old, now) ? [] : [{ place, rows: packRows(now) }];
    });
  }
}

function groupByPlace(records: readonly RowRecord[]): Map<string, RowRecord[]> {
  const places = new Map<string, RowRecord[]>();
  for (const record of records) {
    const place = positionText(record.position);
    const own = places.get(place) ?? [];
    places.set(place, own);
    own.push(record);
  }
  return places;
}

function netRecord(record: RowRecord, before: readonly RowRecord[]): RowRecord {
  const key = recordKey(record);
  const old = before.find((each) => recordKey(each) === key);
  return old ? { ...record, effect: netEffect(old.effect, record.effect) } : record;
}

/** Net effect. What two effects on a row amount to: inserted, then updated, is inserted. */
function netEffect(before: Effect, now: Effect): Effect {
  if (now === "kept" || now === "deleted") return now;
  if (before === "inserted" || before === "updated") return before;
  return now;
}

const areEqual = (before: readonly RowRecord[], now: readonly RowRecord[]): boolean =>
  before.length === now.length &&
  now.every((record, i) => {
    const { hash, effect } = before[i]!;
    return recordKey(record) === recordKey(before[i]!) && record.hash === hash && record.effect === effect;
  });
