import type { SearchIndexWrite } from "../../dialect/dialect";
import type { Sql } from "../../dialect/sql";

/**
 * Calls of one kind that wait at the same time share one statement. `core/call/batch-queue.ts` says
 * when it goes. What decided it is in docs/decisions.md.
 */
export interface BatchKind<I> {
  /** Whether it writes: a write that may have been committed is not repeated. */
  readonly writes: boolean;
  /**
   * One statement for several of them, which are of one scope. Kinds are told apart by identity.
   */
  combine(items: readonly I[]): { statement: Sql; index?: SearchIndexWrite | undefined };
  /** The rows of each item, in the order of the items. */
  divide(rows: readonly unknown[][], items: readonly I[]): unknown[][][];
}

/** What an operation says of itself when it may share. */
export interface BatchedCall<I = unknown> {
  kind: BatchKind<I>;
  /** Statements are of one scope. */
  scope: { readonly tenant: string; readonly workspace: string };
  /** Statements are of one group of these. Default: there is one. */
  group?: string | undefined;
  item: I;
  /**
   * Characters that it indexes: a statement takes so many together, and leaves the rest to the
   * next. Default 0.
   */
  weight?: number;
}
