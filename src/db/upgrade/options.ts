import { type CallOptions, checkOptions } from "../../core/call/deadline";
import { invalid } from "../../core/errors";

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
  const { batchSize, onProgress } = checked;
  if (batchSize !== undefined && !(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= 1000))
    throw invalid("options.batchSize", "must be a whole number from 1 to 1000");
  if (onProgress !== undefined && typeof onProgress !== "function")
    throw invalid("options.onProgress", "must be a function");
  return checked;
}
