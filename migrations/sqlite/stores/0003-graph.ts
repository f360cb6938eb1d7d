import { SchemaMigration } from "../../schema-migration";

const up = [
  `CREATE TABLE "graph_node" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "type" varchar NOT NULL,
    "name" varchar NOT NULL,
    "attrs" text NOT NULL,
    "version" integer NOT NULL,
    "created_at" datetime NOT NULL,
    "updated_at" datetime NOT NULL,
    "schema_version" integer,
    CONSTRAINT "graph_node_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "graph_node_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE UNIQUE INDEX "graph_node_key" ON "graph_node" ("tenant_id", "workspace_id", "type", "name")`,
  `CREATE TABLE "graph_node_search" (
    entry INTEGER PRIMARY KEY,
    tenant_id varchar NOT NULL,
    workspace_id varchar NOT NULL,
    item_id varchar NOT NULL,
    part varchar NOT NULL,
    search_text text NOT NULL,
    text_hash varchar NOT NULL,
    search_keys text NOT NULL,
    CONSTRAINT "graph_node_search_key" UNIQUE ("tenant_id", "workspace_id", "item_id", "part"),
    CONSTRAINT "graph_node_search_of_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "graph_node" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  // Keys are opaque words. A search only needs the rows that have them, so the index stores neither
  // positions nor sizes.
  `CREATE VIRTUAL TABLE "graph_node_search_keys" USING fts5 (search_keys, content = 'graph_node_search', detail = none, columnsize = 0, tokenize = 'ascii')`,
  `CREATE TRIGGER "graph_node_search_insert" AFTER INSERT ON "graph_node_search" BEGIN
    INSERT INTO "graph_node_search_keys" (rowid, search_keys) VALUES (new.rowid, new.search_keys);
  END`,
  `CREATE TRIGGER "graph_node_search_update" AFTER UPDATE OF search_keys ON "graph_node_search" BEGIN
    INSERT INTO "graph_node_search_keys" ("graph_node_search_keys", rowid, search_keys) VALUES ('delete', old.rowid, old.search_keys);
    INSERT INTO "graph_node_search_keys" (rowid, search_keys) VALUES (new.rowid, new.search_keys);
  END`,
  `CREATE TRIGGER "graph_node_search_delete" AFTER DELETE ON "graph_node_search" BEGIN
    INSERT INTO "graph_node_search_keys" ("graph_node_search_keys", rowid, search_keys) VALUES ('delete', old.rowid, old.search_keys);
  END`,
  `CREATE TABLE "graph_edge" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "from_id" varchar NOT NULL,
    "to_id" varchar NOT NULL,
    "type" varchar NOT NULL,
    "weight" double precision NOT NULL,
    "attrs" text NOT NULL,
    "valid_from" datetime,
    "valid_to" datetime,
    "recorded_from" datetime NOT NULL,
    "recorded_to" datetime,
    "version" integer NOT NULL,
    "created_at" datetime NOT NULL,
    "updated_at" datetime NOT NULL,
    "period" integer NOT NULL,
    "others" boolean NOT NULL,
    CONSTRAINT "graph_edge_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "graph_edge_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "graph_edge_from_node" FOREIGN KEY ("tenant_id", "workspace_id", "from_id") REFERENCES "graph_node" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE,
    CONSTRAINT "graph_edge_to_node" FOREIGN KEY ("tenant_id", "workspace_id", "to_id") REFERENCES "graph_node" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE UNIQUE INDEX "graph_edge_key" ON "graph_edge" ("tenant_id", "workspace_id", "from_id", "type", "to_id", "period")`,
  `CREATE INDEX "graph_edge_reverse" ON "graph_edge" ("tenant_id", "workspace_id", "to_id", "type", "from_id", "period")`,
  `CREATE TABLE "graph_node_alias" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "node_id" varchar NOT NULL,
    "type" varchar NOT NULL,
    "name" varchar NOT NULL,
    "merged_at" datetime NOT NULL,
    CONSTRAINT "graph_node_alias_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "graph_node_alias_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "graph_node_alias_node" FOREIGN KEY ("tenant_id", "workspace_id", "node_id") REFERENCES "graph_node" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "graph_node_alias_of_node" ON "graph_node_alias" ("tenant_id", "workspace_id", "node_id", "merged_at", "id")`,
  `CREATE TABLE "graph_provenance" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "node_id" varchar,
    "edge_id" varchar,
    "source_url" text,
    "episode" text,
    "span" text,
    "speaker" text,
    "retrieved_at" datetime,
    "license" text,
    "sha256" text,
    "created_at" datetime NOT NULL,
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
  'DROP TABLE "graph_node_search_keys"',
  'DROP TABLE "graph_node_search"',
  'DROP TABLE "graph_node"',
];

export class Graph extends SchemaMigration {
  readonly name = "0003-graph";
  protected readonly forward = up;
  protected readonly backward = down;
}
