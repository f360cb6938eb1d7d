import { SchemaMigration } from "../../schema-migration";

const up = [
  `CREATE TABLE "memory_cluster" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "label" text COLLATE "C" NOT NULL,
    "words" jsonb NOT NULL,
    "size" bigint NOT NULL,
    "model" text COLLATE "C" NOT NULL,
    "centroid" bytea NOT NULL,
    "threshold" double precision,
    "k" integer,
    "created_at" timestamptz(3) NOT NULL,
    "updated_at" timestamptz(3) NOT NULL,
    CONSTRAINT "memory_cluster_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "memory_cluster_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE INDEX "memory_cluster_by_size" ON "memory_cluster" ("tenant_id", "workspace_id", "size", "id")`,
  `CREATE TABLE "memory_cluster_item" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "item_id" uuid NOT NULL,
    "cluster_id" uuid NOT NULL,
    "similarity" double precision NOT NULL,
    "text_hash" text COLLATE "C" NOT NULL,
    "assigned_at" timestamptz(3) NOT NULL,
    CONSTRAINT "memory_cluster_item_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "memory_cluster_item_pk" PRIMARY KEY ("tenant_id", "workspace_id", "item_id"),
    CONSTRAINT "memory_cluster_item_of_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "memory_item" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE,
    CONSTRAINT "memory_cluster_item_of_cluster" FOREIGN KEY ("tenant_id", "workspace_id", "cluster_id") REFERENCES "memory_cluster" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "memory_cluster_item_by_cluster" ON "memory_cluster_item" ("tenant_id", "workspace_id", "cluster_id", "similarity", "item_id")`,
  `CREATE TABLE "memory_association" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "from_id" uuid NOT NULL,
    "to_id" uuid NOT NULL,
    "kind" text COLLATE "C" NOT NULL,
    "weight" double precision NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    "updated_at" timestamptz(3) NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "memory_association_ends" CHECK (from_id <> to_id),
    CONSTRAINT "memory_association_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "memory_association_pk" PRIMARY KEY ("tenant_id", "workspace_id", "from_id", "to_id", "kind"),
    CONSTRAINT "memory_association_from_item" FOREIGN KEY ("tenant_id", "workspace_id", "from_id") REFERENCES "memory_item" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE,
    CONSTRAINT "memory_association_to_item" FOREIGN KEY ("tenant_id", "workspace_id", "to_id") REFERENCES "memory_item" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "memory_association_from" ON "memory_association" ("tenant_id", "workspace_id", "from_id", "weight", "to_id", "kind")`,
  `CREATE INDEX "memory_association_to" ON "memory_association" ("tenant_id", "workspace_id", "to_id", "weight", "from_id", "kind")`,
  `CREATE TABLE "memory_access" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "item_id" uuid NOT NULL,
    "actor" text COLLATE "C" NOT NULL,
    "query" text COLLATE "C",
    "query_hash" text COLLATE "C",
    "used_at" timestamptz(3) NOT NULL,
    "counted" boolean NOT NULL,
    CONSTRAINT "memory_access_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "memory_access_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "memory_access_of_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "memory_item" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "memory_access_by_item" ON "memory_access" ("tenant_id", "workspace_id", "item_id", "used_at", "id")`,
  `CREATE INDEX "memory_access_by_actor" ON "memory_access" ("tenant_id", "workspace_id", "actor", "used_at", "id")`,
  `CREATE INDEX "memory_access_by_time" ON "memory_access" ("tenant_id", "workspace_id", "used_at", "id")`,
  // After the index by time: of two that fit alike, planners take the newer one.
  `CREATE INDEX "memory_access_uncounted" ON "memory_access" ("tenant_id", "workspace_id", "used_at", "id") WHERE not counted`,
  `CREATE TABLE "memory_provenance" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "item_id" uuid NOT NULL,
    "source_id" uuid NOT NULL,
    "source_version" integer NOT NULL,
    "content_hash" text COLLATE "C" NOT NULL,
    "source_created_at" timestamptz(3) NOT NULL,
    "source" text COLLATE "C" NOT NULL,
    "merged_at" timestamptz(3) NOT NULL,
    CONSTRAINT "memory_provenance_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "memory_provenance_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id"),
    CONSTRAINT "memory_provenance_item" FOREIGN KEY ("tenant_id", "workspace_id", "item_id") REFERENCES "memory_item" ("tenant_id", "workspace_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "memory_provenance_of_item" ON "memory_provenance" ("tenant_id", "workspace_id", "item_id", "merged_at", "id")`,
  `CREATE INDEX "memory_provenance_of_source" ON "memory_provenance" ("tenant_id", "workspace_id", "source_id", "merged_at", "id")`,
];

const down = [
  'DROP TABLE "memory_provenance"',
  'DROP TABLE "memory_access"',
  'DROP TABLE "memory_association"',
  'DROP TABLE "memory_cluster_item"',
  'DROP TABLE "memory_cluster"',
];

export class MemoryOrganised extends SchemaMigration {
  readonly name = "0015-memory-organised";
  protected readonly forward = up;
  protected readonly backward = down;
}
