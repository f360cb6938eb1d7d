import { SchemaMigration } from "../../schema-migration";

const up = [
  `CREATE TABLE "analytics_call" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "task" varchar NOT NULL,
    "model" varchar NOT NULL,
    "provider" varchar,
    "profile_id" varchar,
    "tokens_in" bigint,
    "tokens_out" bigint,
    "cost_usd" double precision,
    "latency_ms" double precision,
    "success" boolean,
    "toolset" text,
    "created_at" datetime NOT NULL,
    CONSTRAINT "analytics_call_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "analytics_call_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE INDEX "analytics_call_by_task" ON "analytics_call" ("tenant_id", "workspace_id", "task", "created_at", "id")`,
  `CREATE INDEX "analytics_call_by_time" ON "analytics_call" ("tenant_id", "workspace_id", "created_at", "id")`,
  `CREATE INDEX "analytics_call_failed" ON "analytics_call" ("tenant_id", "workspace_id", "created_at", "id") WHERE success = false`,
  `CREATE TABLE "analytics_feedback" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "call_id" varchar NOT NULL,
    "rating" double precision,
    "notes" text,
    "created_at" datetime NOT NULL,
    CONSTRAINT "analytics_feedback_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "analytics_feedback_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "analytics_feedback_of_call" FOREIGN KEY ("tenant_id", "workspace_id", "call_id") REFERENCES "analytics_call" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "analytics_feedback_by_time" ON "analytics_feedback" ("tenant_id", "workspace_id", "created_at", "id")`,
  `CREATE INDEX "analytics_feedback_of_call_by_time" ON "analytics_feedback" ("tenant_id", "workspace_id", "call_id", "created_at", "id")`,
  `CREATE TABLE "analytics_bandit_event" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "task" varchar NOT NULL,
    "arm" varchar NOT NULL,
    "reward" double precision,
    "context" text,
    "created_at" datetime NOT NULL,
    CONSTRAINT "analytics_bandit_event_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "analytics_bandit_event_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE INDEX "analytics_bandit_event_by_time" ON "analytics_bandit_event" ("tenant_id", "workspace_id", "created_at", "id")`,
  `CREATE INDEX "analytics_bandit_event_by_task" ON "analytics_bandit_event" ("tenant_id", "workspace_id", "task", "created_at", "id")`,
  `CREATE TABLE "analytics_variant" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "task" varchar NOT NULL,
    "template_hash" varchar NOT NULL,
    "description" text,
    "created_at" datetime NOT NULL,
    "updated_at" datetime NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "analytics_variant_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "analytics_variant_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE UNIQUE INDEX "analytics_variant_key" ON "analytics_variant" ("tenant_id", "workspace_id", "task", "template_hash")`,
  `CREATE TABLE "analytics_metric" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "name" varchar NOT NULL,
    "value" double precision NOT NULL,
    "labels" text,
    "created_at" datetime NOT NULL,
    CONSTRAINT "analytics_metric_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "analytics_metric_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE INDEX "analytics_metric_by_time" ON "analytics_metric" ("tenant_id", "workspace_id", "created_at", "id")`,
  `CREATE INDEX "analytics_metric_by_name" ON "analytics_metric" ("tenant_id", "workspace_id", "name", "created_at", "id")`,
];

const down = [
  'DROP TABLE "analytics_metric"',
  'DROP TABLE "analytics_variant"',
  'DROP TABLE "analytics_bandit_event"',
  'DROP TABLE "analytics_feedback"',
  'DROP TABLE "analytics_call"',
];

export class Analytics extends SchemaMigration {
  readonly name = "0006-analytics";
  protected readonly forward = up;
  protected readonly backward = down;
}
