import { SchemaMigration } from "../../schema-migration";
import { vectorTables, vectorTablesDown } from "../../vectors/sqlite";

const up = [
  `CREATE TABLE "document" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "source" varchar NOT NULL,
    "title" text,
    "meta" text,
    "format" varchar NOT NULL,
    "characters" bigint NOT NULL,
    "tokens" bigint NOT NULL,
    "section_count" integer NOT NULL,
    "chunk_count" integer NOT NULL,
    "hash" varchar NOT NULL,
    "created_at" datetime NOT NULL,
    "updated_at" datetime NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "document_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "document_pk" PRIMARY KEY ("tenant_id", "workspace_id", "source")
  )`,
  `CREATE INDEX "document_by_updated" ON "document" ("tenant_id", "workspace_id", "updated_at", "source")`,
  `CREATE TABLE "document_section" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "source" varchar NOT NULL,
    "position" integer NOT NULL,
    "headings" text NOT NULL,
    "start_offset" bigint NOT NULL,
    "end_offset" bigint NOT NULL,
    "text" text NOT NULL,
    "hash" varchar NOT NULL,
    CONSTRAINT "document_section_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "document_section_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "document_section_of" FOREIGN KEY ("tenant_id", "workspace_id", "source") REFERENCES "document" ("tenant_id", "workspace_id", "source") ON DELETE CASCADE
  )`,
  `CREATE INDEX "document_section_of_document" ON "document_section" ("tenant_id", "workspace_id", "source", "position")`,
  `CREATE TABLE "document_chunk" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "source" varchar NOT NULL,
    "section_id" varchar NOT NULL,
    "position" integer NOT NULL,
    "headings" text NOT NULL,
    "start_offset" bigint NOT NULL,
    "end_offset" bigint NOT NULL,
    "text" text NOT NULL,
    "tokens" integer NOT NULL,
    "hash" varchar NOT NULL,
    "created_at" datetime NOT NULL,
    CONSTRAINT "document_chunk_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "document_chunk_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "document_chunk_of" FOREIGN KEY ("tenant_id", "workspace_id", "source") REFERENCES "document" ("tenant_id", "workspace_id", "source") ON DELETE CASCADE,
    CONSTRAINT "document_chunk_in_section" FOREIGN KEY ("tenant_id", "workspace_id", "section_id") REFERENCES "document_section" ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE INDEX "document_chunk_of_section" ON "document_chunk" ("tenant_id", "workspace_id", "section_id", "position")`,
  `CREATE INDEX "document_chunk_of_document" ON "document_chunk" ("tenant_id", "workspace_id", "source", "position")`,
  // An explicit rowid, since VACUUM renumbers implicit ones and the full-text table refers to it.
  `CREATE TABLE "document_chunk_search" (
    entry INTEGER PRIMARY KEY,
    tenant_id varchar NOT NULL,
    workspace_id varchar NOT NULL,
    item_id varchar NOT NULL,
    part varchar NOT NULL,
    search_text text NOT NULL,
    text_hash varchar NOT NULL,
    search_keys text NOT NULL,
    CONSTRAINT "document_chunk_search_key" UNIQUE ("tenant_id", "workspace_id", "item_id", "part"),
    CONSTRAINT "document_chunk_search_of_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "document_chunk" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  // Keys are opaque words. A search only needs the rows that have them, so the index stores neither
  // positions nor sizes.
  `CREATE VIRTUAL TABLE "document_chunk_search_keys" USING fts5 (search_keys, content = 'document_chunk_search', detail = none, columnsize = 0, tokenize = 'ascii')`,
  `CREATE TRIGGER "document_chunk_search_insert" AFTER INSERT ON "document_chunk_search" BEGIN
    INSERT INTO "document_chunk_search_keys" (rowid, search_keys) VALUES (new.rowid, new.search_keys);
  END`,
  `CREATE TRIGGER "document_chunk_search_update" AFTER UPDATE OF search_keys ON "document_chunk_search" BEGIN
    INSERT INTO "document_chunk_search_keys" ("document_chunk_search_keys", rowid, search_keys) VALUES ('delete', old.rowid, old.search_keys);
    INSERT INTO "document_chunk_search_keys" (rowid, search_keys) VALUES (new.rowid, new.search_keys);
  END`,
  `CREATE TRIGGER "document_chunk_search_delete" AFTER DELETE ON "document_chunk_search" BEGIN
    INSERT INTO "document_chunk_search_keys" ("document_chunk_search_keys", rowid, search_keys) VALUES ('delete', old.rowid, old.search_keys);
  END`,
  ...vectorTables("document_chunk"),
  // As the other tables are indexed: this one has no rows yet.
  `INSERT INTO "search_scheme" (table_name, scheme, max_characters, walk, rules) SELECT 'document_chunk', 2, coalesce(nullif(max(max_characters), 0), 100000), NULL, coalesce(max(rules), '') FROM "search_scheme"`,
];

const down = [
  `DELETE FROM "search_scheme" WHERE table_name = 'document_chunk'`,
  ...vectorTablesDown("document_chunk"),
  'DROP TABLE "document_chunk_search_keys"',
  'DROP TABLE "document_chunk_search"',
  'DROP TABLE "document_chunk"',
  'DROP TABLE "document_section"',
  'DROP TABLE "document"',
];

export class Documents extends SchemaMigration {
  readonly name = "0014-documents";
  protected readonly forward = up;
  protected readonly backward = down;
}
