import type { UnifiedStoreManager } from "../../src/manager";

/** The scope of subject and baseline. */
export const SCOPE = { tenant: "bench", workspace: "main" } as const;

/**
 * The scope in which the texts of the subject are recorded. Statements are the same in every scope,
 * and no row of the measured scope is touched.
 */
export const RECORDING = { tenant: "recording", workspace: "main" } as const;

/** Without what a manager reads every ten seconds beside calls: it belongs to none of them. */
export function withoutLooks(stores: UnifiedStoreManager): UnifiedStoreManager {
  stores.internals.shared.hiddenRows.freshMs = Number.POSITIVE_INFINITY;
  return stores;
}
