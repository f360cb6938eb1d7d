import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "../../db/database";
import { failure } from "../../db/failure";
import { STATUS } from "../command-text";
import { conflict } from "../errors";

/** How long one waits for a process that was killed to be gone from the server as well. */
const PATIENCE_MS = 5000;
/** For a new run, which comes after none that was killed. */
const BRIEFLY_MS = 500;
const CONTEXT = { operation: "migrate" };

/**
 * Keeps other data migrations from the target while `work` is done.
 *
 * @throws UnifiedStoreError `conflict` where one is under way
 */
export async function holding<T>(
  database: Database,
  work: () => Promise<T>,
  { patient = true } = {},
): Promise<T> {
  const release = await hold(database, patient ? PATIENCE_MS : BRIEFLY_MS);
  if (!release)
    throw conflict(
      `another data migration is under way on this target: wait for it to end. ${STATUS} shows it`,
    );
  try {
    return await work();
  } finally {
    await release();
  }
}

/** Null where another migration is still under way after some patience. */
export async function hold(
  database: Database,
  patienceMs = PATIENCE_MS,
): Promise<(() => Promise<void>) | null> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const release = await database.dialect.acquireLock("migration").catch((error: unknown) => {
      throw failure(error, database.dialect, CONTEXT);
    });
    if (release || performance.now() > until) return release;
    await pause(50);
  }
}
