import type { Position } from "../read/position";
import type { LargeValue } from "../read/read-row";
import type { Rejection } from "../read/row/rejection";
import type { SourceRow } from "../read/row/source-row";
import type { TargetRow } from "../target/target-row";

/** Prepared row. A row of a source, and what it becomes: target rows, or a rejection. */
export interface PreparedRow {
  position: Position;
  row: SourceRow;
  /** See `ReadRow`. */
  repeated: boolean;
  /** None where the row is rejected. */
  targetRows: TargetRow[];
  rejection: Rejection | null;
  /** Columns whose values were not read, being too large. */
  large?: readonly LargeValue[];
}

/** A row's key as people write it. Keys are names and numbers: reports and errors may show them. */
export function displayedKey({ row }: PreparedRow): string {
  const values = Object.values(row.keyValues());
  return values.map((value) => (Buffer.isBuffer(value) ? "(bytes)" : String(value).slice(0, 80))).join(", ");
}
