import { SchemaMigration } from "../../schema-migration";

const up = [
  `CREATE TABLE "retention_policy" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "store" text COLLATE "C" NOT NULL,
    "what" text COLLATE "C" NOT NULL,
    "max_age_ms" bigint,
    "max_rows" bigint,
    "hide" boolean NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    "updated_at" timestamptz(3) NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "retention_policy_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "retention_policy_pk" PRIMARY KEY ("tenant_id", "store", "what")
  )`,
  `CREATE TABLE "retention_default" (
    "store" text COLLATE "C" NOT NULL,
    "what" text COLLATE "C" NOT NULL,
    "max_age_ms" bigint,
    "max_rows" bigint,
    "hide" boolean NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    "updated_at" timestamptz(3) NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "retention_default_pk" PRIMARY KEY ("store", "what")
  )`,
  `CREATE TABLE "retention_hiding" (
    "store" text COLLATE "C" NOT NULL,
    "what" text COLLATE "C" NOT NULL,
    CONSTRAINT "retention_hiding_pk" PRIMARY KEY ("store", "what")
  )`,
  `CREATE TABLE "retention_pruning" (
    "id" integer NOT NULL,
    "holder" text COLLATE "C",
    "expires_at" timestamptz(3),
    "started_at" timestamptz(3) NOT NULL,
    "finished_at" timestamptz(3),
    "last_tenant" text COLLATE "C",
    "last_workspace" text COLLATE "C",
    "deleted" bigint NOT NULL,
    "complete" boolean NOT NULL,
    CONSTRAINT "retention_pruning_pk" PRIMARY KEY ("id")
  )`,
];

const down = [
  'DROP TABLE "retention_pruning"',
  'DROP TABLE "retention_hiding"',
  'DROP TABLE "retention_default"',
  'DROP TABLE "retention_policy"',
];

export class Retention extends SchemaMigration {
  readonly name = "0017-retention";
  protected readonly forward = up;
  protected readonly backward = down;
}
