import type { Cursor } from "../read/position";
import type { LargeValue, SourceFile } from "../read/source-file";
import type { Step } from "../read/step";
import { type Problem } from "./prepared-row";
import type { Quarantine } from "./quarantine";

const PART_BYTES = 1 << 20;

/** Why a row is not moved that has values which are not read. */
export function largeProblem([first]: readonly LargeValue[], maxValueBytes: number): Problem {
  const column = first?.column ?? "";
  return { reason: `${column} is larger than ${maxValueBytes.toLocaleString("en-US")} bytes`, column };
}

/** Puts them into quarantine, in parts. */
export async function addLargeValues(
  quarantine: Quarantine,
  { file, step }: { file: SourceFile; step: Step },
  row: { runId: string; id: string; cursor: Cursor; large: readonly LargeValue[] },
): Promise<void> {
  for (const { column, bytes } of row.large) {
    for (let from = 0, number = 0; from < bytes; from += PART_BYTES, number++) {
      const part = file.chunk(step, row.cursor, column, from, PART_BYTES);
      await quarantine.addPart(row.runId, row.id, column, number, part);
    }
  }
}
