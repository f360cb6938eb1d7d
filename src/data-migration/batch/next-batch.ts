import { setImmediate as otherWork } from "node:timers/promises";
import type { PreparedRow } from "../quarantine/prepared-row";
import type { ReadRow } from "../read/read-row";
import type { Step } from "../read/step";
import { prepare } from "./prepare";

/** A batch ends early where its values are large, so that memory stays bounded. In characters. */
const MOST_TEXT = 1 << 19;
/** Longest time without a turn of the event loop, in milliseconds. */
const SLICE_MS = 8;

/** The next rows of a source as a batch of at most this size. Empty at the end. */
export async function nextBatch(
  rows: Iterator<ReadRow>,
  step: Step,
  { size, signal }: { size: number; signal?: AbortSignal | undefined },
): Promise<PreparedRow[]> {
  const batch: PreparedRow[] = [];
  let text = 0;
  await letOthersWork(signal);
  while (batch.length < size && text < MOST_TEXT) {
    const { value, done } = rows.next();
    if (done) break;
    batch.push(prepare(step, value));
    text += value.row.size;
    if ((batch.length & 63) === 0) await letOthersWork(signal);
  }
  return batch;
}

/**
 * Time of the last turn, of all batches together. SQLite is written without a wait, so a run of
 * small batches would turn too seldom to see its signal.
 */
let workedSince = 0;

async function letOthersWork(signal: AbortSignal | undefined): Promise<void> {
  if (performance.now() - workedSince < SLICE_MS) return;
  signal?.throwIfAborted();
  await otherWork();
  workedSince = performance.now();
}
