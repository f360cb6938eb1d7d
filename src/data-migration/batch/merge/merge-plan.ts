import type { Effect, RowRecord } from "../../ledger/rows/packed-rows";
import type { PreparedRow } from "../../quarantine/prepared-row";
import type { Rejection } from "../../read/row/rejection";
import type { Target } from "../../target/target";
import type { SearchableRow } from "../../target/target-row";

/** A row of the source that is in the target now. */
export interface MovedRow {
  row: PreparedRow;
  effect: Effect;
  /** Whether it has become one row of the target with another row of the source. */
  merged: boolean;
}

/** A row of the source that is rejected: by itself, or because of other rows. */
export interface RejectedSourceRow {
  row: PreparedRow;
  rejection: Rejection;
}

/** A row as it is in the target. */
export interface ExistingRow {
  target: Target;
  values: readonly unknown[];
}

/** Merge plan. What is to be written for a batch, in the target and in the ledger. */
export class MergePlan {
  readonly inserts = new Map<Target, SearchableRow[]>();
  readonly updates: { target: Target; row: SearchableRow; before: readonly unknown[] }[] = [];
  readonly records: RowRecord[] = [];
  /** New aliases: rows that are other rows in the target. */
  readonly aliases: { target: string; id: string; actualId: string }[] = [];
  /** Ids of rows that had an alias, and are rows of their own now. */
  readonly droppedAliases: string[] = [];
  readonly rejected: RejectedSourceRow[] = [];
  readonly moved: MovedRow[] = [];
  /**
   * Rows whose unique key another row of the batch takes over. They get placeholder keys first, and
   * their own new keys when they are updated.
   */
  readonly keyGivers: ExistingRow[] = [];
  /** Orphans that are deleted first: another row has their unique key now. */
  readonly orphans: ExistingRow[] = [];

  insert(target: Target, row: SearchableRow): void {
    const rows = this.inserts.get(target) ?? [];
    this.inserts.set(target, rows);
    rows.push(row);
  }

  /** Savepoint. @returns a function that undoes what was planned since, except inserts */
  savepoint(): () => void {
    const { updates, records, droppedAliases } = this;
    const [updated, recorded, dropped] = [updates.length, records.length, droppedAliases.length];
    return () => {
      updates.length = updated;
      records.length = recorded;
      droppedAliases.length = dropped;
    };
  }
}
