import { SchemaMigration } from "../../schema-migration";

// Index order matters: the index for most lookups is created last. Before the first ANALYZE the
// planner expects one row for a tenant. Then all indexes that start with the tenant cost the same,
// and it uses the newest.
const up = [
  `CREATE TABLE "profile" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "id" uuid NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "data" jsonb NOT NULL,
    "created_at" timestamptz(3) NOT NULL,
    "updated_at" timestamptz(3) NOT NULL,
    "version" integer NOT NULL,
    "schema_version" integer,
    CONSTRAINT "profile_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "profile_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE UNIQUE INDEX "profile_key" ON "profile" ("tenant_id", "workspace_id", "name")`,
  `CREATE TABLE "profile_link" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "workspace_id" text COLLATE "C" NOT NULL,
    "from_name" text COLLATE "C" NOT NULL,
    "to_name" text COLLATE "C" NOT NULL,
    "count" bigint NOT NULL,
    "first_seen_at" timestamptz(3) NOT NULL,
    "last_seen_at" timestamptz(3) NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "profile_link_count" CHECK (count >= 0),
    CONSTRAINT "profile_link_tenant" CHECK (tenant_id <> '')
  )`,
  `CREATE INDEX "profile_link_reverse" ON "profile_link" ("tenant_id", "workspace_id", "to_name", "from_name")`,
  `ALTER TABLE "profile_link" ADD CONSTRAINT "profile_link_pk" PRIMARY KEY ("tenant_id", "workspace_id", "from_name", "to_name")`,
];

const down = ['DROP TABLE "profile_link"', 'DROP TABLE "profile"'];

export class Profiles extends SchemaMigration {
  readonly name = "0004-profiles";
  protected readonly forward = up;
  protected readonly backward = down;
}
