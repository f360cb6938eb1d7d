/** What is wrong with a row, in one word. */
export type RejectionCode =
  /** The row names no tenant, and none was given for such rows. */
  | "no_tenant"
  /** A value is not what its column of the target takes. */
  | "does_not_fit"
  /** Reading the row fails in a way that was not foreseen. */
  | "unreadable"
  | "too_large"
  /** Another row has the same key, and different values. */
  | "duplicate_key"
  | "missing_parent"
  /** The target has a row of the same key, and different values. */
  | "differs_in_target"
  /** The row was changed in the source and in the target since an earlier run moved it. */
  | "changed_on_both_sides"
  | "refused_by_database";

/** Rejection. Why a row cannot be moved as it is. */
export interface Rejection {
  code: RejectionCode;
  /** For people, in words that follow "this row:". It shows no contents. */
  reason: string;
  /** The column at fault. Null where it is none, or more than one. */
  column: string | null;
}

/** Thrown by what reads a row that cannot be moved as it is. */
export class RejectionError extends Error {
  readonly rejection: Rejection;

  /** @param reason in words that follow the column, or "this row:" where there is none */
  constructor(reason: string, column: string | null = null, code: RejectionCode = "does_not_fit") {
    super(column === null ? reason : `${column} ${reason}`);
    this.rejection = { code, reason: this.message, column };
  }
}
