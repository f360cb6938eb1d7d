import { invalid } from "../errors";

/**
 * Checks what work on all rows of a table takes: rows of a batch, and who is told of each.
 *
 * @throws UnifiedStoreError `validation`
 */
export function checkBatchOptions({
  batchSize,
  onProgress,
}: {
  batchSize?: number | undefined;
  onProgress?: unknown;
}): void {
  if (batchSize !== undefined && !(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= 1000))
    throw invalid("options.batchSize", "must be a whole number from 1 to 1000");
  if (onProgress !== undefined && typeof onProgress !== "function")
    throw invalid("options.onProgress", "must be a function");
}
