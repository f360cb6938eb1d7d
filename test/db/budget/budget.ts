import type { Scope } from "../../../src";

/** The operations of a store, each of which sends one statement. */
export interface StoreBudget<P> {
  /** Makes the rows that the operations need, in a new scope for each operation. */
  prepare(scope: Scope): Promise<P>;
  /** By method name. A method that is called in several ways has a second word after its name. */
  operations: Record<string, (scope: Scope, prepared: P) => PromiseLike<unknown>>;
  /** Methods without a budget: private ones, and those that work in batches. */
  others?: string[];
  /**
   * Objects within the store whose public methods are counted too, by their path from the scope.
   */
  parts?(scope: Scope): Record<string, object>;
}
