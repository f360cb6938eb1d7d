import type { Transaction } from "../../../db/transaction";
import type { Ledger } from "../../ledger/ledger";
import type { RowRecord } from "../../ledger/rows/packed-rows";
import type { Position } from "../../read/position";
import type { Target } from "../../target/target";

/** Earlier run's rows. What the ledger has of rows of the target that an earlier run moved. */
export interface EarlierRecords {
  recordOf(table: string, key: readonly string[]): RowRecord | null;
  /**
   * The records of the rows of the source at these positions. Only runs that read a table as a whole
   * need it.
   */
  recordsAt?(positions: readonly Position[]): RowRecord[];
}

/** What a batch is merged with. */
export interface MergeContext {
  tx: Transaction;
  ledger: Ledger;
  /** Null where no run came before. */
  earlier: EarlierRecords | null;
  /** Whether a table was empty when the step began: then nothing has to be looked up in it. */
  isFresh(target: Target): boolean;
  /**
   * Whether the row is one of the quarantine that is retried. Then a row of the target that differs
   * from it is not assumed to be the same row.
   */
  retried: boolean;
  /**
   * Whether no row of the source stands for a row of the target any longer, by its key. Set where a
   * file is followed.
   */
  isOrphan?: (table: string, key: string) => boolean;
}

/** Whether an earlier run moved a row. If the target lacks it, the application has removed it. */
export function wasMoved({ earlier }: MergeContext, target: Target, key: readonly string[]): boolean {
  const record = earlier?.recordOf(target.table, key) ?? null;
  return record !== null && record.effect !== "deleted" && record.effect !== "merged";
}
