import type { Stores } from "../../src";
import type { FilledScope, Spelling } from "./data";
import type { PlannedOperation } from "./operation";
import type { Together } from "./together";

/** What an operation's statements should go by at any size. */
export interface Expected {
  /**
   * The indexes of large tables that are read by, all of them, on both engines and for a plan of
   * any kind.
   */
  by?: string[];
  /** Where SQLite, which has no statistics, decides otherwise. */
  sqlite?: string[];
  /** Some of these: which is best depends on the data. */
  either?: string[];
  /** The index that tells an upsert whether the row is there; SQLite does not show it. */
  conflict?: string;
}

/** A store's part: its rows, its operations, and what their statements should go by. */
export interface StorePlans {
  /** Those that are filled, so that a plan which does not go by an index shows. */
  tables: string[];
  /** The statements that fill them for one scope. */
  fill(spelling: Spelling, filled: FilledScope): string[];
  /** Adds what the database cannot make, such as rows that a search finds. */
  addFound?(stores: Stores): Promise<void>;
  operations: Record<string, PlannedOperation>;
  /** Of `operations` and of `together`, by their names. */
  expected: Record<string, Expected>;
  /**
   * Calls that wait at the same time share a statement on PostgreSQL, which has a text of its own.
   */
  together?: Record<string, Together>;
}
