import { checkOptions } from "../../core/call/deadline";
import { invalid } from "../../core/errors";
import { checkName } from "../../core/input/arguments";
import type { PruneEveryOptions, PruneOptions } from "./types";

const JITTER = 0.1;
/** The longest time of a timer. A longer one fires at once. */
export const MOST_MS = 0x7fffffff;

/** @throws UnifiedStoreError `validation` */
export function checkPruneOptions(
  options: PruneOptions,
): PruneOptions & Required<Pick<PruneOptions, "dryRun">> {
  const checked = checkOptions(options, ["tenant", "dryRun", "share", "onProgress"]);
  const { tenant, dryRun = false, share, onProgress } = checked;
  if (tenant !== undefined) checkName(tenant, "options.tenant");
  if (typeof dryRun !== "boolean") throw invalid("options.dryRun", "must be true or false");
  if (share !== undefined && (typeof share !== "number" || !(share > 0 && share <= 1)))
    throw invalid("options.share", "must be a number above 0, at most 1");
  checkFunction(onProgress, "onProgress");
  return { ...checked, dryRun };
}

/** @throws UnifiedStoreError `validation` */
export function checkEveryOptions(
  options: PruneEveryOptions,
): PruneEveryOptions & Required<Pick<PruneEveryOptions, "everyMs" | "jitter">> {
  const known = ["everyMs", "jitter", "share", "onProgress", "onPruned", "onError"] as const;
  const checked = checkOptions(options, known);
  const { everyMs, jitter = JITTER, onPruned, onError } = checked;
  if (typeof everyMs !== "number" || !(everyMs >= 1000 && everyMs <= MOST_MS))
    throw invalid("options.everyMs", `must be a number of milliseconds from 1000 to ${MOST_MS}`);
  if (typeof jitter !== "number" || !(jitter >= 0 && jitter <= 0.5))
    throw invalid("options.jitter", "must be a number from 0 to 0.5");
  checkFunction(onPruned, "onPruned");
  checkFunction(onError, "onError");
  return { ...checked, jitter };
}

function checkFunction(value: unknown, name: string): void {
  if (value !== undefined && typeof value !== "function")
    throw invalid(`options.${name}`, "must be a function");
}
