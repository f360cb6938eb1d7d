import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "../../db/database";
import { failure } from "../../db/failure";
import { conflict } from "../errors";

/** Retry time, in milliseconds. A server releases the lock of a killed process after a while. */
const RETRY_MS = 5000;
/** Retry time of a new run, which follows no killed process. */
const NEW_RUN_RETRY_MS = 500;
const RETRY_INTERVAL_MS = 50;
const CONTEXT = { operation: "migrate" };

/**
 * Migration lock: one data migration at a time writes to a target. It is held while `work` runs.
 *
 * @throws UnifiedStoreError `conflict` where another migration has the lock
 */
export async function withMigrationLock<T>(
  database: Database,
  work: () => Promise<T>,
  { isNewRun = false } = {},
): Promise<T> {
  const release = await acquireMigrationLock(database, isNewRun ? NEW_RUN_RETRY_MS : RETRY_MS);
  if (!release)
    throw conflict(
      ({ status }) =>
        `another data migration is under way on this target: wait for it to end. ${status()} shows it`,
    );
  try {
    return await work();
  } finally {
    await release();
  }
}

/** Acquires the lock, and returns its release. Null where it is still busy after the retries. */
export async function acquireMigrationLock(
  database: Database,
  retryMs = RETRY_MS,
): Promise<(() => Promise<void>) | null> {
  const until = performance.now() + retryMs;
  for (;;) {
    const release = await database.dialect.acquireLock("migration").catch((error: unknown) => {
      throw failure(error, database.dialect, CONTEXT);
    });
    if (release || performance.now() > until) return release;
    await pause(RETRY_INTERVAL_MS);
  }
}
