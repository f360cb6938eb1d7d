import { SchemaMigration } from "../../schema-migration";

// The key of the queries is created last: before the first ANALYZE the planner uses the newest of
// the indexes that begin with the tenant.
const up = [
  `CREATE TABLE "retrieval_config" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "settings" jsonb NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    "updated_at" timestamptz(3) NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "retrieval_config_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "retrieval_config_pk" PRIMARY KEY ("tenant_id", "name")
  )`,
  `CREATE TABLE "retrieval_config_version" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "version" integer NOT NULL,
    "settings" jsonb NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    CONSTRAINT "retrieval_config_version_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "retrieval_config_version_pk" PRIMARY KEY ("tenant_id", "name", "version"),
    CONSTRAINT "retrieval_config_version_of_config" FOREIGN KEY ("tenant_id", "name") REFERENCES "retrieval_config" ("tenant_id", "name") ON DELETE CASCADE
  )`,
  `CREATE TABLE "retrieval_query" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "text" text COLLATE "C",
    "text_hash" text COLLATE "C",
    "actor" text COLLATE "C",
    "config" text COLLATE "C",
    "config_version" integer,
    "model" text COLLATE "C",
    "latency_ms" double precision NOT NULL,
    "cached" boolean NOT NULL,
    "legs" jsonb NOT NULL,
    "hits" jsonb NOT NULL,
    "hit_count" bigint NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    CONSTRAINT "retrieval_query_tenant" CHECK (tenant_id <> '')
  )`,
  `CREATE INDEX "retrieval_query_by_time" ON "retrieval_query" ("tenant_id", "workspace_id", "created_at", "id")`,
  `CREATE INDEX "retrieval_query_by_config" ON "retrieval_query" ("tenant_id", "workspace_id", "config", "created_at", "id")`,
  `ALTER TABLE "retrieval_query" ADD CONSTRAINT "retrieval_query_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")`,
  `CREATE TABLE "retrieval_feedback" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "query_id" uuid NOT NULL,
    "source" text COLLATE "C" NOT NULL,
    "item_id" uuid NOT NULL,
    "rating" double precision,
    "relevance" integer,
    "actor" text COLLATE "C",
    "created_at" timestamptz(3) NOT NULL,
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
