/** Rows in one batch, few enough that its locks are held only for a short time. */
const BATCH = 1000;
/** The call gives up after this many batches in a row without a deletion. */
const MOST_IDLE = 5;

/** Rows of one table that are due to be deleted. */
export interface Due {
  /** Deletes the first `limit` of them at most, and returns their number. */
  deleteBatch(limit: number): Promise<number>;
  isAnyLeft(): Promise<boolean>;
}

/** The same, with their number for a dry run. */
export interface CountedDue extends Due {
  count(): Promise<number>;
}

/** How fast rows are deleted. */
export interface Pace {
  /** Rows of the next batch. */
  readonly batch: number;
  /** Waits between two batches. */
  after(rows: number, elapsedMs: number): Promise<void>;
}

/** As fast as it can be. */
const NO_PAUSE: Pace = { batch: BATCH, after: () => Promise.resolve() };

/**
 * Deletes rows in bounded batches.
 *
 * @returns `done`: true if nothing is due any more; false after `maxRows`, or where other calls
 * always deleted first
 */
export async function deleteInBatches(
  tables: Iterable<Due> | AsyncIterable<Due>,
  maxRows: number,
  pace: Pace = NO_PAUSE,
): Promise<{ deleted: number; done: boolean }> {
  let deleted = 0;
  for await (const due of tables) {
    for (let idle = 0; ; ) {
      const limit = Math.min(pace.batch, maxRows - deleted);
      if (limit === 0) return { deleted, done: false };
      const began = performance.now();
      const batch = await due.deleteBatch(limit);
      deleted += batch;
      await pace.after(batch, performance.now() - began);
      if (batch === limit) continue;
      // Another call may have deleted the same rows. A short batch is the last one only if nothing
      // is due any more.
      if (!(await due.isAnyLeft())) break;
      idle = batch === 0 ? idle + 1 : 0;
      if (idle === MOST_IDLE) return { deleted, done: false };
    }
  }
  return { deleted, done: true };
}
