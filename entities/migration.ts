import {
  CountColumn,
  FlagColumn,
  InstantColumn,
  IntegerColumn,
  JsonColumn,
  LedgerTable,
  NameColumn,
  TextColumn,
  UuidColumn,
} from "./columns";

/*
 * What data migrations know of their runs. It is committed with the rows that it tells of, so that a run that was cut off can be gone on with,
 * and undone. It belongs to the database, not to a tenant: a run moves the rows of many.
 */

/** One execution of a data migration. */
@LedgerTable("migration_run")
export class MigrationRunEntity {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("status")
  status!: string;

  /** What the run was asked for. */
  @JsonColumn("options")
  options!: unknown;

  /** Its files: name, kind, path, hashes and first rows. */
  @JsonColumn("sources")
  sources!: unknown;

  /** Statements that put back what was taken off tables to fill them; null where nothing is off. */
  @JsonColumn("lightened", { nullable: true })
  lightened!: unknown;

  /** Why it failed. */
  @TextColumn("error", { nullable: true })
  error!: string | null;

  /** Somebody asked the process that follows the sources to come to an end. */
  @FlagColumn("cutover_requested")
  cutoverRequested!: boolean;

  /** When what it kept was purged, and how much that was; null where it was not. */
  @JsonColumn("purged", { nullable: true })
  purged!: unknown;

  @InstantColumn("started_at")
  startedAt!: Date;

  @InstantColumn("finished_at", { nullable: true })
  finishedAt!: Date | null;
}

/** How far one table of one source is. */
@LedgerTable("migration_step")
export class MigrationStepEntity {
  @UuidColumn("run_id", { primary: true })
  runId!: string;

  @NameColumn("source", { primary: true })
  source!: string;

  /** The table, and the target where it is not the table's main one. */
  @NameColumn("step", { primary: true })
  step!: string;

  @NameColumn("status")
  status!: string;

  @CountColumn("source_rows")
  sourceRows!: number;

  /** The last row that was dealt with; null at the beginning. */
  @JsonColumn("cursor", { nullable: true })
  cursor!: unknown;

  /** What became of the rows so far. */
  @JsonColumn("tally")
  tally!: unknown;
}

/** The rows of the target that one batch of a step wrote or found, packed. */
@LedgerTable("migration_batch")
export class MigrationBatchEntity {
  @UuidColumn("run_id", { primary: true })
  runId!: string;

  @NameColumn("source", { primary: true })
  source!: string;

  @NameColumn("step", { primary: true })
  step!: string;

  @IntegerColumn("number", { primary: true })
  number!: number;

  /** Bytes in base64. */
  @NameColumn("rows")
  rows!: string;

  /** The last row of the source that it has, as text that sorts; null where it holds what changed in a file that was followed. */
  @NameColumn("last", { nullable: true })
  last!: string | null;
}

/** What a row of a source is in the target now, where it has changed since it was copied: its batch knows it as it was. */
@LedgerTable("migration_change")
export class MigrationChangeEntity {
  @UuidColumn("run_id", { primary: true })
  runId!: string;

  @NameColumn("source", { primary: true })
  source!: string;

  @NameColumn("step", { primary: true })
  step!: string;

  /** Where in the table it stands, as text that sorts. */
  @NameColumn("place", { primary: true })
  place!: string;

  /** As in a batch; of a row that is gone there may be none. */
  @NameColumn("rows")
  rows!: string;
}

/** A row of the target as it was before a run changed or removed it. */
@LedgerTable("migration_before")
export class MigrationBeforeEntity {
  @UuidColumn("run_id", { primary: true })
  runId!: string;

  @NameColumn("source", { primary: true })
  source!: string;

  @NameColumn("step", { primary: true })
  step!: string;

  @IntegerColumn("batch", { primary: true })
  batch!: number;

  @IntegerColumn("place", { primary: true })
  place!: number;

  @NameColumn("target")
  target!: string;

  @JsonColumn("before")
  before!: unknown;
}

/** A row that could not be moved, with its values as they are in the file. */
@LedgerTable("migration_reject")
export class MigrationRejectEntity {
  @UuidColumn("run_id", { primary: true })
  runId!: string;

  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("source")
  source!: string;

  @NameColumn("step")
  step!: string;

  /** Where in the table it stands. */
  @JsonColumn("cursor")
  cursor!: unknown;

  /** The values of its key, for people. */
  @JsonColumn("key")
  key!: unknown;

  @TextColumn("reason")
  reason!: string;

  /** The column at fault, where it is one. */
  @NameColumn("column_name", { nullable: true })
  column!: string | null;

  /** Its values; those too large to be read at once are in parts of their own. Null when they were purged. */
  @JsonColumn("raw")
  raw!: unknown;

  /** When it was moved after all. */
  @InstantColumn("moved_at", { nullable: true })
  movedAt!: Date | null;
}

/** A part of a large value of a row in quarantine. */
@LedgerTable("migration_reject_part")
export class MigrationRejectPartEntity {
  @UuidColumn("run_id", { primary: true })
  runId!: string;

  @UuidColumn("reject_id", { primary: true })
  rejectId!: string;

  @NameColumn("column_name", { primary: true })
  column!: string;

  @IntegerColumn("number", { primary: true })
  number!: number;

  /** Bytes in base64. */
  @NameColumn("bytes")
  bytes!: string;
}

/** A row of a source that is another row in the target, which had its unique key first. */
@LedgerTable("migration_alias")
export class MigrationAliasEntity {
  @NameColumn("target", { primary: true })
  target!: string;

  /** The id that the row would have had. */
  @UuidColumn("id", { primary: true })
  id!: string;

  @UuidColumn("actual_id")
  actualId!: string;

  @UuidColumn("run_id")
  runId!: string;
}
