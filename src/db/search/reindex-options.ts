import { type CallOptions, checkOptions } from "../../core/call/deadline";
import { invalid } from "../../core/errors";
import { checkBatchOptions } from "../../core/input/batch-options";

export interface ReindexOptions extends CallOptions {
  /** Also renews tables that are up to date. Default false. */
  all?: boolean;
  /** Rows in one batch, 1 to 1000. Default 200. A batch with long texts has fewer. */
  batchSize?: number;
  /** Called after each batch. If it returns a promise, the next batch waits for it. */
  onProgress?: (progress: ReindexProgress) => void | Promise<void>;
}

/** The progress in one table. */
export interface ReindexProgress {
  /** The table, such as `memory_item`. */
  table: string;
  /** Finished rows, including those of an earlier, stopped call. */
  rows: number;
  /** The table's rows when this call reached it. */
  total: number;
}

export interface ReindexResult {
  /** Indexed rows by table. Tables with nothing pending are left out. */
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
