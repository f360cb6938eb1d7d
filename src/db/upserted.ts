import { UnifiedStoreError } from "../core/errors";

/**
 * Runs an upsert by a natural key whose new row may have an id of the caller's own. Two first ones of one key and one id may meet so that
 * one finds the id taken before it sees the key; once the other is done, the key is there, and the second try changes its row. An id that
 * belongs to another key is refused again.
 */
export async function upserted<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof UnifiedStoreError && error.code === "unique_violation")) throw error;
    return run().catch(() => Promise.reject(error));
  }
}
