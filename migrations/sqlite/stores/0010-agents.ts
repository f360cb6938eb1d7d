import { SchemaMigration } from "../../schema-migration";

const up = [
  `CREATE TABLE "agent" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "name" varchar NOT NULL,
    "definition" text NOT NULL,
    "capabilities" text NOT NULL,
    "config" text NOT NULL,
    "status" varchar NOT NULL,
    "created_at" datetime NOT NULL,
    "updated_at" datetime NOT NULL,
    "last_seen_at" datetime NOT NULL,
    "version" integer NOT NULL,
    "capability_set" integer NOT NULL,
    CONSTRAINT "agent_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "agent_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE INDEX "agent_by_status" ON "agent" ("tenant_id", "workspace_id", "status", "name")`,
  `CREATE INDEX "agent_by_seen" ON "agent" ("tenant_id", "workspace_id", "last_seen_at", "id")`,
  `CREATE UNIQUE INDEX "agent_key" ON "agent" ("tenant_id", "workspace_id", "name")`,
  `CREATE TABLE "agent_capability" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "agent_name" varchar NOT NULL,
    "capability" varchar NOT NULL,
    "capability_set" integer NOT NULL,
    CONSTRAINT "agent_capability_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "agent_capability_pk" PRIMARY KEY ("tenant_id", "workspace_id", "agent_name", "capability"),
    CONSTRAINT "agent_capability_of_agent" FOREIGN KEY ("tenant_id", "workspace_id", "agent_name") REFERENCES "agent" ("tenant_id", "workspace_id", "name") ON DELETE CASCADE
  )`,
  `CREATE INDEX "agent_capability_by_capability" ON "agent_capability" ("tenant_id", "workspace_id", "capability", "agent_name")`,
  `CREATE TABLE "agent_state" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "key" varchar NOT NULL,
    "value" text NOT NULL,
    "version" bigint NOT NULL,
    "created_at" datetime,
    "updated_at" datetime,
    "schema_version" integer,
    "fence_lease" varchar,
    "fence_token" bigint,
    CONSTRAINT "agent_state_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "agent_state_pk" PRIMARY KEY ("tenant_id", "workspace_id", "key")
  )`,
  `CREATE TABLE "agent_topic" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "name" varchar NOT NULL,
    "last_offset" bigint NOT NULL,
    "created_at" datetime NOT NULL,
    "appended_at" datetime NOT NULL,
    CONSTRAINT "agent_topic_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "agent_topic_pk" PRIMARY KEY ("tenant_id", "workspace_id", "name")
  )`,
  `CREATE TABLE "agent_event" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "topic" varchar NOT NULL,
    "event_offset" bigint NOT NULL,
    "type" varchar NOT NULL,
    "payload" text NOT NULL,
    "agent_name" varchar,
    "created_at" datetime NOT NULL,
    "schema_version" integer,
    CONSTRAINT "agent_event_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "agent_event_pk" PRIMARY KEY ("tenant_id", "workspace_id", "topic", "event_offset"),
    CONSTRAINT "agent_event_of_topic" FOREIGN KEY ("tenant_id", "workspace_id", "topic") REFERENCES "agent_topic" ("tenant_id", "workspace_id", "name") ON DELETE CASCADE
  )`,
  `CREATE TABLE "agent_consumer" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "topic" varchar NOT NULL,
    "consumer" varchar NOT NULL,
    "event_offset" bigint NOT NULL,
    "version" integer NOT NULL,
    "updated_at" datetime NOT NULL,
    CONSTRAINT "agent_consumer_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "agent_consumer_pk" PRIMARY KEY ("tenant_id", "workspace_id", "topic", "consumer"),
    CONSTRAINT "agent_consumer_of_topic" FOREIGN KEY ("tenant_id", "workspace_id", "topic") REFERENCES "agent_topic" ("tenant_id", "workspace_id", "name") ON DELETE CASCADE
  )`,
  `CREATE TABLE "agent_lease" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "name" varchar NOT NULL,
    "holder" varchar,
    "token" bigint NOT NULL,
    "acquired_at" datetime NOT NULL,
    "expires_at" datetime NOT NULL,
    CONSTRAINT "agent_lease_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "agent_lease_token" CHECK (token >= 1),
    CONSTRAINT "agent_lease_pk" PRIMARY KEY ("tenant_id", "workspace_id", "name")
  )`,
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
