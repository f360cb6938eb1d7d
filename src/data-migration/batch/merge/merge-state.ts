import type { Effect } from "../../ledger/rows/packed-rows";
import type { Position } from "../../read/position";
import type { TargetRow } from "../../target/target-row";
import type { BatchRows } from "./batch-rows";
import type { ExistingRows } from "./existing-rows";
import type { MergeContext } from "./merge-context";
import type { MergePlan } from "./merge-plan";
import type { RowAliases } from "./row-aliases";

/** What the parts of a merge share. */
export interface MergeState {
  context: MergeContext;
  plan: MergePlan;
  aliases: RowAliases;
  /** Rows of the target. */
  existing: ExistingRows;
  /** Rows of the batch that were merged so far. */
  batch: BatchRows;
}

/** A target row that is merged. */
export interface MergeRow extends TargetRow {
  /** The row of the source that it is made of. */
  position: Position;
  /** Whether a row of the source before it has the same key. */
  repeated: boolean;
}

/** Outcome of the merge of a target row. */
export interface Outcome {
  effect: Effect;
  /** Whether it has become one row of the target with another row. */
  merged: boolean;
}
