import { uniqueKeyText } from "../../target/row-key";
import type { Target } from "../../target/target";

/** A row that is about to be written, or is found to be in the target. */
export interface BatchRow {
  values: readonly unknown[];
  /** The application has changed it, so the row in the target differs, and is left alone. */
  kept?: boolean;
}

/** The rows of one target, by their primary key and by each of its unique keys. */
interface RowsOfTarget {
  byKey: Map<string, BatchRow>;
  byUnique: readonly Map<string, BatchRow>[];
}

/** Rows of a batch that were merged so far. Rejected rows are not among them. */
export class BatchRows {
  private readonly rows = new Map<Target, RowsOfTarget>();

  byKey(target: Target, key: string): BatchRow | undefined {
    return this.rows.get(target)?.byKey.get(key);
  }

  /** @param i the number of the unique key among those of the target */
  byUnique(target: Target, i: number, key: string): BatchRow | undefined {
    return this.rows.get(target)?.byUnique[i]?.get(key);
  }

  /** @param key the text of the row's primary key */
  add(target: Target, key: string, row: BatchRow): void {
    const { byKey, byUnique } = this.rowsOf(target);
    byKey.set(key, row);
    target.unique.forEach((columnIndexes, i) => {
      const unique = uniqueKeyText(columnIndexes, row.values);
      if (unique !== null) byUnique[i]!.set(unique, row);
    });
  }

  remove(target: Target, key: string, { values }: BatchRow): void {
    const { byKey, byUnique } = this.rowsOf(target);
    byKey.delete(key);
    target.unique.forEach((columnIndexes, i) => {
      const unique = uniqueKeyText(columnIndexes, values);
      if (unique !== null) byUnique[i]!.delete(unique);
    });
  }

  private rowsOf(target: Target): RowsOfTarget {
    const existing = this.rows.get(target);
    if (existing) return existing;
    const made = { byKey: new Map(), byUnique: target.unique.map(() => new Map()) };
    this.rows.set(target, made);
    return made;
  }
}
