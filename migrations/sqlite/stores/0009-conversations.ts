import { SchemaMigration } from "../../schema-migration";

const up = [
  `CREATE TABLE "conversation_participant" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "external_id" varchar NOT NULL,
    "name" text,
    "group_id" varchar,
    "consent" boolean,
    "consented_at" datetime,
    "withdrawn_at" datetime,
    "preferences" text,
    "interaction_count" bigint NOT NULL,
    "last_interaction_at" datetime,
    "created_at" datetime NOT NULL,
    "updated_at" datetime NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "conversation_participant_count" CHECK (interaction_count >= 0),
    CONSTRAINT "conversation_participant_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "conversation_participant_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE INDEX "conversation_participant_by_created" ON "conversation_participant" ("tenant_id", "workspace_id", "created_at", "id")`,
  `CREATE INDEX "conversation_participant_by_group" ON "conversation_participant" ("tenant_id", "workspace_id", "group_id", "created_at", "id")`,
  `CREATE INDEX "conversation_participant_by_consent" ON "conversation_participant" ("tenant_id", "workspace_id", "consent", "created_at", "id")`,
  `CREATE UNIQUE INDEX "conversation_participant_key" ON "conversation_participant" ("tenant_id", "workspace_id", "external_id")`,
  `CREATE TABLE "conversation_session" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "external_id" varchar,
    "title" text,
    "group_id" varchar,
    "metadata" text,
    "message_count" bigint NOT NULL,
    "created_at" datetime NOT NULL,
    "last_activity_at" datetime NOT NULL,
    "ended_at" datetime,
    "version" integer NOT NULL,
    CONSTRAINT "conversation_session_count" CHECK (message_count >= 0),
    CONSTRAINT "conversation_session_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "conversation_session_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE INDEX "conversation_session_by_activity" ON "conversation_session" ("tenant_id", "workspace_id", "last_activity_at", "id")`,
  `CREATE INDEX "conversation_session_open" ON "conversation_session" ("tenant_id", "workspace_id", "last_activity_at", "id") WHERE ended_at IS NULL`,
  `CREATE INDEX "conversation_session_ended" ON "conversation_session" ("tenant_id", "workspace_id", "last_activity_at", "id") WHERE ended_at IS NOT NULL`,
  `CREATE UNIQUE INDEX "conversation_session_key" ON "conversation_session" ("tenant_id", "workspace_id", "external_id") WHERE external_id IS NOT NULL`,
  `CREATE TABLE "conversation_message" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "session_id" varchar NOT NULL,
    "position" bigint NOT NULL,
    "participant_id" varchar,
    "role" varchar NOT NULL,
    "kind" varchar,
    "external_id" varchar,
    "content" text NOT NULL,
    "tool_calls" text,
    "tool_call_id" varchar,
    "model" varchar,
    "tokens_in" bigint,
    "tokens_out" bigint,
    "reply_to_id" varchar,
    "score" double precision,
    "rating" integer,
    "reactions" text,
    "notes" text,
    "created_at" datetime NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "conversation_message_role" CHECK (role IN ('user', 'assistant', 'system', 'tool')),
    CONSTRAINT "conversation_message_position" CHECK (position >= 1),
    CONSTRAINT "conversation_message_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "conversation_message_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "conversation_message_of_session" FOREIGN KEY ("tenant_id", "workspace_id", "session_id") REFERENCES "conversation_session" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE,
    CONSTRAINT "conversation_message_by_participant" FOREIGN KEY ("tenant_id", "workspace_id", "participant_id") REFERENCES "conversation_participant" ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE INDEX "conversation_message_of_participant" ON "conversation_message" ("tenant_id", "workspace_id", "participant_id", "id") WHERE participant_id IS NOT NULL`,
  `CREATE UNIQUE INDEX "conversation_message_in_order" ON "conversation_message" ("tenant_id", "workspace_id", "session_id", "position")`,
  // An explicit rowid, since VACUUM renumbers implicit ones and the full-text table refers to it.
  `CREATE TABLE "conversation_message_search" (
    entry INTEGER PRIMARY KEY,
    tenant_id varchar NOT NULL,
    workspace_id varchar NOT NULL,
    item_id varchar NOT NULL,
    part varchar NOT NULL,
    search_text text NOT NULL,
    text_hash varchar NOT NULL,
    search_keys text NOT NULL,
    CONSTRAINT "conversation_message_search_key" UNIQUE ("tenant_id", "workspace_id", "item_id", "part"),
    CONSTRAINT "conversation_message_search_of_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "conversation_message" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  // Keys are opaque words. A search only needs the rows that have them, so the index stores neither
  // positions nor sizes.
  `CREATE VIRTUAL TABLE "conversation_message_search_keys" USING fts5 (search_keys, content = 'conversation_message_search', detail = none, columnsize = 0, tokenize = 'ascii')`,
  `CREATE TRIGGER "conversation_message_search_insert" AFTER INSERT ON "conversation_message_search" BEGIN
    INSERT INTO "conversation_message_search_keys" (rowid, search_keys) VALUES (new.rowid, new.search_keys);
  END`,
  `CREATE TRIGGER "conversation_message_search_update" AFTER UPDATE OF search_keys ON "conversation_message_search" BEGIN
    INSERT INTO "conversation_message_search_keys" ("conversation_message_search_keys", rowid, search_keys) VALUES ('delete', old.rowid, old.search_keys);
    INSERT INTO "conversation_message_search_keys" (rowid, search_keys) VALUES (new.rowid, new.search_keys);
  END`,
  `CREATE TRIGGER "conversation_message_search_delete" AFTER DELETE ON "conversation_message_search" BEGIN
    INSERT INTO "conversation_message_search_keys" ("conversation_message_search_keys", rowid, search_keys) VALUES ('delete', old.rowid, old.search_keys);
  END`,
];

const down = [
  'DROP TABLE "conversation_message_search_keys"',
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
