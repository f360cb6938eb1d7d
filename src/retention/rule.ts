import type { Call } from "../db/call";
import type { CountedDue } from "../db/collections/delete-in-batches";

/** What a policy keeps, at the moment of a pruning. */
export interface Keep {
  /** Rows before this time are too old. Null: none is. */
  before: Date | null;
  /** Number of the newest rows to keep. Null: any number. */
  newest: number | null;
}

/** How the rows of one kind are found that a policy does not keep. */
export interface RetentionRule {
  /** The rows of a scope that are due, part by part. */
  due(call: Call, keep: Keep): AsyncIterable<CountedDue>;
}
