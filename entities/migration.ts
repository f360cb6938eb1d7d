import { count, flag, instant, integer, json, name, text, uuid } from "./columns";
import { type RowOf, table } from "./table";

/*
 * Ledger of data migrations. It is committed together with the rows that it describes, so an
 * interrupted run can be resumed and rolled back. It belongs to the database, not to a tenant: a
 * run moves the rows of many tenants.
 */

/** Run: one execution of a data migration. */
export const migrationRunTable = table("migration_run", {
  scope: "database",
  key: ["id"],
  columns: {
    id: uuid(),
    status: name(),
    /** Options of the run. */
    options: json(),
    /** Its source files: name, kind, path, hashes and first rows. */
    sources: json(),
    /**
     * Statements that recreate the indexes that were dropped for bulk loading; null when none is
     * dropped.
     */
    deferredIndexes: json().nullable(),
    /** Reason of its failure. */
    error: text().nullable(),
    /** Whether a rejected row ended the run. */
    endedByRejection: flag(),
    /** Whether a cutover was requested: the process that follows the sources must then end. */
    cutoverRequested: flag(),
    /** Time and amount of the purge of its kept rows; null without a purge. */
    purged: json().nullable(),
    startedAt: instant(),
    finishedAt: instant().nullable(),
  },
});

/** Progress of one table of one source. */
export const migrationStepTable = table("migration_step", {
  scope: "database",
  key: ["runId", "source", "step"],
  columns: {
    runId: uuid(),
    source: name(),
    /** The table, and the target if it is not the main target of the table. */
    step: name(),
    status: name(),
    sourceRows: count(),
    /** The last row that was dealt with; null at the beginning. */
    position: json().nullable(),
    /** What became of the rows so far. */
    tally: json(),
  },
});

/** Batch of a step: the target rows that it wrote or found, packed. */
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
    /** Its last source row, as sortable text; null for a batch of changes from a followed file. */
    last: name().nullable(),
  },
});

/**
 * Current target rows of a source row that has changed since its copy. Its batch has the earlier
 * state.
 */
export const migrationChangeTable = table("migration_change", {
  scope: "database",
  key: ["runId", "source", "step", "position"],
  columns: {
    runId: uuid(),
    source: name(),
    step: name(),
    /** Position in the table, as sortable text. */
    position: name(),
    /** As in a batch. A deleted row may have none. */
    rows: name(),
  },
});

/** Before image: a target row as it was before a run changed or removed it. */
export const migrationBeforeTable = table("migration_before", {
  scope: "database",
  key: ["runId", "source", "step", "batch", "number"],
  columns: {
    runId: uuid(),
    source: name(),
    step: name(),
    batch: integer(),
    number: integer(),
    target: name(),
    before: json(),
  },
});

/** Quarantined row: a row that could not be moved, with its original values. */
export const migrationRejectionTable = table("migration_rejection", {
  scope: "database",
  key: ["runId", "id"],
  columns: {
    runId: uuid(),
    id: uuid(),
    source: name(),
    step: name(),
    /** Where in the table it stands. */
    position: json(),
    /** The values of its key, for people. */
    key: json(),
    reason: text(),
    /** Column of the problem, if it is a single one. */
    column: name("column_name").nullable(),
    /**
     * Its values. Values that are too large for one read are stored as parts. Null after a purge.
     */
    raw: json(),
    /** Time when it was moved later; null before. */
    movedAt: instant().nullable(),
  },
});

/** Part of a large value of a quarantined row. */
export const migrationRejectionPartTable = table("migration_rejection_part", {
  scope: "database",
  key: ["runId", "rejectionId", "column", "number"],
  columns: {
    runId: uuid(),
    rejectionId: uuid(),
    column: name("column_name"),
    number: integer(),
    /** Bytes in base64. */
    bytes: name(),
  },
});

/** Alias: a source row that became an existing target row, which had the same unique key. */
export const migrationAliasTable = table("migration_alias", {
  scope: "database",
  key: ["target", "id"],
  columns: {
    target: name(),
    /** Id that the row would have had. */
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
export type MigrationRejectionEntity = RowOf<typeof migrationRejectionTable>;
export type MigrationRejectionPartEntity = RowOf<typeof migrationRejectionPartTable>;
export type MigrationAliasEntity = RowOf<typeof migrationAliasTable>;
