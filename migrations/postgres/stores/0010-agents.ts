import { SchemaMigration } from "../../schema-migration";

// Index order matters: the index for most lookups is created last. Before the first ANALYZE the
// planner expects one row for a tenant. Then all indexes that start with the tenant cost the same,
// and it uses the newest.
const up = [
  `CREATE TABLE "agent" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "definition" jsonb NOT NULL,
    "capabilities" jsonb NOT NULL,
    "config" jsonb NOT NULL,
    "status" text COLLATE "C" NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    "updated_at" timestamptz(3) NOT NULL,
    "last_seen_at" timestamptz(3) NOT NULL,
    "version" integer NOT NULL,
    "capability_set" integer NOT NULL,
    CONSTRAINT "agent_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "agent_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE INDEX "agent_by_status" ON "agent" ("tenant_id", "workspace_id", "status", "name")`,
  `CREATE INDEX "agent_by_seen" ON "agent" ("tenant_id", "workspace_id", "last_seen_at", "id")`,
  `CREATE UNIQUE INDEX "agent_key" ON "agent" ("tenant_id", "workspace_id", "name")`,
  `CREATE TABLE "agent_capability" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "agent_name" text COLLATE "C" NOT NULL,
    "capability" text COLLATE "C" NOT NULL,
    "capability_set" integer NOT NULL,
    CONSTRAINT "agent_capability_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "agent_capability_of_agent" FOREIGN KEY ("tenant_id", "workspace_id", "agent_name") REFERENCES "agent" ("tenant_id", "workspace_id", "name") ON DELETE CASCADE
  )`,
  `CREATE INDEX "agent_capability_by_capability" ON "agent_capability" ("tenant_id", "workspace_id", "capability", "agent_name")`,
  `ALTER TABLE "agent_capability" ADD CONSTRAINT "agent_capability_pk" PRIMARY KEY ("tenant_id", "workspace_id", "agent_name", "capability")`,
  `CREATE TABLE "agent_state" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "key" text COLLATE "C" NOT NULL,
    "value" jsonb NOT NULL,
    "version" bigint NOT NULL,
    "created_at" timestamptz(3),
    "updated_at" timestamptz(3),
    "schema_version" integer,
    "fence_lease" text COLLATE "C",
    "fence_token" bigint,
    CONSTRAINT "agent_state_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "agent_state_pk" PRIMARY KEY ("tenant_id", "workspace_id", "key")
  )`,
  `CREATE TABLE "agent_topic" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "last_offset" bigint NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    "appended_at" timestamptz(3) NOT NULL,
    CONSTRAINT "agent_topic_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "agent_topic_pk" PRIMARY KEY ("tenant_id", "workspace_id", "name")
  )`,
  `CREATE TABLE "agent_event" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "topic" text COLLATE "C" NOT NULL,
    "event_offset" bigint NOT NULL,
    "type" text COLLATE "C" NOT NULL,
    "payload" jsonb NOT NULL,
    "agent_name" text COLLATE "C",
    "created_at" timestamptz(3) NOT NULL,
    "schema_version" integer,
    CONSTRAINT "agent_event_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "agent_event_pk" PRIMARY KEY ("tenant_id", "workspace_id", "topic", "event_offset"),
    CONSTRAINT "agent_event_of_topic" FOREIGN KEY ("tenant_id", "workspace_id", "topic") REFERENCES "agent_topic" ("tenant_id", "workspace_id", "name") ON DELETE CASCADE
  )`,
  `CREATE TABLE "agent_consumer" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "topic" text COLLATE "C" NOT NULL,
    "consumer" text COLLATE "C" NOT NULL,
    "event_offset" bigint NOT NULL,
    "version" integer NOT NULL,
    "updated_at" timestamptz(3) NOT NULL,
    CONSTRAINT "agent_consumer_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "agent_consumer_pk" PRIMARY KEY ("tenant_id", "workspace_id", "topic", "consumer"),
    CONSTRAINT "agent_consumer_of_topic" FOREIGN KEY ("tenant_id", "workspace_id", "topic") REFERENCES "agent_topic" ("tenant_id", "workspace_id", "name") ON DELETE CASCADE
  )`,
  `CREATE TABLE "agent_lease" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "holder" text COLLATE "C",
    "token" bigint NOT NULL,
    "acquired_at" timestamptz(3) NOT NULL,
    "expires_at" timestamptz(3) NOT NULL,
    CONSTRAINT "agent_lease_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "agent_lease_token" CHECK (token >= 1),
    CONSTRAINT "agent_lease_pk" PRIMARY KEY ("tenant_id", "workspace_id", "name")
  )`,
  // Makes the token part of a key. A fenced write that has locked it blocks acquiring the lease,
  // but not renewing it. The index is created after the primary key, because rows enter indexes in
  // that order: two concurrent acquires of a new lease must conflict on its name.
  `CREATE UNIQUE INDEX "agent_lease_by_token" ON "agent_lease" ("tenant_id", "workspace_id", "name", "token")`,
];

const down = [
  'DROP TABLE "agent_lease"',
  'DROP TABLE "agent_consumer"',
  'DROP TABLE "agent_event"',
  'DROP TABLE "agent_topic"',
  'DROP TABLE "agent_state"',
  'DROP TABLE "agent_capability"',
  'DROP TABLE "agent"',
];

export class Agents extends SchemaMigration {
  readonly name = "0010-agents";
  protected readonly forward = up;
  protected readonly backward = down;
}
