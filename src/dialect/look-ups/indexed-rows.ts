/**
 * Rows of a table beside each row of what stands before them, found in an index whatever the
 * planner knows of the table. An engine spells them as the text before, between and behind the
 * conditions, one for each of `by`.
 */
export interface IndexedRows {
  /** The name of the rows in the statement. */
  alias: string;
  /** `left` gives a row of nulls where nothing is found. */
  join: "cross" | "left";
  /**
   * The columns that have the value, each the first behind the scope in an index. With two, a row
   * is found by either, and once by both.
   */
  by: readonly string[];
  /** The value, of a row before: `w.id`. Part of the program, never input. */
  value: string;
  /** Whether a value has one row at most. */
  unique: boolean;
  /** The columns that the statement uses. Default: all. */
  columns?: readonly string[];
}
