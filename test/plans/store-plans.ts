import type { Stores } from "../../src";
import type { FilledScope, Spelling } from "./data";
import type { PlannedOperation } from "./operation";
import type { Together } from "./together";

/** The expected indexes of an operation's statements, at any size. */
export interface Expected {
  /**
   * The indexes of large tables that must be used, all of them, on both engines and for both kinds
   * of plans.
   */
  by?: string[];
  /** For SQLite, if it decides differently because it has no statistics. */
  sqlite?: string[];
  /** At least one of these: the best one depends on the data. */
  either?: string[];
  /** The index that detects an existing row for an upsert; SQLite does not report it. */
  conflict?: string;
}

/** The part of a store: its rows, its operations, and the expected plans of their statements. */
export interface StorePlans {
  /** The filled tables, so that a plan without an index is detected. */
  tables: string[];
  /** The statements that fill them for one scope. */
  fill(spelling: Spelling, filled: FilledScope): string[];
  /** Adds rows that the database cannot generate, such as rows that a search finds. */
  addFound?(stores: Stores): Promise<void>;
  operations: Record<string, PlannedOperation>;
  /** For `operations` and for `together`, by their names. */
  expected: Record<string, Expected>;
  /** Concurrent calls that share a statement on PostgreSQL, with a separate statement text. */
  together?: Record<string, Together>;
}
