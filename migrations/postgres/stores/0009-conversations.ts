import { SchemaMigration } from "../../schema-migration";

// Index order matters: the index for most lookups is created last. Before the first ANALYZE the
// planner expects one row for a tenant. Then all indexes that start with the tenant cost the same,
// and it uses the newest.
const up = [
  `CREATE TABLE "conversation_participant" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "external_id" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C",
    "group_id" text COLLATE "C",
    "consent" boolean,
    "consented_at" timestamptz(3),
    "withdrawn_at" timestamptz(3),
    "preferences" jsonb,
    "interaction_count" bigint NOT NULL,
    "last_interaction_at" timestamptz(3),
    "created_at" timestamptz(3) NOT NULL,
    "updated_at" timestamptz(3) NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "conversation_participant_count" CHECK (interaction_count >= 0),
    CONSTRAINT "conversation_participant_tenant" CHECK (tenant_id <> '')
  )`,
  `CREATE INDEX "conversation_participant_by_created" ON "conversation_participant" ("tenant_id", "workspace_id", "created_at", "id")`,
  `CREATE INDEX "conversation_participant_by_group" ON "conversation_participant" ("tenant_id", "workspace_id", "group_id", "created_at", "id")`,
  `CREATE INDEX "conversation_participant_by_consent" ON "conversation_participant" ("tenant_id", "workspace_id", "consent", "created_at", "id")`,
  `CREATE UNIQUE INDEX "conversation_participant_key" ON "conversation_participant" ("tenant_id", "workspace_id", "external_id")`,
  `ALTER TABLE "conversation_participant" ADD CONSTRAINT "conversation_participant_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")`,
  `CREATE TABLE "conversation_session" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "external_id" text COLLATE "C",
    "title" text COLLATE "C",
    "group_id" text COLLATE "C",
    "metadata" jsonb,
    "message_count" bigint NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    "last_activity_at" timestamptz(3) NOT NULL,
    "ended_at" timestamptz(3),
    "version" integer NOT NULL,
    CONSTRAINT "conversation_session_count" CHECK (message_count >= 0),
    CONSTRAINT "conversation_session_tenant" CHECK (tenant_id <> '')
  )`,
  `CREATE INDEX "conversation_session_by_activity" ON "conversation_session" ("tenant_id", "workspace_id", "last_activity_at", "id")`,
  `CREATE INDEX "conversation_session_open" ON "conversation_session" ("tenant_id", "workspace_id", "last_activity_at", "id") WHERE ended_at IS NULL`,
  `CREATE INDEX "conversation_session_ended" ON "conversation_session" ("tenant_id", "workspace_id", "last_activity_at", "id") WHERE ended_at IS NOT NULL`,
  `CREATE UNIQUE INDEX "conversation_session_key" ON "conversation_session" ("tenant_id", "workspace_id", "external_id") WHERE external_id IS NOT NULL`,
  `ALTER TABLE "conversation_session" ADD CONSTRAINT "conversation_session_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")`,
  `CREATE TABLE "conversation_message" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "session_id" uuid NOT NULL,
    "position" bigint NOT NULL,
    "participant_id" uuid,
    "role" text COLLATE "C" NOT NULL,
    "kind" text COLLATE "C",
    "external_id" text COLLATE "C",
    "content" jsonb NOT NULL,
    "tool_calls" jsonb,
    "tool_call_id" text COLLATE "C",
    "model" text COLLATE "C",
    "tokens_in" bigint,
    "tokens_out" bigint,
    "reply_to_id" uuid,
    "score" double precision,
    "rating" integer,
    "reactions" jsonb,
    "notes" text COLLATE "C",
    "created_at" timestamptz(3) NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "conversation_message_role" CHECK (role IN ('user', 'assistant', 'system', 'tool')),
    CONSTRAINT "conversation_message_position" CHECK (position >= 1),
    CONSTRAINT "conversation_message_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "conversation_message_of_session" FOREIGN KEY ("tenant_id", "workspace_id", "session_id") REFERENCES "conversation_session" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE,
    CONSTRAINT "conversation_message_by_participant" FOREIGN KEY ("tenant_id", "workspace_id", "participant_id") REFERENCES "conversation_participant" ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE INDEX "conversation_message_of_participant" ON "conversation_message" ("tenant_id", "workspace_id", "participant_id", "id") WHERE participant_id IS NOT NULL`,
  `CREATE UNIQUE INDEX "conversation_message_in_order" ON "conversation_message" ("tenant_id", "workspace_id", "session_id", "position")`,
  `ALTER TABLE "conversation_message" ADD CONSTRAINT "conversation_message_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")`,
  // Search index over the keys of a text. Tenants share the index, but never a key.
  `CREATE TABLE "conversation_message_search" (
    tenant_id text COLLATE "C" NOT NULL,
    workspace_id text COLLATE "C" NOT NULL,
    item_id uuid NOT NULL,
    part text COLLATE "C" NOT NULL,
    search_text text COLLATE "C" NOT NULL,
    text_hash text COLLATE "C" NOT NULL,
    search_keys int4[] NOT NULL,
    CONSTRAINT "conversation_message_search_pk" PRIMARY KEY ("tenant_id", "workspace_id", "item_id", "part"),
    CONSTRAINT "conversation_message_search_of_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "conversation_message" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "conversation_message_search_keys" ON "conversation_message_search" USING gin (search_keys)`,
];

const down = [
  'DROP TABLE "conversation_message_search"',
  'DROP TABLE "conversation_message"',
  'DROP TABLE "conversation_session"',
  'DROP TABLE "conversation_participant"',
];

export class Conversations extends SchemaMigration {
  readonly name = "0009-conversations";
  protected readonly forward = up;
  protected readonly backward = down;
}
