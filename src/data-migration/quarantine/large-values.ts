import type { Position } from "../read/position";
import type { LargeValue } from "../read/read-row";
import type { Rejection } from "../read/row/rejection";
import type { SourceFile } from "../read/source-file";
import type { Step } from "../read/step";
import type { Quarantine } from "./quarantine";

/** SQLite reads a whole value for each part of it: of 100 MB in parts of 1 MB it reads 10 GB. */
const PART_BYTES = 4 << 20;

/** The rejection of a row that has values which are too large to be read. */
export function tooLarge([first]: readonly LargeValue[], maxValueBytes: number): Rejection {
  const column = first?.column ?? "";
  const reason = `${column} is larger than ${maxValueBytes.toLocaleString("en-US")} bytes`;
  return { code: "too_large", reason, column };
}

/** Copies values that are too large to be held at once into quarantine, in parts. */
export async function addLargeValues(
  quarantine: Quarantine,
  { file, step }: { file: SourceFile; step: Step },
  row: { runId: string; id: string; position: Position; large: readonly LargeValue[] },
): Promise<void> {
  for (const { column, bytes } of row.large) {
    for (let from = 0, number = 0; from < bytes; from += PART_BYTES, number++) {
      const part = file.chunk({ step, position: row.position, column }, from, PART_BYTES);
      await quarantine.addPart(row, { column, number }, part);
    }
  }
}
