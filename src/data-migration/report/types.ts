import type { Tier } from "../read/step";
import type { NextStep } from "./next-step";

/**
 * Where a run stands: `running`, or `following` while what changes in the files is still applied;
 * then how it ended. `done` means that every row was moved, `done_with_quarantine` that some are in
 * quarantine. `rolling_back` is one whose rollback is under way, or was interrupted: it can only be
 * completed.
 */
export type RunStatus =
  | "running"
  | "following"
  | "done"
  | "done_with_quarantine"
  | "failed"
  | "interrupted"
  | "rolling_back"
  | "rolled_back";

/**
 * Where a file is that is followed. `following`: its snapshot has been copied, and is no more. Then
 * come the stages of a cutover, and `ended`, when all is applied and verified, and the log of its
 * changes can go.
 */
export type FollowStage =
  | "copying"
  | "following"
  | "locking"
  | "applying"
  | "comparing"
  | "verifying"
  | "ended";

/** How far a run that follows its files is. Times are ISO 8601. */
export interface FollowState {
  /** The lag: changed rows that wait to be applied. */
  behind: number;
  /** When a change was applied last; null where none was. */
  lastAppliedAt: string | null;
  /** When the lag was last measured. A process that follows measures it every few seconds. */
  checkedAt: string | null;
  stage: FollowStage;
}

/** Coercion. One way in which values were changed to fit the target. */
export interface Coercion {
  /** The column, and what was done, such as `pinned: 0/1 to boolean`. */
  name: string;
  /** How many values. */
  count: number;
  /** One of them, such as `1 → true`; empty where it would show contents. */
  example: string;
  /**
   * Whether something of the value is lost, such as all behind its milliseconds, or that there was
   * none; otherwise it is only stored in another form, such as JSON text as JSON.
   */
  lossy: boolean;
}

/** Why rows do not fit. */
export interface Reason {
  reason: string;
  /** How many rows. */
  count: number;
  /** The key of one of them. */
  example: string;
}

/** A column that is not known here, and what became of it. */
export interface ExtraColumn {
  column: string;
  /** How many rows have a value in it. */
  values: number;
  /** Whether the values are in the rows' JSON now. */
  kept: boolean;
}

/** A row that is not in the target as it should be. */
export interface Difference {
  key: string;
  /** Those that differ; none where the row is missing. */
  columns: string[];
  problem: "differs" | "missing";
}

/** A table that is not known here; its rows stay where they are. */
export interface UnknownTable {
  table: string;
  rows: number;
}

/** A file of a folder that holds nothing known, or that cannot be read. */
export interface UnrecognisedFile {
  path: string;
  reason: string;
  /** Its tables, where it can be read. */
  unknownTables: UnknownTable[];
  /** Whether it cannot be read. It may be a store, so a run throws before anything is written. */
  unreadable: boolean;
}

/** The database that rows are moved to. */
export interface TargetPlace {
  engine: "sqlite" | "postgres";
  /** Its URL or file, without a password. */
  place: string;
}

/** A SQLite file. */
export interface SourceFacts {
  path: string;
  /** Of the snapshot that is read. */
  sha256: string;
  /** Its kind, such as `memory`. */
  source: string;
  /** The name of the file among the sources of the target. */
  name: string;
  tier: Tier;
  unknownTables: UnknownTable[];
}

/** What became of one table. `sourceRows` is `moved` + `quarantined` once a run is done. */
export interface TableReport {
  /** In the file. */
  table: string;
  /** The table that most of it went to. */
  target: string;
  sourceRows: number;
  /** Rows that are in the target now. */
  moved: number;
  quarantined: number;
  /**
   * Of `moved`: rows that the target had already, from an earlier run or of the application's own,
   * and that are unchanged.
   */
  unchanged: number;
  /**
   * Of `moved`: rows that are the same as another row of the files in all but their id, and became
   * one row with it.
   */
  duplicates: number;
  /** The key of one of them; empty where there is none. */
  duplicateExample: string;
  /** Of `moved`: rows that were there and have been updated. */
  updated: number;
  /**
   * Of `moved`: rows left alone, because the application has changed or removed them since they
   * were moved.
   */
  kept: number;
  /** How values were changed in rows that were written, those that lost something first. */
  coercions: Coercion[];
  extraColumns: ExtraColumn[];
  /** Why rows are in quarantine, most frequent first. */
  reasons: Reason[];
  /**
   * Whether every row has been found in the target as it should be; null where it was not verified.
   */
  verified: boolean | null;
  /** How many rows differ. */
  differing: number;
  /** Some of them. */
  differences: Difference[];
  seconds: number;
}

export interface SourceReport extends SourceFacts {
  tables: TableReport[];
  /** What was made of groups of rows, which are counted in `tables`. */
  derived: TableReport[];
}

/** What is said of a run: the JSON file, the page and the text are all made of it. */
export interface MigrationReport {
  runId: string;
  status: RunStatus;
  /** ISO 8601. */
  startedAt: string;
  finishedAt: string | null;
  /** Whether nothing was written. */
  dryRun: boolean;
  target: TargetPlace;
  sources: SourceReport[];
  /** Of a run that follows its files, until it has ended; null for others. */
  following: FollowState | null;
  /** Why the run failed. */
  error: string | null;
  /** What to do now, in sentences. */
  next: NextStep[];
}

/** What would become of one table. */
export interface PlanTable {
  table: string;
  target: string;
  rows: number;
  willMove: number;
  /** Rows that would go to quarantine. */
  willNotFit: number;
  /** See `TableReport`. */
  duplicates: number;
  duplicateExample: string;
  coercions: Coercion[];
  extraColumns: ExtraColumn[];
  /** Why rows do not fit, most frequent first. */
  reasons: Reason[];
}

export interface PlanSource extends SourceFacts {
  tables: PlanTable[];
}

/** What a run would do. */
export interface MigrationPlan {
  target: TargetPlace;
  sources: PlanSource[];
  /** Files that are of no known kind, or cannot be read. */
  unrecognised: UnrecognisedFile[];
  /** Kinds with rows that name no tenant, while none was given for such rows. */
  needsTenant: string[];
  /**
   * What may not be meant, such as rows that an earlier run has moved to another tenant, in
   * sentences.
   */
  hints: string[];
}
