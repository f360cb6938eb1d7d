import type { Destination } from "../../../data-migration/run/destination";
import type { UnifiedStoreManager } from "../../../manager";
import { mustLast, open } from "../../target/open-target";
import type { TargetAddress } from "../../target/target-address";
import { contentsOf, isStore } from "../../target/target-file";
import { mustNotBeSource } from "./not-source";

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
