import type { Transaction } from "../../../db/transaction";
import type { Ledger } from "../../ledger/ledger";
import type { RowRecord } from "../../ledger/rows/packed-rows";
import type { Position } from "../../read/position";
import type { Target } from "../../target/target";
import type { EmbeddingModelName } from "../../target/vectors";

/** Earlier run's rows. What the ledger has of rows of the target that an earlier run moved. */
export interface EarlierRecords {
  recordOf(table: string, key: readonly string[]): RowRecord | null;
  /**
   * The records of the rows of the source at these positions. Only runs that read a table as a
   * whole need it.
   */
  recordsAt?(positions: readonly Position[]): RowRecord[];
}

/** What a batch is merged with. */
export interface MergeContext {
  tx: Transaction;
  ledger: Ledger;
  /** Of the vectors of rows. */
  model: EmbeddingModelName;
  /** Null where no run came before. */
  earlier: EarlierRecords | null;
  /** Whether a table was empty when the step began. In such a table no row is looked up. */
  isFresh(target: Target): boolean;
  /**
   * Whether a row of the quarantine is retried. Another row with its key may have been moved since,
   * so a row of the target that differs is not taken for the same row.
   */
  retried: boolean;
  /**
   * Whether a row of the target is an orphan: no row of the source becomes it any longer. Set where
   * a file is followed.
   */
  isOrphan?: (table: string, key: string) => boolean;
}

/** Whether an earlier run moved a row. If the target lacks it, the application has removed it. */
export function wasMoved({ earlier }: MergeContext, target: Target, key: readonly string[]): boolean {
  const record = earlier?.recordOf(target.table, key) ?? null;
  return record !== null && record.effect !== "deleted" && record.effect !== "merged";
}
