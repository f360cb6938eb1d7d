import { count, flag, instant, integer, json, name, text, uuid } from "./columns";
import { type RowOf, table } from "./table";

/*
 * What data migrations know of their runs. It is committed with the rows that it tells of, so that
 * a run that was cut off can be gone on with, and undone. It belongs to the database, not to a
 * tenant: a run moves the rows of many.
 */

/** One execution of a data migration. */
export const migrationRunTable = table("migration_run", {
  scope: "database",
  key: ["id"],
  columns: {
    id: uuid(),
    status: name(),
    /** What the run was asked for. */
    options: json(),
    /** Its files: name, kind, path, hashes and first rows. */
    sources: json(),
    /**
     * Statements that put back what was taken off tables to fill them; null where nothing is off.
     */
    deferredIndexes: json().nullable(),
    /** Why it failed. */
    error: text().nullable(),
    /** Whether that was a row that does not fit. */
    endedByRejection: flag(),
    /** Somebody asked the process that follows the sources to come to an end. */
    cutoverRequested: flag(),
    /** When what it kept was purged, and how much that was; null where it was not. */
    purged: json().nullable(),
    startedAt: instant(),
    finishedAt: instant().nullable(),
  },
});

/** How far one table of one source is. */
export const migrationStepTable = table("migration_step", {
  scope: "database",
  key: ["runId", "source", "step"],
  columns: {
    runId: uuid(),
    source: name(),
    /** The table, and the target where it is not the table's main one. */
    step: name(),
    status: name(),
    sourceRows: count(),
    /** The last row that was dealt with; null at the beginning. */
    position: json("cursor").nullable(),
    /** What became of the rows so far. */
    tally: json(),
  },
});

/** The rows of the target that one batch of a step wrote or found, packed. */
export const migrationBatchTable = table("migration_batch", {
  scope: "database",
  key: ["runId", "source", "step", "number"],
  columns: {
    runId: uuid(),
    source: name(),
    step: name(),
    number: integer(),
    /** Bytes in base64. */
    rows: name(),
    /**
     * The last row of the source that it has, as text that sorts; null where it holds what changed
     * in a file that was followed.
     */
    last: name().nullable(),
  },
});

/**
 * What a row of a source is in the target now, where it has changed since it was copied: its batch
 * knows it as it was.
 */
export const migrationChangeTable = table("migration_change", {
  scope: "database",
  key: ["runId", "source", "step", "place"],
  columns: {
    runId: uuid(),
    source: name(),
    step: name(),
    /** Where in the table it stands, as text that sorts. */
    place: name(),
    /** As in a batch; of a row that is gone there may be none. */
    rows: name(),
  },
});

/** A row of the target as it was before a run changed or removed it. */
export const migrationBeforeTable = table("migration_before", {
  scope: "database",
  key: ["runId", "source", "step", "batch", "place"],
  columns: {
    runId: uuid(),
    source: name(),
    step: name(),
    batch: integer(),
    place: integer(),
    target: name(),
    before: json(),
  },
});

/** A row that could not be moved, with its values as they are in the file. */
export const migrationRejectTable = table("migration_reject", {
  scope: "database",
  key: ["runId", "id"],
  columns: {
    runId: uuid(),
    id: uuid(),
    source: name(),
    step: name(),
    /** Where in the table it stands. */
    position: json("cursor"),
    /** The values of its key, for people. */
    key: json(),
    reason: text(),
    /** The column at fault, where it is one. */
    column: name("column_name").nullable(),
    /**
     * Its values; those too large to be read at once are in parts of their own. Null when they were
     * purged.
     */
    raw: json(),
    /** When it was moved after all. */
    movedAt: instant().nullable(),
  },
});

/** A part of a large value of a row in quarantine. */
export const migrationRejectPartTable = table("migration_reject_part", {
  scope: "database",
  key: ["runId", "rejectId", "column", "number"],
  columns: {
    runId: uuid(),
    rejectId: uuid(),
    column: name("column_name"),
    number: integer(),
    /** Bytes in base64. */
    bytes: name(),
  },
});

/** A row of a source that is another row in the target, which had its unique key first. */
export const migrationAliasTable = table("migration_alias", {
  scope: "database",
  key: ["target", "id"],
  columns: {
    target: name(),
    /** The id that the row would have had. */
    id: uuid(),
    actualId: uuid(),
    runId: uuid(),
  },
});

export type MigrationRunEntity = RowOf<typeof migrationRunTable>;
export type MigrationStepEntity = RowOf<typeof migrationStepTable>;
export type MigrationBatchEntity = RowOf<typeof migrationBatchTable>;
export type MigrationChangeEntity = RowOf<typeof migrationChangeTable>;
export type MigrationBeforeEntity = RowOf<typeof migrationBeforeTable>;
export type MigrationRejectEntity = RowOf<typeof migrationRejectTable>;
export type MigrationRejectPartEntity = RowOf<typeof migrationRejectPartTable>;
export type MigrationAliasEntity = RowOf<typeof migrationAliasTable>;
