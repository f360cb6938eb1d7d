/** Small enough that nobody waits long for its locks. */
const BATCH = 1000;
/** Batches in a row that find their rows gone, or no longer due, before the call gives up. */
const MOST_IDLE = 5;

/** Rows of one table that are due to be deleted. */
export interface Due {
  /** Deletes the first of them, at most `limit`, and tells how many. */
  deleteBatch(limit: number): Promise<number>;
  isAnyLeft(): Promise<boolean>;
}

/**
 * @returns `done`: nothing was due any more when it ended, rather than `maxRows` were deleted or
 * others kept being quicker
 */
export async function deleteInBatches(
  tables: Iterable<Due> | AsyncIterable<Due>,
  maxRows: number,
): Promise<{ deleted: number; done: boolean }> {
  let deleted = 0;
  for await (const due of tables) {
    for (let idle = 0; ; ) {
      const limit = Math.min(BATCH, maxRows - deleted);
      if (limit === 0) return { deleted, done: false };
      const batch = await due.deleteBatch(limit);
      deleted += batch;
      if (batch === limit) continue;
      // Another call may have deleted the same rows: a short batch is the last one only if nothing
      // is due any more.
      if (!(await due.isAnyLeft())) break;
      idle = batch === 0 ? idle + 1 : 0;
      if (idle === MOST_IDLE) return { deleted, done: false };
    }
  }
  return { deleted, done: true };
}
