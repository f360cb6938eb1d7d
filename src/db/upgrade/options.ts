import { type CallOptions, checkOptions } from "../../core/call/deadline";
import { checkBatchOptions } from "../../core/input/batch-options";

export interface UpgradeAllOptions extends CallOptions {
  /** Rows in one batch, 1 to 1000. Default 200. */
  batchSize?: number | undefined;
  /** Called after each batch. If it returns a promise, the next batch waits for it. */
  onProgress?: ((progress: UpgradeAllProgress) => void | Promise<void>) | undefined;
}

/** The progress in one table. */
export interface UpgradeAllProgress {
  /** Such as `memory_item`. */
  table: string;
  /** Rows that this call has upgraded in it. */
  rows: number;
}

export interface UpgradeAllResult {
  /** Upgraded rows by table. Tables without such rows are left out. */
  tables: { [table: string]: number };
  /** Their sum. */
  rows: number;
  /** Rows whose content cannot be upgraded, at most 100. They stay unchanged. */
  failures: UpgradeFailure[];
}

/** A row whose content an upgrade step refuses. */
export interface UpgradeFailure {
  /** Such as `memory_item`. */
  table: string;
  tenant: string;
  workspace: string;
  /** Its id, or the members of its key. */
  key: string | { readonly [member: string]: unknown };
  /** The failed step, without contents. */
  message: string;
}

/** @throws UnifiedStoreError `validation` */
export function checkUpgradeAllOptions(options: UpgradeAllOptions): UpgradeAllOptions {
  const checked = checkOptions(options, ["batchSize", "onProgress"]);
  checkBatchOptions(checked);
  return checked;
}
