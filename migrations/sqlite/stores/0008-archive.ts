import { SchemaMigration } from "../../schema-migration";

const up = [
  `CREATE TABLE "archive_entry" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "content_hash" varchar NOT NULL,
    "message_id" varchar NOT NULL,
    "channel_id" varchar NOT NULL,
    "attachment_ids" text NOT NULL,
    "filename" text NOT NULL,
    "size_bytes" bigint NOT NULL,
    "sha256" varchar NOT NULL,
    "media_type" varchar,
    "visibility" varchar,
    "tags" text NOT NULL,
    "compression" text,
    "created_at" datetime NOT NULL,
    "version" integer NOT NULL,
    "recording" varchar NOT NULL,
    CONSTRAINT "archive_entry_size" CHECK (size_bytes >= 0),
    CONSTRAINT "archive_entry_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "archive_entry_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE UNIQUE INDEX "archive_entry_key" ON "archive_entry" ("tenant_id", "workspace_id", "content_hash")`,
  `CREATE INDEX "archive_entry_by_created" ON "archive_entry" ("tenant_id", "workspace_id", "created_at", "id")`,
  `CREATE INDEX "archive_entry_by_media" ON "archive_entry" ("tenant_id", "workspace_id", "media_type", "created_at", "id")`,
  `CREATE INDEX "archive_entry_by_visibility" ON "archive_entry" ("tenant_id", "workspace_id", "visibility", "created_at", "id")`,
  // An explicit rowid, since VACUUM renumbers implicit ones and the full-text table refers to it.
  `CREATE TABLE "archive_entry_search" (
    entry INTEGER PRIMARY KEY,
    tenant_id varchar NOT NULL,
    workspace_id varchar NOT NULL,
    item_id varchar NOT NULL,
    part varchar NOT NULL,
    search_text text NOT NULL,
    text_hash varchar NOT NULL,
    search_keys text NOT NULL,
    CONSTRAINT "archive_entry_search_key" UNIQUE ("tenant_id", "workspace_id", "item_id", "part"),
    CONSTRAINT "archive_entry_search_of_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "archive_entry" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  // Keys are opaque words. A search only needs the rows that have them, so the index stores neither
  // positions nor sizes.
  `CREATE VIRTUAL TABLE "archive_entry_search_keys" USING fts5 (search_keys, content = 'archive_entry_search', detail = none, columnsize = 0, tokenize = 'ascii')`,
  `CREATE TRIGGER "archive_entry_search_insert" AFTER INSERT ON "archive_entry_search" BEGIN
    INSERT INTO "archive_entry_search_keys" (rowid, search_keys) VALUES (new.rowid, new.search_keys);
  END`,
  `CREATE TRIGGER "archive_entry_search_update" AFTER UPDATE OF search_keys ON "archive_entry_search" BEGIN
    INSERT INTO "archive_entry_search_keys" ("archive_entry_search_keys", rowid, search_keys) VALUES ('delete', old.rowid, old.search_keys);
    INSERT INTO "archive_entry_search_keys" (rowid, search_keys) VALUES (new.rowid, new.search_keys);
  END`,
  `CREATE TRIGGER "archive_entry_search_delete" AFTER DELETE ON "archive_entry_search" BEGIN
    INSERT INTO "archive_entry_search_keys" ("archive_entry_search_keys", rowid, search_keys) VALUES ('delete', old.rowid, old.search_keys);
  END`,
  `CREATE TABLE "archive_place" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "entry_id" varchar NOT NULL,
    "message_id" varchar NOT NULL,
    "channel_id" varchar NOT NULL,
    "attachment_ids" text NOT NULL,
    "filename" text NOT NULL,
    "media_type" varchar,
    "visibility" varchar,
    "tags" text NOT NULL,
    "compression" text,
    "created_at" datetime NOT NULL,
    "entry_created_at" datetime NOT NULL,
    CONSTRAINT "archive_place_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "archive_place_pk" PRIMARY KEY ("tenant_id", "workspace_id", "entry_id", "message_id", "channel_id"),
    CONSTRAINT "archive_place_of_entry" FOREIGN KEY ("tenant_id", "workspace_id", "entry_id") REFERENCES "archive_entry" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "archive_place_by_channel" ON "archive_place" ("tenant_id", "workspace_id", "channel_id", "entry_created_at", "entry_id")`,
  `CREATE INDEX "archive_place_by_message" ON "archive_place" ("tenant_id", "workspace_id", "message_id", "entry_created_at", "entry_id")`,
  `CREATE TABLE "archive_tag" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "entry_id" varchar NOT NULL,
    "tag" varchar NOT NULL,
    "created_at" datetime NOT NULL,
    CONSTRAINT "archive_tag_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "archive_tag_pk" PRIMARY KEY ("tenant_id", "workspace_id", "entry_id", "tag"),
    CONSTRAINT "archive_tag_of_entry" FOREIGN KEY ("tenant_id", "workspace_id", "entry_id") REFERENCES "archive_entry" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "archive_tag_in_order" ON "archive_tag" ("tenant_id", "workspace_id", "tag", "created_at", "entry_id")`,
];

const down = [
  'DROP TABLE "archive_place"',
  'DROP TABLE "archive_tag"',
  'DROP TABLE "archive_entry_search_keys"',
  'DROP TABLE "archive_entry_search"',
  'DROP TABLE "archive_entry"',
];

export class Archive extends SchemaMigration {
  readonly name = "0008-archive";
  protected readonly forward = up;
  protected readonly backward = down;
}
