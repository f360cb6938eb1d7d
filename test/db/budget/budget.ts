import type { Scope } from "../../../src";

/** The operations of a store, each of which sends one statement. */
export interface StoreBudget<P> {
  /** Makes what the operations find, in a scope that is new for each. */
  prepare(scope: Scope): Promise<P>;
  /**
   * By the method that is called, with a word behind it where a method is called in several ways.
   */
  operations: Record<string, (scope: Scope, prepared: P) => PromiseLike<unknown>>;
  /** Methods that have no such budget: private ones, and those that work in batches. */
  others?: string[];
  /**
   * Objects within the store whose public methods are counted as well, by their path from the
   * scope.
   */
  parts?(scope: Scope): Record<string, object>;
}
