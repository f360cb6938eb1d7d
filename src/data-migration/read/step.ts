import type { ScopedDb } from "../../db/scoped";
import type { Target } from "../target/target";
import type { SourceRow } from "./source-row";

export type Tier = "P0" | "P1" | "P2";

/** One kind of existing SQLite file. It is known by its tables, whatever the file is called. */
export interface Source {
  /** Names the kind, such as `memory`. */
  kind: string;
  tier: Tier;
  /** In this order: a row comes after those that it refers to. */
  steps: readonly Step[];
}

/** What is read of one table, and what becomes of each row. */
export interface Step {
  table: string;
  /** The table that most of it goes to, as reports name it. */
  target: Target;
  /** The columns that a row is known by within its table. */
  key: readonly string[];
  /** The other columns that a table must have to be taken for this one. */
  columns: readonly string[];
  /** Columns that files of some ages lack; they are read as null there. */
  optional?: readonly string[];
  /** Further values, by the names that the row reads them under: SQL expressions over the table, which is called `t`, and what is joined. */
  joined?: Readonly<Record<string, string>>;
  /** For `joined`, such as `left join debates as d on d.id = t.debate_id`. It must not repeat rows. */
  join?: string;
  /** The tables that `joined` and `join` read; where a file lacks one, what reads it is null: all of `joined` if there is a `join`. */
  joins?: readonly string[];
  /**
   * For tables of `joins`: by which column of this table a row reads rows of the other, and by which of theirs. Where one of those changes in
   * a file that is followed, only such rows are read again. Default: all rows.
   */
  joinsBy?: Readonly<Record<string, readonly (readonly [own: string, other: string])[]>>;
  /**
   * Stands for groups of the table's rows rather than for its rows, which another step counts: a `select` that gives the key, `columns` and
   * nothing twice.
   */
  derived?: string;
  /**
   * Columns by which rows hang together: where one of them changes, is added or removed in a file that is followed, all of its group are
   * read again. Default: each row stands alone.
   */
  group?: readonly string[];
  /** Whether the row's JSON takes columns that are not known here (`row.extras()`); otherwise they are reported only. */
  keepsExtras?: boolean;
  /**
   * Makes the target's rows of one row of the table, the main one first, each after those that it refers to.
   *
   * @throws RejectionError, or a UnifiedStoreError `validation`, where the row does not fit: it goes to quarantine as a whole
   */
  move(row: SourceRow, to: Output): void;
}

/** Takes the rows that a row becomes. */
export interface Output {
  /** @param row by the properties of the target's entity; those that it lacks are null */
  emit(target: Target, scope: ScopedDb, row: object): void;
}

/** The step as progress tells it: what is derived comes from a table that another step has rows of. */
export const placeIn = ({ table, derived, target }: Step): { table: string; target?: string } => ({
  table,
  ...(derived !== undefined && { target: target.table }),
});

/** The step's name within its source. */
export const stepName = (step: Step): string =>
  step.derived === undefined ? step.table : `${step.table} to ${step.target.table}`;
