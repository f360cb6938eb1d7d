import { SchemaMigration } from "../../schema-migration";

// Index order matters: the index for most lookups is created last. Before the first ANALYZE the
// planner expects one row for a tenant. Then all indexes that start with the tenant cost the same,
// and it uses the newest.
const up = [
  `CREATE TABLE "graph_node" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "type" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "attrs" jsonb NOT NULL,
    "version" integer NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    "updated_at" timestamptz(3) NOT NULL,
    "schema_version" integer,
    CONSTRAINT "graph_node_tenant" CHECK (tenant_id <> '')
  )`,
  `CREATE UNIQUE INDEX "graph_node_key" ON "graph_node" ("tenant_id", "workspace_id", "type", "name")`,
  `ALTER TABLE "graph_node" ADD CONSTRAINT "graph_node_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")`,
  `CREATE TABLE "graph_node_search" (
    tenant_id text COLLATE "C" NOT NULL,
    workspace_id text COLLATE "C" NOT NULL,
    item_id uuid NOT NULL,
    part text COLLATE "C" NOT NULL,
    search_text text COLLATE "C" NOT NULL,
    text_hash text COLLATE "C" NOT NULL,
    search_keys int4[] NOT NULL,
    CONSTRAINT "graph_node_search_pk" PRIMARY KEY ("tenant_id", "workspace_id", "item_id", "part"),
    CONSTRAINT "graph_node_search_of_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "graph_node" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "graph_node_search_keys" ON "graph_node_search" USING gin (search_keys)`,
  `CREATE TABLE "graph_edge" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "from_id" uuid NOT NULL,
    "to_id" uuid NOT NULL,
    "type" text COLLATE "C" NOT NULL,
    "weight" double precision NOT NULL,
    "attrs" jsonb NOT NULL,
    "valid_from" timestamptz(3),
    "valid_to" timestamptz(3),
    "recorded_from" timestamptz(3) NOT NULL,
    "recorded_to" timestamptz(3),
    "version" integer NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    "updated_at" timestamptz(3) NOT NULL,
    "period" integer NOT NULL,
    "others" boolean NOT NULL,
    CONSTRAINT "graph_edge_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "graph_edge_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "graph_edge_from_node" FOREIGN KEY ("tenant_id", "workspace_id", "from_id") REFERENCES "graph_node" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE,
    CONSTRAINT "graph_edge_to_node" FOREIGN KEY ("tenant_id", "workspace_id", "to_id") REFERENCES "graph_node" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "graph_edge_reverse" ON "graph_edge" ("tenant_id", "workspace_id", "to_id", "type", "from_id", "period")`,
  `CREATE UNIQUE INDEX "graph_edge_key" ON "graph_edge" ("tenant_id", "workspace_id", "from_id", "type", "to_id", "period")`,
  `CREATE TABLE "graph_node_alias" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "node_id" uuid NOT NULL,
    "type" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "merged_at" timestamptz(3) NOT NULL,
    CONSTRAINT "graph_node_alias_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "graph_node_alias_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "graph_node_alias_node" FOREIGN KEY ("tenant_id", "workspace_id", "node_id") REFERENCES "graph_node" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "graph_node_alias_of_node" ON "graph_node_alias" ("tenant_id", "workspace_id", "node_id", "merged_at", "id")`,
  `CREATE TABLE "graph_provenance" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "node_id" uuid,
    "edge_id" uuid,
    "source_url" text COLLATE "C",
    "episode" text COLLATE "C",
    "span" text COLLATE "C",
    "speaker" text COLLATE "C",
    "retrieved_at" timestamptz(3),
    "license" text COLLATE "C",
    "sha256" text COLLATE "C",
    "created_at" timestamptz(3) NOT NULL,
    CONSTRAINT "graph_provenance_subject" CHECK ((node_id IS NULL) <> (edge_id IS NULL)),
    CONSTRAINT "graph_provenance_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "graph_provenance_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "graph_provenance_node" FOREIGN KEY ("tenant_id", "workspace_id", "node_id") REFERENCES "graph_node" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE,
    CONSTRAINT "graph_provenance_edge" FOREIGN KEY ("tenant_id", "workspace_id", "edge_id") REFERENCES "graph_edge" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "graph_provenance_of_node" ON "graph_provenance" ("tenant_id", "workspace_id", "node_id", "created_at", "id")`,
  `CREATE INDEX "graph_provenance_of_edge" ON "graph_provenance" ("tenant_id", "workspace_id", "edge_id", "created_at", "id")`,
];

const down = [
  'DROP TABLE "graph_provenance"',
  'DROP TABLE "graph_node_alias"',
  'DROP TABLE "graph_edge"',
  'DROP TABLE "graph_node_search"',
  'DROP TABLE "graph_node"',
];

export class Graph extends SchemaMigration {
  readonly name = "0003-graph";
  protected readonly forward = up;
  protected readonly backward = down;
}
