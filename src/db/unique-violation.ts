import { hasCode } from "../core/errors";

/**
 * Runs an upsert by a natural key, and once more when uniqueness refuses it: of two first ones of one key and one id, one may find the
 * id taken before it sees the key, which is there by the second try. An id that belongs to another key is refused again.
 */
export async function retryOnUniqueViolation<T>(upsert: () => Promise<T>): Promise<T> {
  try {
    return await upsert();
  } catch (error) {
    if (!hasCode(error, "unique_violation")) throw error;
    return upsert().catch((again: unknown) => {
      // Within a transaction the first failure has ended it: a conflict.
      throw hasCode(again, "unique_violation", "conflict") ? error : again;
    });
  }
}
