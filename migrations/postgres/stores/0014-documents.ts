import { SchemaMigration } from "../../schema-migration";
import { vectorTables, vectorTablesDown } from "../../vectors/postgres";

// Index order matters: see 0009-conversations.
const up = [
  `CREATE TABLE "document" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "source" text COLLATE "C" NOT NULL,
    "title" text COLLATE "C",
    "meta" jsonb,
    "format" text COLLATE "C" NOT NULL,
    "characters" bigint NOT NULL,
    "tokens" bigint NOT NULL,
    "section_count" integer NOT NULL,
    "chunk_count" integer NOT NULL,
    "hash" text COLLATE "C" NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    "updated_at" timestamptz(3) NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "document_tenant" CHECK (tenant_id <> '')
  )`,
  `CREATE INDEX "document_by_updated" ON "document" ("tenant_id", "workspace_id", "updated_at", "source")`,
  `ALTER TABLE "document" ADD CONSTRAINT "document_pk" PRIMARY KEY ("tenant_id", "workspace_id", "source")`,
  `CREATE TABLE "document_section" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "source" text COLLATE "C" NOT NULL,
    "position" integer NOT NULL,
    "headings" jsonb NOT NULL,
    "start_offset" bigint NOT NULL,
    "end_offset" bigint NOT NULL,
    "text" text COLLATE "C" NOT NULL,
    "hash" text COLLATE "C" NOT NULL,
    CONSTRAINT "document_section_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "document_section_of" FOREIGN KEY ("tenant_id", "workspace_id", "source") REFERENCES "document" ("tenant_id", "workspace_id", "source") ON DELETE CASCADE
  )`,
  `CREATE INDEX "document_section_of_document" ON "document_section" ("tenant_id", "workspace_id", "source", "position")`,
  `ALTER TABLE "document_section" ADD CONSTRAINT "document_section_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")`,
  `CREATE TABLE "document_chunk" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "source" text COLLATE "C" NOT NULL,
    "section_id" uuid NOT NULL,
    "position" integer NOT NULL,
    "headings" jsonb NOT NULL,
    "start_offset" bigint NOT NULL,
    "end_offset" bigint NOT NULL,
    "text" text COLLATE "C" NOT NULL,
    "tokens" integer NOT NULL,
    "hash" text COLLATE "C" NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    CONSTRAINT "document_chunk_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "document_chunk_of" FOREIGN KEY ("tenant_id", "workspace_id", "source") REFERENCES "document" ("tenant_id", "workspace_id", "source") ON DELETE CASCADE,
    CONSTRAINT "document_chunk_in_section" FOREIGN KEY ("tenant_id", "workspace_id", "section_id") REFERENCES "document_section" ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE INDEX "document_chunk_of_section" ON "document_chunk" ("tenant_id", "workspace_id", "section_id", "position")`,
  `CREATE INDEX "document_chunk_of_document" ON "document_chunk" ("tenant_id", "workspace_id", "source", "position")`,
  `ALTER TABLE "document_chunk" ADD CONSTRAINT "document_chunk_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")`,
  // Search index over the keys of a text. Tenants share the index, but never a key.
  `CREATE TABLE "document_chunk_search" (
    tenant_id text COLLATE "C" NOT NULL,
    workspace_id text COLLATE "C" NOT NULL,
    item_id uuid NOT NULL,
    part text COLLATE "C" NOT NULL,
    search_text text COLLATE "C" NOT NULL,
    text_hash text COLLATE "C" NOT NULL,
    search_keys int4[] NOT NULL,
    CONSTRAINT "document_chunk_search_pk" PRIMARY KEY ("tenant_id", "workspace_id", "item_id", "part"),
    CONSTRAINT "document_chunk_search_of_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "document_chunk" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "document_chunk_search_keys" ON "document_chunk_search" USING gin (search_keys)`,
  ...vectorTables("document_chunk"),
  // As the other tables are indexed: this one has no rows yet.
  `INSERT INTO "search_scheme" (table_name, scheme, max_characters, walk, rules) SELECT 'document_chunk', 2, coalesce(nullif(max(max_characters), 0), 100000), NULL, coalesce(max(rules), '') FROM "search_scheme"`,
];

const down = [
  `DELETE FROM "search_scheme" WHERE table_name = 'document_chunk'`,
  ...vectorTablesDown("document_chunk"),
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
