import { SchemaMigration } from "../../schema-migration";

// Index order matters: the index for most lookups is created last. Before the first ANALYZE the
// planner expects one row for a tenant. Then all indexes that start with the tenant cost the same,
// and it uses the newest.
const up = [
  `CREATE TABLE "archive_entry" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "content_hash" text COLLATE "C" NOT NULL,
    "message_id" text COLLATE "C" NOT NULL,
    "channel_id" text COLLATE "C" NOT NULL,
    "attachment_ids" jsonb NOT NULL,
    "filename" text COLLATE "C" NOT NULL,
    "size_bytes" bigint NOT NULL,
    "sha256" text COLLATE "C" NOT NULL,
    "media_type" text COLLATE "C",
    "visibility" text COLLATE "C",
    "tags" jsonb NOT NULL,
    "compression" jsonb,
    "created_at" timestamptz(3) NOT NULL,
    "version" integer NOT NULL,
    "recording" uuid NOT NULL,
    CONSTRAINT "archive_entry_size" CHECK (size_bytes >= 0),
    CONSTRAINT "archive_entry_tenant" CHECK (tenant_id <> '')
  )`,
  `CREATE INDEX "archive_entry_by_created" ON "archive_entry" ("tenant_id", "workspace_id", "created_at", "id")`,
  `CREATE INDEX "archive_entry_by_media" ON "archive_entry" ("tenant_id", "workspace_id", "media_type", "created_at", "id")`,
  `CREATE INDEX "archive_entry_by_visibility" ON "archive_entry" ("tenant_id", "workspace_id", "visibility", "created_at", "id")`,
  `CREATE UNIQUE INDEX "archive_entry_key" ON "archive_entry" ("tenant_id", "workspace_id", "content_hash")`,
  `ALTER TABLE "archive_entry" ADD CONSTRAINT "archive_entry_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")`,
  // Search index over the keys of a text. Tenants share the index, but never a key.
  `CREATE TABLE "archive_entry_search" (
    tenant_id text COLLATE "C" NOT NULL,
    workspace_id text COLLATE "C" NOT NULL,
    item_id uuid NOT NULL,
    part text COLLATE "C" NOT NULL,
    search_text text COLLATE "C" NOT NULL,
    text_hash text COLLATE "C" NOT NULL,
    search_keys int4[] NOT NULL,
    CONSTRAINT "archive_entry_search_pk" PRIMARY KEY ("tenant_id", "workspace_id", "item_id", "part"),
    CONSTRAINT "archive_entry_search_of_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "archive_entry" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "archive_entry_search_keys" ON "archive_entry_search" USING gin (search_keys)`,
  `CREATE TABLE "archive_place" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "entry_id" uuid NOT NULL,
    "message_id" text COLLATE "C" NOT NULL,
    "channel_id" text COLLATE "C" NOT NULL,
    "attachment_ids" jsonb NOT NULL,
    "filename" text COLLATE "C" NOT NULL,
    "media_type" text COLLATE "C",
    "visibility" text COLLATE "C",
    "tags" jsonb NOT NULL,
    "compression" jsonb,
    "created_at" timestamptz(3) NOT NULL,
    "entry_created_at" timestamptz(3) NOT NULL,
    CONSTRAINT "archive_place_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "archive_place_of_entry" FOREIGN KEY ("tenant_id", "workspace_id", "entry_id") REFERENCES "archive_entry" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "archive_place_by_channel" ON "archive_place" ("tenant_id", "workspace_id", "channel_id", "entry_created_at", "entry_id")`,
  `CREATE INDEX "archive_place_by_message" ON "archive_place" ("tenant_id", "workspace_id", "message_id", "entry_created_at", "entry_id")`,
  `ALTER TABLE "archive_place" ADD CONSTRAINT "archive_place_pk" PRIMARY KEY ("tenant_id", "workspace_id", "entry_id", "message_id", "channel_id")`,
  `CREATE TABLE "archive_tag" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "entry_id" uuid NOT NULL,
    "tag" text COLLATE "C" NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    CONSTRAINT "archive_tag_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "archive_tag_of_entry" FOREIGN KEY ("tenant_id", "workspace_id", "entry_id") REFERENCES "archive_entry" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "archive_tag_in_order" ON "archive_tag" ("tenant_id", "workspace_id", "tag", "created_at", "entry_id")`,
  `ALTER TABLE "archive_tag" ADD CONSTRAINT "archive_tag_pk" PRIMARY KEY ("tenant_id", "workspace_id", "entry_id", "tag")`,
];

const down = [
  'DROP TABLE "archive_place"',
  'DROP TABLE "archive_tag"',
  'DROP TABLE "archive_entry_search"',
  'DROP TABLE "archive_entry"',
];

export class Archive extends SchemaMigration {
  readonly name = "0008-archive";
  protected readonly forward = up;
  protected readonly backward = down;
}
