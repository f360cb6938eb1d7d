import { type CallOptions, checkOptions } from "../../../core/call/deadline";
import { invalid } from "../../../core/errors";
import { checkName } from "../../../core/input/arguments";
import { checkBatchOptions } from "../../../core/input/batch-options";
import type { TenantErasureProgress } from "../types";

export interface TenantEraseOptions extends CallOptions {
  /** Only this workspace. Default: all, and what belongs to the whole tenant. */
  workspace?: string | undefined;
  /** Only counts what would be deleted. Default false. */
  dryRun?: boolean | undefined;
  /** Rows in one batch, 1 to 1000. Default 500. */
  batchSize?: number | undefined;
  /** Called after each batch. */
  onProgress?: ((progress: TenantErasureProgress) => void) | undefined;
}

export type CheckedEraseOptions = TenantEraseOptions &
  Required<Pick<TenantEraseOptions, "batchSize" | "dryRun">>;

/** @throws UnifiedStoreError `validation` */
export function checkEraseOptions(options: TenantEraseOptions): CheckedEraseOptions {
  const checked = checkOptions(options, ["workspace", "dryRun", "batchSize", "onProgress"]);
  const { workspace, dryRun = false, batchSize = 500 } = checked;
  if (workspace !== undefined) checkName(workspace, "options.workspace");
  if (typeof dryRun !== "boolean") throw invalid("options.dryRun", "must be true or false");
  checkBatchOptions(checked);
  return { ...checked, dryRun, batchSize };
}
