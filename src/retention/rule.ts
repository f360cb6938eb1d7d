import type { Call } from "../db/call";
import type { CountedDue } from "../db/collections/delete-in-batches";
import type { Sql } from "../dialect/sql";

/** What a policy keeps, at the moment of a pruning. */
export interface Keep {
  /** Rows before this time are too old. Null: none is. */
  before: Date | null;
  /** Number of the newest rows to keep. Null: any number. */
  newest: number | null;
  /**
   * Condition that the tenant still follows the policy. Each statement that deletes has it: a
   * pruning may take hours, and a policy that was changed or removed meanwhile deletes nothing.
   */
  holds: Sql;
}

/** How the rows of one kind are found that a policy does not keep. */
export interface RetentionRule {
  /** The rows of a scope that are due, part by part. A row is counted in one part. */
  due(call: Call, keep: Keep): AsyncIterable<CountedDue>;
}
