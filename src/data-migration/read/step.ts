import type { Target } from "../target/target";
import type { RowSink } from "./row/row-sink";
import type { SourceRow } from "./row/source-row";

export type Tier = "P0" | "P1" | "P2";

/** Kind of an existing SQLite file. It is recognised by its tables, whatever the file is called. */
export interface Source {
  /** Name of the kind, such as `memory`. */
  kind: string;
  tier: Tier;
  /** In this order: a row comes after those that it refers to. */
  steps: readonly Step[];
}

/** Step of a source: what is read of one table, and what its rows become. */
export interface Step {
  table: string;
  /** Main table that the rows go to. Reports name it. */
  target: Target;
  /** Columns that identify a row within its table. */
  key: readonly string[];
  /** Other required columns: a table without them is not this one. */
  columns: readonly string[];
  /** Optional columns. Files of some ages lack them, and they are read as null there. */
  optional?: readonly string[];
  /**
   * Joined values by name: SQL expressions over the table, which is called `t`, and joined tables.
   */
  joinedValues?: Readonly<Record<string, string>>;
  /**
   * Join clause for the joined values, such as `left join debates as d on d.id = t.debate_id`.
   * It must not repeat rows.
   */
  joinClause?: string;
  /**
   * Tables that the join clause and the joined values read. Where a file lacks one, the values that
   * read it are null. With a join clause, all joined values are.
   */
  joinedTables?: readonly string[];
  /**
   * Join columns by joined table. When a row of that table changes in a file that is followed, only
   * the rows with equal columns are read again. Default: all rows.
   */
  joinColumns?: Readonly<Record<string, readonly (readonly [own: string, joined: string])[]>>;
  /**
   * Derived step: its rows are groups of the table's rows, which another step counts. This is a
   * `select` of the key and `columns`, and it gives no key twice.
   */
  derived?: string;
  /**
   * Grouping columns. When one of them changes in a file that is followed, or a row is added or
   * removed, all rows of its group are read again. Default: each row is a group.
   */
  group?: readonly string[];
  /**
   * Whether the row's JSON takes unknown columns (`row.extras()`). Default: they are only reported.
   */
  keepsExtras?: boolean;
  /**
   * Writes the target rows of one row: the main one first, and each after those that it refers to.
   *
   * @throws RejectionError, or a UnifiedStoreError `validation`: the row goes to quarantine as a
   * whole
   */
  transform(row: SourceRow, sink: RowSink): void;
}

/**
 * Table of a step in a progress event. A derived step shares its table, so it names its target too.
 */
export const progressTable = ({ table, derived, target }: Step): { table: string; target?: string } => ({
  table,
  ...(derived !== undefined && { target: target.table }),
});

/** Name of a step within its source. */
export const stepName = (step: Step): string =>
  step.derived === undefined ? step.table : `${step.table} to ${step.target.table}`;
