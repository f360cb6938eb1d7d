import { type CallOptions, checkOptions } from "../../core/call/deadline";
import { checkBatchOptions } from "../../core/input/batch-options";

export interface UpgradeAllOptions extends CallOptions {
  /** Rows that are read and written at once, 1 to 1000. Default 200. */
  batchSize?: number | undefined;
  /** Is told of each batch; where it returns a promise, the next batch waits for it. */
  onProgress?: ((progress: UpgradeAllProgress) => void | Promise<void>) | undefined;
}

/** How far one table is. */
export interface UpgradeAllProgress {
  /** Such as `memory_item`. */
  table: string;
  /** Rows of it that this call has upgraded. */
  rows: number;
}

export interface UpgradeAllResult {
  /** Rows that were upgraded, by table; tables without such rows are left out. */
  tables: { [table: string]: number };
  /** Their sum. */
  rows: number;
  /** Rows whose content cannot be upgraded, at most 100 of them: they stay as they are. */
  failures: UpgradeFailure[];
}

/** A row whose content a step of an upgrade refuses. */
export interface UpgradeFailure {
  /** Such as `memory_item`. */
  table: string;
  tenant: string;
  workspace: string;
  /** Its id, or the members of its key. */
  key: string | { readonly [member: string]: unknown };
  /** Which step failed; nothing of the content. */
  message: string;
}

/** @throws UnifiedStoreError `validation` */
export function checkUpgradeAllOptions(options: UpgradeAllOptions): UpgradeAllOptions {
  const checked = checkOptions(options, ["batchSize", "onProgress"]);
  checkBatchOptions(checked);
  return checked;
}
