import { SchemaMigration } from "../../schema-migration";

const up = [
  `CREATE TABLE "retention_policy" (
    "tenant_id" varchar NOT NULL,
    "store" varchar NOT NULL,
    "what" varchar NOT NULL,
    "max_age_ms" bigint,
    "max_rows" bigint,
    "hide" boolean NOT NULL,
    "created_at" datetime NOT NULL,
    "updated_at" datetime NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "retention_policy_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "retention_policy_pk" PRIMARY KEY ("tenant_id", "store", "what")
  )`,
  `CREATE TABLE "retention_default" (
    "store" varchar NOT NULL,
    "what" varchar NOT NULL,
    "max_age_ms" bigint,
    "max_rows" bigint,
    "hide" boolean NOT NULL,
    "created_at" datetime NOT NULL,
    "updated_at" datetime NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "retention_default_pk" PRIMARY KEY ("store", "what")
  )`,
  `CREATE TABLE "retention_hiding" (
    "store" varchar NOT NULL,
    "what" varchar NOT NULL,
    CONSTRAINT "retention_hiding_pk" PRIMARY KEY ("store", "what")
  )`,
  `CREATE TABLE "retention_pruning" (
    "id" integer NOT NULL,
    "holder" varchar,
    "expires_at" datetime,
    "started_at" datetime NOT NULL,
    "finished_at" datetime,
    "last_tenant" varchar,
    "last_workspace" varchar,
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
