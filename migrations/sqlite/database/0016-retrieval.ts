import { SchemaMigration } from "../../schema-migration";

const up = [
  `CREATE TABLE "retrieval_config" (
    "tenant_id" varchar NOT NULL,
    "name" varchar NOT NULL,
    "settings" text NOT NULL,
    "created_at" datetime NOT NULL,
    "updated_at" datetime NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "retrieval_config_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "retrieval_config_pk" PRIMARY KEY ("tenant_id", "name")
  )`,
  `CREATE TABLE "retrieval_config_version" (
    "tenant_id" varchar NOT NULL,
    "name" varchar NOT NULL,
    "version" integer NOT NULL,
    "settings" text NOT NULL,
    "created_at" datetime NOT NULL,
    CONSTRAINT "retrieval_config_version_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "retrieval_config_version_pk" PRIMARY KEY ("tenant_id", "name", "version"),
    CONSTRAINT "retrieval_config_version_of_config" FOREIGN KEY ("tenant_id", "name") REFERENCES "retrieval_config" ("tenant_id", "name") ON DELETE CASCADE
  )`,
  `CREATE TABLE "retrieval_query" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "text" text,
    "text_hash" varchar,
    "actor" varchar,
    "config" varchar,
    "config_version" integer,
    "model" varchar,
    "latency_ms" double precision NOT NULL,
    "cached" boolean NOT NULL,
    "legs" text NOT NULL,
    "hits" text NOT NULL,
    "hit_count" bigint NOT NULL,
    "created_at" datetime NOT NULL,
    CONSTRAINT "retrieval_query_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "retrieval_query_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE INDEX "retrieval_query_by_time" ON "retrieval_query" ("tenant_id", "workspace_id", "created_at", "id")`,
  `CREATE INDEX "retrieval_query_by_config" ON "retrieval_query" ("tenant_id", "workspace_id", "config", "created_at", "id")`,
  `CREATE TABLE "retrieval_feedback" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "query_id" varchar NOT NULL,
    "source" varchar NOT NULL,
    "item_id" varchar NOT NULL,
    "rating" double precision,
    "relevance" integer,
    "actor" varchar,
    "created_at" datetime NOT NULL,
    CONSTRAINT "retrieval_feedback_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "retrieval_feedback_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "retrieval_feedback_of_query" FOREIGN KEY ("tenant_id", "workspace_id", "query_id") REFERENCES "retrieval_query" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "retrieval_feedback_by_time" ON "retrieval_feedback" ("tenant_id", "workspace_id", "created_at", "id")`,
  `CREATE INDEX "retrieval_feedback_of_query_by_time" ON "retrieval_feedback" ("tenant_id", "workspace_id", "query_id", "created_at", "id")`,
];

const down = [
  'DROP TABLE "retrieval_feedback"',
  'DROP TABLE "retrieval_query"',
  'DROP TABLE "retrieval_config_version"',
  'DROP TABLE "retrieval_config"',
];

export class Retrieval extends SchemaMigration {
  readonly name = "0016-retrieval";
  protected readonly forward = up;
  protected readonly backward = down;
}
