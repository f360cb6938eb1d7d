import { SchemaMigration } from "../../schema-migration";

const up = [
  `CREATE TABLE "profile" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "id" varchar NOT NULL,
    "name" varchar NOT NULL,
    "data" text NOT NULL,
    "created_at" datetime NOT NULL,
    "updated_at" datetime NOT NULL,
    "version" integer NOT NULL,
    "schema_version" integer,
    CONSTRAINT "profile_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "profile_pk" PRIMARY KEY ("tenant_id", "workspace_id", "id")
  )`,
  `CREATE UNIQUE INDEX "profile_key" ON "profile" ("tenant_id", "workspace_id", "name")`,
  `CREATE TABLE "profile_link" (
    "tenant_id" varchar NOT NULL,
    "workspace_id" varchar NOT NULL,
    "from_name" varchar NOT NULL,
    "to_name" varchar NOT NULL,
    "count" bigint NOT NULL,
    "first_seen_at" datetime NOT NULL,
    "last_seen_at" datetime NOT NULL,
    "version" integer NOT NULL,
    CONSTRAINT "profile_link_count" CHECK (count >= 0),
    CONSTRAINT "profile_link_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "profile_link_pk" PRIMARY KEY ("tenant_id", "workspace_id", "from_name", "to_name")
  )`,
  `CREATE INDEX "profile_link_reverse" ON "profile_link" ("tenant_id", "workspace_id", "to_name", "from_name")`,
];

const down = ['DROP TABLE "profile_link"', 'DROP TABLE "profile"'];

export class Profiles extends SchemaMigration {
  readonly name = "0004-profiles";
  protected readonly forward = up;
  protected readonly backward = down;
}
