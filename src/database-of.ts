import { invalid } from "./core/errors";
import { readable } from "./core/input/snapshot";
import type { Database } from "./db/database";
import { UnifiedStoreManager } from "./manager";

/**
 * The database of a manager. A bundler may put two copies of the package into one process. One copy
 * does not know the statements of the other's managers.
 */
export function databaseOf(stores: UnifiedStoreManager): Database {
  if (stores instanceof UnifiedStoreManager) return stores.internals;
  throw invalid(
    "stores",
    readable(() => typeof (stores as UnifiedStoreManager).scopeOn === "function")
      ? "was opened by another copy of unified-store in this process: keep unified-store out of the bundle (external), " +
          "so that there is one. See docs/frameworks.md of unified-store"
      : "must be an open UnifiedStoreManager",
  );
}
