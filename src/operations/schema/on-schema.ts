import { type CallLimits, startDeadline } from "../../core/call/deadline";
import type { StopSignal } from "../../core/call/stop-signal";
import { databaseOf } from "../../database-of";
import type { Database } from "../../db/database";
import { failure } from "../../db/failure";
import type { UnifiedStoreManager } from "../../manager";

/** Runs work on the database of a manager, with the errors and the limits of a call. */
export async function onSchema<T>(
  stores: UnifiedStoreManager,
  operation: string,
  limits: CallLimits,
  work: (database: Database, signal: StopSignal | undefined) => Promise<T>,
): Promise<T> {
  const database = databaseOf(stores);
  const context = { operation };
  const { signal, clear } = startDeadline(limits);
  database.enter(context);
  try {
    signal?.throwIfAborted();
    return await work(database, signal);
  } catch (error) {
    throw failure(error, database.dialect, context, signal, false);
  } finally {
    clear();
    database.leave();
  }
}
