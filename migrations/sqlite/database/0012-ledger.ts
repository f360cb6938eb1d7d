import { SchemaMigration } from "../../schema-migration";

// Ledger of data migrations. It belongs to the database, not to a tenant.
const up = [
  `CREATE TABLE "migration_run" (
    "id" varchar NOT NULL,
    "status" varchar NOT NULL,
    "options" text NOT NULL,
    "sources" text NOT NULL,
    "deferred_indexes" text,
    "error" text,
    "ended_by_rejection" boolean NOT NULL,
    "cutover_requested" boolean NOT NULL,
    "purged" text,
    "started_at" datetime NOT NULL,
    "finished_at" datetime,
    CONSTRAINT "migration_run_pk" PRIMARY KEY ("id")
  )`,
  `CREATE TABLE "migration_step" (
    "run_id" varchar NOT NULL,
    "source" varchar NOT NULL,
    "step" varchar NOT NULL,
    "status" varchar NOT NULL,
    "source_rows" bigint NOT NULL,
    "position" text,
    "tally" text NOT NULL,
    CONSTRAINT "migration_step_pk" PRIMARY KEY ("run_id", "source", "step")
  )`,
  `CREATE TABLE "migration_batch" (
    "run_id" varchar NOT NULL,
    "source" varchar NOT NULL,
    "step" varchar NOT NULL,
    "number" integer NOT NULL,
    "rows" varchar NOT NULL,
    "last" varchar,
    CONSTRAINT "migration_batch_pk" PRIMARY KEY ("run_id", "source", "step", "number")
  )`,
  `CREATE TABLE "migration_change" (
    "run_id" varchar NOT NULL,
    "source" varchar NOT NULL,
    "step" varchar NOT NULL,
    "position" varchar NOT NULL,
    "rows" varchar NOT NULL,
    CONSTRAINT "migration_change_pk" PRIMARY KEY ("run_id", "source", "step", "position")
  )`,
  `CREATE TABLE "migration_before" (
    "run_id" varchar NOT NULL,
    "source" varchar NOT NULL,
    "step" varchar NOT NULL,
    "batch" integer NOT NULL,
    "number" integer NOT NULL,
    "target" varchar NOT NULL,
    "before" text NOT NULL,
    CONSTRAINT "migration_before_pk" PRIMARY KEY ("run_id", "source", "step", "batch", "number")
  )`,
  `CREATE TABLE "migration_rejection" (
    "run_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "source" varchar NOT NULL,
    "step" varchar NOT NULL,
    "position" text NOT NULL,
    "key" text NOT NULL,
    "reason" text NOT NULL,
    "column_name" varchar,
    "raw" text NOT NULL,
    "moved_at" datetime,
    CONSTRAINT "migration_rejection_pk" PRIMARY KEY ("run_id", "id")
  )`,
  `CREATE TABLE "migration_rejection_part" (
    "run_id" varchar NOT NULL,
    "rejection_id" varchar NOT NULL,
    "column_name" varchar NOT NULL,
    "number" integer NOT NULL,
    "bytes" varchar NOT NULL,
    CONSTRAINT "migration_rejection_part_pk" PRIMARY KEY ("run_id", "rejection_id", "column_name", "number")
  )`,
  `CREATE TABLE "migration_alias" (
    "target" varchar NOT NULL,
    "id" varchar NOT NULL,
    "actual_id" varchar NOT NULL,
    "run_id" varchar NOT NULL,
    CONSTRAINT "migration_alias_pk" PRIMARY KEY ("target", "id")
  )`,
];

const down = [
  'DROP TABLE "migration_alias"',
  'DROP TABLE "migration_rejection_part"',
  'DROP TABLE "migration_rejection"',
  'DROP TABLE "migration_before"',
  'DROP TABLE "migration_change"',
  'DROP TABLE "migration_batch"',
  'DROP TABLE "migration_step"',
  'DROP TABLE "migration_run"',
];

export class Ledger extends SchemaMigration {
  readonly name = "0012-ledger";
  protected readonly forward = up;
  protected readonly backward = down;
}
