import type { Database } from "../../db/database";
import type { Transaction } from "../../db/transaction";
import type { Chosen } from "./chosen";
import type { RowSource } from "./source/source";
import type { CopiedTable } from "./tables";

/** How far a copy is. */
export interface CopyProgress {
  /** `verify`: the rows are read again from the target and compared. */
  phase: "copy" | "verify";
  table: string;
  /** Rows of the table that are dealt with. */
  rows: number;
  total: number;
}

/** What all parts of one copy know. */
export interface CopyContext {
  source: RowSource;
  database: Database;
  chosen: Chosen;
  tables: readonly CopiedTable[];
  signal: AbortSignal | undefined;
  onProgress: (progress: CopyProgress) => void;
}

export const CONTEXT = { operation: "copy" };

/** Does work in a transaction of the target. */
export const inTransaction = <T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  database.transaction((tx) => work(tx as Transaction), {}, CONTEXT);
