import { setImmediate as otherWork } from "node:timers/promises";
import { type Row, sizeOf } from "./row";

/** Rows that are written in one transaction. */
const MOST_ROWS = 10_000;
/** A batch ends early where its rows are large, so that memory stays bounded. In bytes. */
const MOST_BYTES = 4 << 20;
/** Longest time without a turn of the event loop, in milliseconds. */
const SLICE_MS = 8;

/**
 * Rows, divided into batches. SQLite is read without a wait, so other work gets its turn here.
 *
 * @param rows in portions
 */
export async function* batchesOf(
  rows: AsyncIterable<readonly Row[]>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Row[]> {
  let batch: Row[] = [];
  let bytes = 0;
  let since = performance.now();
  for await (const portion of rows) {
    for (const row of portion) {
      batch.push(row);
      bytes += sizeOf(row);
      if (batch.length < MOST_ROWS && bytes < MOST_BYTES) continue;
      yield batch;
      [batch, bytes] = [[], 0];
    }
    signal?.throwIfAborted();
    if (performance.now() - since < SLICE_MS) continue;
    await otherWork();
    since = performance.now();
  }
  if (batch.length > 0) yield batch;
}

/**
 * Works on batches one after the other. While one is worked on, the next is read.
 *
 * @param prepare what can be done with a batch while the one before is being written
 */
export async function pipelined<T>(
  batches: AsyncIterable<Row[]>,
  prepare: (batch: Row[]) => T | Promise<T>,
  write: (prepared: T) => Promise<void>,
): Promise<void> {
  let written: Promise<void> = Promise.resolve();
  try {
    for await (const batch of batches) {
      const prepared = await prepare(batch);
      await written;
      written = write(prepared);
      // It is awaited above and below; until then an error waits too.
      written.catch(() => undefined);
    }
  } finally {
    await written;
  }
}
