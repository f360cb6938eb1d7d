import type { SearchEntry } from "../../db/search-entries";
import type { Cursor } from "../read/position";
import type { LargeValue } from "../read/source-file";
import type { SourceRow } from "../read/source-row";
import type { Target } from "../target/target";

/** A row of the target that a row of a source becomes. */
export interface Emission {
  target: Target;
  values: unknown[];
  entries: readonly SearchEntry[];
}

/** Why a row cannot be moved as it is. */
export interface Problem {
  reason: string;
  column: string | null;
}

/** A row of a source, and what it becomes; nothing where it does not fit. */
export interface PreparedRow {
  cursor: Cursor;
  row: SourceRow;
  /** See `ReadRow`. */
  repeated: boolean;
  emissions: Emission[];
  problem: Problem | null;
  /** Columns whose values were not read, being too large. */
  large?: readonly LargeValue[];
}
