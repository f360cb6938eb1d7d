import type { EarlierRecords } from "../../batch/merge/merge-context";
import type { MergePlan, MovedRow } from "../../batch/merge/merge-plan";
import type { Ledger } from "../../ledger/ledger";
import { type Effect, packRows, type RowRecord } from "../../ledger/rows/packed-rows";
import type { StepKey } from "../../ledger/step-key";
import type { PreparedRow } from "../../quarantine/prepared-row";
import { positionKeyOf } from "../../read/position-key";
import { keyOf } from "../../target/row-key";
import type { RecordsByPosition } from "../alias-keys";
import { type Orphans, recordKey } from "../orphans";

interface ChangeRecordsContext {
  stepKey: StepKey;
  /** What the rows of the batch were before. */
  before: RecordsByPosition;
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
    const { stepKey, orphans } = this.context;
    // The transaction may be tried again.
    this.onCommit = [];
    const written = plan.records.filter(({ effect }) => effect === "inserted" || effect === "updated");
    const all = [...this.deleted(plan), ...written];
    if (all.length > 0) await ledger.batches.add(stepKey, { number, rows: packRows(all), last: null });
    await ledger.changes.put(stepKey, this.changes(rows, plan));
    this.onCommit.push(() => {
      for (const record of plan.records) orphans.claim(stepKey, record);
    });
  }

  committed(): void {
    for (const change of this.onCommit.splice(0)) change();
  }

  /** The rows with the effect that the run as a whole has had on them. */
  netMoved(moved: readonly MovedRow[]): MovedRow[] {
    return moved.map((each) => {
      const before = this.context.before.get(positionKeyOf(each.row.position));
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

  /** The records of positions that have other records than before. */
  private changes(
    rows: readonly PreparedRow[],
    { records }: MergePlan,
  ): { positionKey: string; rows: string }[] {
    const { stepKey, before, orphans } = this.context;
    const claimed = new Set(records.map(recordKey));
    const byPosition = groupByPosition(records);
    return rows.flatMap(({ position }) => {
      const positionKey = positionKeyOf(position);
      const old = before.get(positionKey) ?? [];
      const own = (byPosition.get(positionKey) ?? []).map((record) => netRecord(record, old));
      const ownKeys = new Set(own.map(recordKey));
      // An orphan stays recorded here until it is deleted, unless another row becomes it now.
      const orphaned = old.filter((record) => {
        const key = recordKey(record);
        return !ownKeys.has(key) && !claimed.has(key) && !orphans.isClaimed(record);
      });
      this.onCommit.push(() => orphans.add(stepKey, orphaned));
      const now = [...own, ...orphaned];
      return areEqual(old, now) ? [] : [{ positionKey, rows: packRows(now) }];
    });
  }
}

function groupByPosition(records: readonly RowRecord[]): Map<string, RowRecord[]> {
  const found = new Map<string, RowRecord[]>();
  for (const record of records) {
    const positionKey = positionKeyOf(record.position);
    const own = found.get(positionKey) ?? [];
    found.set(positionKey, own);
    own.push(record);
  }
  return found;
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
