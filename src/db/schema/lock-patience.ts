import { pause } from "../../core/call/deadline";
import { UnifiedStoreError, type UnifiedStoreErrorCode } from "../../core/errors";
import type { Dialect } from "../../dialect/dialect";
import type { MigrateLimits, SchemaProgress } from "./migrate-options";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3_000;

/** A lock was not free, or two sessions waited for each other. */
const BUSY: readonly UnifiedStoreErrorCode[] = ["timeout", "serialization"];

/**
 * Tries a change of a table in use again where its lock was not free. Whoever waits for such a lock
 * makes all later calls on the table wait behind it: so each attempt is short, and between two of
 * them the application goes on.
 */
export async function withPatience<T>(
  { signal, lockAttempts, onProgress }: MigrateLimits,
  dialect: Dialect,
  what: string | Omit<SchemaProgress, "state">,
  work: () => Promise<T>,
): Promise<T> {
  const told = typeof what === "string" ? { migration: what, part: "tables" as const, name: null } : what;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const { code } = error instanceof UnifiedStoreError ? error : dialect.explain(error);
      if (attempt >= lockAttempts || signal?.aborted || !BUSY.includes(code)) throw error;
      onProgress({ ...told, state: "waiting" });
    }
    await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)), signal);
  }
}
