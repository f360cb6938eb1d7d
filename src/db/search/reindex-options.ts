import { type CallOptions, checkOptions } from "../../core/call/deadline";
import { invalid } from "../../core/errors";
import { checkBatchOptions } from "../../core/input/batch-options";

export interface ReindexOptions extends CallOptions {
  /** Tables that are up to date as well. Default false. */
  all?: boolean;
  /**
   * Rows that are read and written at once, 1 to 1000. Default 200. Fewer are where their texts are
   * long.
   */
  batchSize?: number;
  /** Is told of each batch; where it returns a promise, the next batch waits for it. */
  onProgress?: (progress: ReindexProgress) => void | Promise<void>;
}

/** How far one table is. */
export interface ReindexProgress {
  /** Such as `memory_item`. */
  table: string;
  /** Rows of it that are done, those of an earlier call that was stopped included. */
  rows: number;
  /** Rows that it had when this call came to it. */
  total: number;
}

export interface ReindexResult {
  /** Rows that were indexed, by table; tables in which nothing was pending are left out. */
  tables: { [table: string]: number };
  /** Their sum. */
  rows: number;
}

/** @throws UnifiedStoreError `validation` */
export function checkReindexOptions(options: ReindexOptions): ReindexOptions {
  const checked = checkOptions(options, ["all", "batchSize", "onProgress"]);
  const { all } = checked;
  if (all !== undefined && typeof all !== "boolean") throw invalid("options.all", "must be true or false");
  checkBatchOptions(checked);
  return checked;
}
