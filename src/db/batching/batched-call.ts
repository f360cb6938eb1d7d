import type { SearchIndexWrite } from "../../dialect/dialect";
import type { Sql } from "../../dialect/sql";

/**
 * Shared statement. Calls that wait at the same time become one statement where they name the same
 * one of these, known by its identity. `core/call/batch-queue.ts` says when it goes. What decided
 * it is in docs/decisions.md.
 */
export interface SharedStatement<I> {
  /** Whether it writes: a write that may have been committed is not repeated. */
  readonly writes: boolean;
  /** One statement for several items, which are of one scope. */
  combine(items: readonly I[]): { statement: Sql; index?: SearchIndexWrite | undefined };
  /** The rows of each item, in the order of the items. */
  divide(rows: readonly unknown[][], items: readonly I[]): unknown[][][];
}

/** What an operation says of itself when it may share. */
export interface BatchedCall<I = unknown> {
  shared: SharedStatement<I>;
  /** Statements are of one scope. */
  scope: { readonly tenant: string; readonly workspace: string };
  item: I;
  /**
   * Characters that it indexes: a statement takes so many together, and leaves the rest to the
   * next. Default 0.
   */
  weight?: number;
}
