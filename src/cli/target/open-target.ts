import { UsageError } from "../../command-line/usage-error";
import { UnifiedStoreError } from "../../core/errors";
import { type ManagerSettings, UnifiedStoreManager } from "../../manager";
import type { TargetAddress } from "./target-address";
import { isStore } from "./target-file";

/** Opens the store that is there. @throws UsageError, UnifiedStoreError `not_found` */
export async function openExisting(
  target: TargetAddress,
  settings: ManagerSettings = {},
): Promise<UnifiedStoreManager> {
  mustLast(target);
  // To open another database would change it.
  if (target.file !== null && !isStore(target.file))
    throw new UnifiedStoreError("not_found", `there is no store at ${target.file}: look at --to`);
  return open(target, false, settings);
}

/** @param migrateSchema whether what is missing is made */
export const open = (
  { url, schema }: TargetAddress,
  migrateSchema: boolean,
  settings: ManagerSettings = {},
): Promise<UnifiedStoreManager> =>
  UnifiedStoreManager.open({ ...settings, url, migrateSchema, ...(schema !== undefined && { schema }) });

/** @throws UsageError for a store in memory */
export function mustLast({ file, reported }: TargetAddress): void {
  if (file === null && reported.engine === "sqlite")
    throw new UsageError("--to names a store in memory, which ends with this command: name a file.");
}
