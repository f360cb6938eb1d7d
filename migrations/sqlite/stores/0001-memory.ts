import { SchemaMigration } from "../../schema-migration";

const up = [
  `CREATE TABLE "memory_item" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "type" varchar NOT NULL,
    "content" text NOT NULL,
    "policy_name" varchar NOT NULL,
    "decay_score" double precision NOT NULL,
    "pinned" boolean NOT NULL,
    "archived" boolean NOT NULL,
    "created_at" datetime NOT NULL,
    "last_used_at" datetime NOT NULL,
    "version" integer NOT NULL,
    "schema_version" integer,
    CONSTRAINT "memory_item_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "memory_item_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE INDEX "memory_item_by_created" ON "memory_item" ("tenant_id", "workspace_id", "created_at", "id")`,
  `CREATE INDEX "memory_item_by_used" ON "memory_item" ("tenant_id", "workspace_id", "last_used_at", "id")`,
  `CREATE INDEX "memory_item_by_type" ON "memory_item" ("tenant_id", "workspace_id", "type", "created_at", "id")`,
  // Partial indexes for the few pinned or archived items: without them, their lists read the whole
  // scope.
  `CREATE INDEX "memory_item_pinned" ON "memory_item" ("tenant_id", "workspace_id", "created_at", "id") WHERE pinned`,
  `CREATE INDEX "memory_item_archived" ON "memory_item" ("tenant_id", "workspace_id", "created_at", "id") WHERE archived`,
  `CREATE INDEX "memory_item_by_policy" ON "memory_item" ("tenant_id", "workspace_id", "policy_name", "last_used_at", "id")`,
  // An explicit rowid, since VACUUM renumbers implicit ones and the full-text table refers to it.
  `CREATE TABLE "memory_item_search" (
    entry INTEGER PRIMARY KEY,
    tenant_id varchar NOT NULL,
    workspace_id varchar NOT NULL,
    item_id varchar NOT NULL,
    part varchar NOT NULL,
    search_text text NOT NULL,
    text_hash varchar NOT NULL,
    search_keys text NOT NULL,
    CONSTRAINT "memory_item_search_key" UNIQUE ("tenant_id", "workspace_id", "item_id", "part"),
    CONSTRAINT "memory_item_search_of_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "memory_item" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  // Keys are opaque words. A search only needs the rows that have them, so the index stores neither
  // positions nor sizes.
  `CREATE VIRTUAL TABLE "memory_item_search_keys" USING fts5 (search_keys, content = 'memory_item_search', detail = none, columnsize = 0, tokenize = 'ascii')`,
  `CREATE TRIGGER "memory_item_search_insert" AFTER INSERT ON "memory_item_search" BEGIN
    INSERT INTO "memory_item_search_keys" (rowid, search_keys) VALUES (new.rowid, new.search_keys);
  END`,
  `CREATE TRIGGER "memory_item_search_update" AFTER UPDATE OF search_keys ON "memory_item_search" BEGIN
    INSERT INTO "memory_item_search_keys" ("memory_item_search_keys", rowid, search_keys) VALUES ('delete', old.rowid, old.search_keys);
    INSERT INTO "memory_item_search_keys" (rowid, search_keys) VALUES (new.rowid, new.search_keys);
  END`,
  `CREATE TRIGGER "memory_item_search_delete" AFTER DELETE ON "memory_item_search" BEGIN
    INSERT INTO "memory_item_search_keys" ("memory_item_search_keys", rowid, search_keys) VALUES ('delete', old.rowid, old.search_keys);
  END`,
  `CREATE TABLE "memory_policy" (
    "tenant_id" varchar NOT NULL,
    "name" varchar NOT NULL,
    "ttl_days" double precision NOT NULL,
    "hide" boolean NOT NULL,
    "updated_at" datetime NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "memory_policy_ttl" CHECK (ttl_days >= 0),
    CONSTRAINT "memory_policy_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "memory_policy_pk" PRIMARY KEY ("tenant_id", "name")
  )`,
];

const down = [
  'DROP TABLE "memory_policy"',
  'DROP TABLE "memory_item_search_keys"',
  'DROP TABLE "memory_item_search"',
  'DROP TABLE "memory_item"',
];

export class Memory extends SchemaMigration {
  readonly name = "0001-memory";
  protected readonly forward = up;
  protected readonly backward = down;
}
