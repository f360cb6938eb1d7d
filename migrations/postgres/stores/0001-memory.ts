import { SchemaMigration } from "../../schema-migration";

// Index order matters: the index for most lookups is created last. Before the first ANALYZE the
// planner expects one row for a tenant. Then all indexes that start with the tenant cost the same,
// and it uses the newest.
const up = [
  `CREATE TABLE "memory_item" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "type" text COLLATE "C" NOT NULL,
    "content" jsonb NOT NULL,
    "policy_name" text COLLATE "C" NOT NULL,
    "decay_score" double precision NOT NULL,
    "pinned" boolean NOT NULL,
    "archived" boolean NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    "last_used_at" timestamptz(3) NOT NULL,
    "version" integer NOT NULL,
    "schema_version" integer,
    CONSTRAINT "memory_item_tenant" CHECK (tenant_id <> '')
  )`,
  `CREATE INDEX "memory_item_by_created" ON "memory_item" ("tenant_id", "workspace_id", "created_at", "id")`,
  `CREATE INDEX "memory_item_by_used" ON "memory_item" ("tenant_id", "workspace_id", "last_used_at", "id")`,
  `CREATE INDEX "memory_item_by_type" ON "memory_item" ("tenant_id", "workspace_id", "type", "created_at", "id")`,
  // Partial indexes for the few pinned or archived items: without them, their lists read the whole
  // scope.
  `CREATE INDEX "memory_item_pinned" ON "memory_item" ("tenant_id", "workspace_id", "created_at", "id") WHERE pinned`,
  `CREATE INDEX "memory_item_archived" ON "memory_item" ("tenant_id", "workspace_id", "created_at", "id") WHERE archived`,
  `CREATE INDEX "memory_item_by_policy" ON "memory_item" ("tenant_id", "workspace_id", "policy_name", "last_used_at", "id")`,
  `ALTER TABLE "memory_item" ADD CONSTRAINT "memory_item_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")`,
  // Search index over the keys of a text. Tenants share the index, but never a key.
  `CREATE TABLE "memory_item_search" (
    tenant_id text COLLATE "C" NOT NULL,
    workspace_id text COLLATE "C" NOT NULL,
    item_id uuid NOT NULL,
    part text COLLATE "C" NOT NULL,
    search_text text COLLATE "C" NOT NULL,
    text_hash text COLLATE "C" NOT NULL,
    search_keys int4[] NOT NULL,
    CONSTRAINT "memory_item_search_pk" PRIMARY KEY ("tenant_id", "workspace_id", "item_id", "part"),
    CONSTRAINT "memory_item_search_of_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "memory_item" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "memory_item_search_keys" ON "memory_item_search" USING gin (search_keys)`,
  `CREATE TABLE "memory_policy" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "ttl_days" double precision NOT NULL,
    "hide" boolean NOT NULL,
    "updated_at" timestamptz(3) NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "memory_policy_ttl" CHECK (ttl_days >= 0),
    CONSTRAINT "memory_policy_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "memory_policy_pk" PRIMARY KEY ("tenant_id", "name")
  )`,
];

const down = ['DROP TABLE "memory_policy"', 'DROP TABLE "memory_item_search"', 'DROP TABLE "memory_item"'];

export class Memory extends SchemaMigration {
  readonly name = "0001-memory";
  protected readonly forward = up;
  protected readonly backward = down;
}
