import type { RowRecord } from "../../ledger/rows/packed-rows";
import type { Rejection } from "../../read/row/rejection";
import { rowHash } from "../../target/row-hash";
import { keyOf, keyText } from "../../target/row-key";
import type { Target } from "../../target/target";
import type { BatchRow } from "./batch-rows";
import { wasMoved } from "./merge-context";
import { mergeDuplicate } from "./merge-duplicate";
import type { MergeRow, MergeState, Outcome } from "./merge-state";
import { missingParent } from "./missing-parent";
import { threeWayMerge } from "./three-way-merge";
import type { UniqueKeys } from "./unique-keys";

/** A target row that was added to the batch. It is removed if its row of the source is rejected. */
export interface AddedRow {
  target: Target;
  key: string;
  row: BatchRow;
  inserted: boolean;
}

/** A target row with what the merge compares. */
interface MatchedRow {
  record: Omit<RowRecord, "effect">;
  /** The text of its primary key. */
  key: string;
  /** The row of the target that has its key. */
  existing: readonly unknown[] | undefined;
}

/** Merges target rows one by one with earlier rows of the batch and with rows of the target. */
export class RowMerge {
  constructor(
    private readonly state: MergeState,
    private readonly uniqueKeys: UniqueKeys,
  ) {}

  /** @param added gets the row, where it was added to the rows of the batch */
  merge(row: MergeRow, added: AddedRow[]): Rejection | Outcome {
    const { target, values, position } = row;
    const { existing, aliases } = this.state;
    // A parent earlier in the batch may have got an alias.
    aliases.renameParents(row);
    const takenOver = this.uniqueKeys.takeOver(row);
    const key = keyOf(target.key, values);
    const text = keyText(key);
    const matched: MatchedRow = {
      record: { target: target.table, key, hash: rowHash(target.columns, values), position },
      key: text,
      existing: takenOver ?? existing.byKey(target, text),
    };
    return (
      (matched.existing ? null : this.removedByApplication(row, matched)) ??
      missingParent(this.state, row) ??
      this.duplicate(row, matched) ??
      this.write(row, matched, added)
    );
  }

  /** An earlier run moved the row, and it is not in the target: the application has removed it. */
  private removedByApplication(
    { target, values, position }: MergeRow,
    { record }: MatchedRow,
  ): Outcome | null {
    const { context, aliases, plan } = this.state;
    if (wasMoved(context, target, record.key)) {
      plan.records.push({ ...record, effect: "kept" });
      return { effect: "kept", merged: false };
    }
    // The same for a row that an earlier run merged with another: neither row is in the target.
    const merged = this.uniqueKeys.isTaken(target, values) ? null : aliases.recordOfMerge(target, values);
    if (!merged) return null;
    plan.records.push({ ...merged, position, effect: "kept" });
    return { effect: "kept", merged: true };
  }

  /** Another row has the primary key, or a unique key, of this row. */
  private duplicate(row: MergeRow, { key, existing }: MatchedRow): Rejection | Outcome | null {
    const { target, repeated } = row;
    const first = this.state.batch.byKey(target, key);
    if (first) return mergeDuplicate(this.state, row, { ...first, columns: "key" });
    // The primary key comes before unique keys: rows that refer to this id refer to the first row.
    if (existing && repeated) return mergeDuplicate(this.state, row, { values: existing, columns: "key" });
    const other = this.uniqueKeys.otherHolder(row, key);
    if (!other) return null;
    const columns = columnNames(target, other.columnIndexes);
    return mergeDuplicate(this.state, row, { ...other.holder, columns });
  }

  /** Inserts the row, or merges it with the row that the target has. */
  private write(
    { target, values, entries }: MergeRow,
    { record, key, existing }: MatchedRow,
    added: AddedRow[],
  ): Rejection | Outcome {
    const { context, aliases, batch, plan } = this.state;
    const effect = existing ? threeWayMerge(context, { target, now: record }, existing) : "inserted";
    // A rejected row is not written: it is no parent, and has no key, for other rows of the batch.
    if (typeof effect !== "string") return effect;
    const row: BatchRow = { values, kept: effect === "kept" };
    aliases.drop(target, values);
    batch.add(target, key, row);
    added.push({ target, key, row, inserted: !existing });
    plan.records.push({ ...record, effect });
    if (!existing) {
      plan.insert(target, { values, entries });
      return { effect, merged: false };
    }
    if (effect === "updated") plan.updates.push({ target, row: { values, entries }, before: existing });
    // Its id is its own, and no earlier run moved it: another of the files had the same row.
    const isDuplicate =
      effect === "unchanged" && target.idAt !== null && !wasMoved(context, target, record.key);
    return { effect, merged: isDuplicate };
  }
}

/** The columns of a key for people, without the scope. */
const columnNames = (target: Target, columnIndexes: readonly number[]): string =>
  columnIndexes
    .filter((at) => at > (target.inWorkspace ? 1 : 0))
    .map((at) => target.columns[at]!.name)
    .join(", ");
