import { SchemaMigration } from "../../schema-migration";

// Ledger of data migrations. It belongs to the database, not to a tenant.
const up = [
  `CREATE TABLE "migration_run" (
    "id" uuid NOT NULL,
    "status" text COLLATE "C" NOT NULL,
    "options" jsonb NOT NULL,
    "sources" jsonb NOT NULL,
    "deferred_indexes" jsonb,
    "error" text COLLATE "C",
    "ended_by_rejection" boolean NOT NULL,
    "cutover_requested" boolean NOT NULL,
    "purged" jsonb,
    "started_at" timestamptz(3) NOT NULL,
    "finished_at" timestamptz(3),
    CONSTRAINT "migration_run_pk" PRIMARY KEY ("id")
  )`,
  `CREATE TABLE "migration_step" (
    "run_id" uuid NOT NULL,
    "source" text COLLATE "C" NOT NULL,
    "step" text COLLATE "C" NOT NULL,
    "status" text COLLATE "C" NOT NULL,
    "source_rows" bigint NOT NULL,
    "position" jsonb,
    "tally" jsonb NOT NULL,
    CONSTRAINT "migration_step_pk" PRIMARY KEY ("run_id", "source", "step")
  )`,
  `CREATE TABLE "migration_batch" (
    "run_id" uuid NOT NULL,
    "source" text COLLATE "C" NOT NULL,
    "step" text COLLATE "C" NOT NULL,
    "number" integer NOT NULL,
    "rows" text COLLATE "C" NOT NULL,
    "last" text COLLATE "C",
    CONSTRAINT "migration_batch_pk" PRIMARY KEY ("run_id", "source", "step", "number")
  )`,
  `CREATE TABLE "migration_change" (
    "run_id" uuid NOT NULL,
    "source" text COLLATE "C" NOT NULL,
    "step" text COLLATE "C" NOT NULL,
    "position" text COLLATE "C" NOT NULL,
    "rows" text COLLATE "C" NOT NULL,
    CONSTRAINT "migration_change_pk" PRIMARY KEY ("run_id", "source", "step", "position")
  )`,
  `CREATE TABLE "migration_before" (
    "run_id" uuid NOT NULL,
    "source" text COLLATE "C" NOT NULL,
    "step" text COLLATE "C" NOT NULL,
    "batch" integer NOT NULL,
    "number" integer NOT NULL,
    "target" text COLLATE "C" NOT NULL,
    "before" jsonb NOT NULL,
    CONSTRAINT "migration_before_pk" PRIMARY KEY ("run_id", "source", "step", "batch", "number")
  )`,
  `CREATE TABLE "migration_rejection" (
    "run_id" uuid NOT NULL,
    "id" uuid NOT NULL,
    "source" text COLLATE "C" NOT NULL,
    "step" text COLLATE "C" NOT NULL,
    "position" jsonb NOT NULL,
    "key" jsonb NOT NULL,
    "reason" text COLLATE "C" NOT NULL,
    "column_name" text COLLATE "C",
    "raw" jsonb NOT NULL,
    "moved_at" timestamptz(3),
    CONSTRAINT "migration_rejection_pk" PRIMARY KEY ("run_id", "id")
  )`,
  `CREATE TABLE "migration_rejection_part" (
    "run_id" uuid NOT NULL,
    "rejection_id" uuid NOT NULL,
    "column_name" text COLLATE "C" NOT NULL,
    "number" integer NOT NULL,
    "bytes" text COLLATE "C" NOT NULL,
    CONSTRAINT "migration_rejection_part_pk" PRIMARY KEY ("run_id", "rejection_id", "column_name", "number")
  )`,
  `CREATE TABLE "migration_alias" (
    "target" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "actual_id" uuid NOT NULL,
    "run_id" uuid NOT NULL,
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
