import { prepare } from "../batch/prepare";
import type { OpenSource } from "../files/open-sources";
import { tooLarge } from "../quarantine/large-values";
import type { PreparedRow } from "../quarantine/prepared-row";
import type { Position } from "../read/position";
import type { LargeValue, ReadRow } from "../read/read-row";
import type { Step } from "../read/step";
import { readOptions } from "../step/copy-step";
import type { FollowContext } from "./context";

/** Reread. Rows of one step that are read again, since they may have changed. */
export interface Reread {
  step: Step;
  /** The rows that are there now. */
  rows: readonly PreparedRow[];
  /** All positions that were read. Where there is no row any longer, the row was deleted. */
  positions: readonly Position[];
}

export function reread(
  { options }: FollowContext,
  { source, step }: { source: OpenSource; step: Step },
  positions: readonly Position[],
): Reread {
  const rows = source.file
    .rowsAt(step, readOptions(source.record, options), positions)
    .map((row) => prepareReread(step, row, options.maxValueBytes));
  return { step, rows, positions };
}

/** As `prepare`. A row with values that are too large is rejected. */
export function prepareReread(
  step: Step,
  { large, ...row }: ReadRow & { large: readonly LargeValue[] },
  maxValueBytes: number,
): PreparedRow {
  const prepared = prepare(step, row);
  if (large.length === 0) return prepared;
  return { ...prepared, large, targetRows: [], rejection: tooLarge(large, maxValueBytes) };
}
