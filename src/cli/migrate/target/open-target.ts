import { UsageError } from "../../../command-line/usage-error";
import { UnifiedStoreError } from "../../../core/errors";
import type { Destination } from "../../../data-migration/run/destination";
import { type ManagerSettings, UnifiedStoreManager } from "../../../manager";
import type { TargetAddress } from "./target-address";
import { contentsOf, isStore, mustNotBeSource } from "./target-file";

/**
 * For a run: what is there is opened, and nothing is made before the files are known to be good.
 */
export async function destinationOf(
  target: TargetAddress,
  from: readonly string[],
): Promise<Destination & AsyncDisposable> {
  mustLast(target);
  const { file } = target;
  if (file !== null) await mustNotBeSource(file, from);
  let stores = file === null || isStore(file) ? await open(target, false) : null;
  return {
    existing: stores,
    place: stores?.internals.dialect.address() ?? target.reported.place,
    make: async () => {
      if (stores) await stores.migrateSchema();
      stores ??= await open(target, true);
      return stores;
    },
    [Symbol.asyncDispose]: async () => stores?.close(),
  };
}

/** For what only looks ahead: null where there is no store yet, since to open one would make it. */
export async function openForPlan(target: TargetAddress): Promise<UnifiedStoreManager | null> {
  const { file, reported } = target;
  const isThere = file === null ? reported.engine === "postgres" : contentsOf(file) === "store";
  return isThere ? open(target, false) : null;
}

/** For what is done with a run that is there. */
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

const open = (
  { url, schema }: TargetAddress,
  migrateSchema: boolean,
  settings: ManagerSettings = {},
): Promise<UnifiedStoreManager> =>
  UnifiedStoreManager.open({ ...settings, url, migrateSchema, ...(schema !== undefined && { schema }) });

function mustLast({ file, reported }: TargetAddress): void {
  if (file === null && reported.engine === "sqlite")
    throw new UsageError("--to names a store in memory, which ends with this command: name a file.");
}
