import { SchemaMigration } from "../../schema-migration";

// Index order matters: the index for most lookups is created last. Before the first ANALYZE the
// planner expects one row for a tenant. Then all indexes that start with the tenant cost the same,
// and it uses the newest.
const up = [
  `CREATE TABLE "marketplace_repository" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "attrs" jsonb NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "url" text COLLATE "C",
    "type" text COLLATE "C",
    "status" text COLLATE "C",
    "trust_tier" text COLLATE "C",
    "signing_policy" jsonb NOT NULL,
    "last_synced_at" timestamptz(3),
    "row_version" integer NOT NULL,
    CONSTRAINT "marketplace_repository_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "marketplace_repository_pk" PRIMARY KEY ("tenant_id", "id")
  )`,
  `CREATE TABLE "marketplace_plugin" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "attrs" jsonb NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "repository_id" text COLLATE "C" NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "version" text COLLATE "C",
    "trust_tier" text COLLATE "C",
    "published_at" timestamptz(3),
    "row_version" integer NOT NULL,
    CONSTRAINT "marketplace_plugin_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "marketplace_plugin_repository" FOREIGN KEY ("tenant_id", "repository_id") REFERENCES "marketplace_repository" ("tenant_id", "id")
  )`,
  `CREATE INDEX "marketplace_plugin_of" ON "marketplace_plugin" ("tenant_id", "repository_id", "id")`,
  `ALTER TABLE "marketplace_plugin" ADD CONSTRAINT "marketplace_plugin_pk" PRIMARY KEY ("tenant_id", "id")`,
  `CREATE TABLE "marketplace_signer" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "attrs" jsonb NOT NULL,
    "fingerprint" text COLLATE "C" NOT NULL,
    "issuer" text COLLATE "C",
    "subject" text COLLATE "C",
    "trust_tier" text COLLATE "C",
    "revoked" boolean NOT NULL,
    "not_before" timestamptz(3),
    "not_after" timestamptz(3),
    "row_version" integer NOT NULL,
    CONSTRAINT "marketplace_signer_period" CHECK (not_before <= not_after),
    CONSTRAINT "marketplace_signer_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "marketplace_signer_pk" PRIMARY KEY ("tenant_id", "fingerprint")
  )`,
  `CREATE TABLE "marketplace_release" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "attrs" jsonb NOT NULL,
    "plugin_id" text COLLATE "C" NOT NULL,
    "version" text COLLATE "C" NOT NULL,
    "precedence" text COLLATE "C" NOT NULL,
    "prerelease" boolean NOT NULL,
    "artifact_url" text COLLATE "C",
    "checksum_sha256" text COLLATE "C",
    "signature" text COLLATE "C",
    "signer_fingerprint" text COLLATE "C",
    "min_core_version" text COLLATE "C",
    "notes" text COLLATE "C",
    "yanked" boolean NOT NULL,
    "published_at" timestamptz(3),
    "row_version" integer NOT NULL,
    CONSTRAINT "marketplace_release_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "marketplace_release_plugin" FOREIGN KEY ("tenant_id", "plugin_id") REFERENCES "marketplace_plugin" ("tenant_id", "id") ON DELETE CASCADE,
    CONSTRAINT "marketplace_release_signer" FOREIGN KEY ("tenant_id", "signer_fingerprint") REFERENCES "marketplace_signer" ("tenant_id", "fingerprint")
  )`,
  `CREATE INDEX "marketplace_release_signed" ON "marketplace_release" ("tenant_id", "signer_fingerprint") WHERE signer_fingerprint IS NOT NULL`,
  `CREATE INDEX "marketplace_release_order" ON "marketplace_release" ("tenant_id", "plugin_id", "precedence", "version")`,
  `ALTER TABLE "marketplace_release" ADD CONSTRAINT "marketplace_release_pk" PRIMARY KEY ("tenant_id", "plugin_id", "version")`,
  `CREATE TABLE "marketplace_advisory" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "attrs" jsonb NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "plugin_id" text COLLATE "C" NOT NULL,
    "cve_id" text COLLATE "C",
    "severity" text COLLATE "C" NOT NULL,
    "description" text COLLATE "C",
    "affected_versions" text COLLATE "C" NOT NULL,
    "fixed_in" text COLLATE "C",
    "published_at" timestamptz(3),
    "row_version" integer NOT NULL,
    CONSTRAINT "marketplace_advisory_severity" CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    CONSTRAINT "marketplace_advisory_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "marketplace_advisory_plugin" FOREIGN KEY ("tenant_id", "plugin_id") REFERENCES "marketplace_plugin" ("tenant_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "marketplace_advisory_of" ON "marketplace_advisory" ("tenant_id", "plugin_id", "id")`,
  `ALTER TABLE "marketplace_advisory" ADD CONSTRAINT "marketplace_advisory_pk" PRIMARY KEY ("tenant_id", "id")`,
  `CREATE TABLE "marketplace_install" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "attrs" jsonb NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "plugin_id" text COLLATE "C" NOT NULL,
    "version" text COLLATE "C" NOT NULL,
    "enabled" boolean NOT NULL,
    "config" jsonb NOT NULL,
    "trust_tier" text COLLATE "C",
    "source" text COLLATE "C",
    "installed_at" timestamptz(3) NOT NULL,
    "updated_at" timestamptz(3),
    "row_version" integer NOT NULL,
    CONSTRAINT "marketplace_install_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "marketplace_install_release" FOREIGN KEY ("tenant_id", "plugin_id", "version") REFERENCES "marketplace_release" ("tenant_id", "plugin_id", "version")
  )`,
  `CREATE UNIQUE INDEX "marketplace_install_id" ON "marketplace_install" ("tenant_id", "id")`,
  `ALTER TABLE "marketplace_install" ADD CONSTRAINT "marketplace_install_pk" PRIMARY KEY ("tenant_id", "plugin_id")`,
  `CREATE TABLE "marketplace_rollout" (
    "tenant_id" text COLLATE "C" NOT NULL,
    "attrs" jsonb NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "plugin_id" text COLLATE "C" NOT NULL,
    "percent" double precision NOT NULL,
    "row_version" integer NOT NULL,
    CONSTRAINT "marketplace_rollout_percent" CHECK (percent >= 0 AND percent <= 100),
    CONSTRAINT "marketplace_rollout_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "marketplace_rollout_plugin" FOREIGN KEY ("tenant_id", "plugin_id") REFERENCES "marketplace_plugin" ("tenant_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "marketplace_rollout_of" ON "marketplace_rollout" ("tenant_id", "plugin_id", "id")`,
  `ALTER TABLE "marketplace_rollout" ADD CONSTRAINT "marketplace_rollout_pk" PRIMARY KEY ("tenant_id", "id")`,
];

const down = [
  'DROP TABLE "marketplace_rollout"',
  'DROP TABLE "marketplace_install"',
  'DROP TABLE "marketplace_advisory"',
  'DROP TABLE "marketplace_release"',
  'DROP TABLE "marketplace_signer"',
  'DROP TABLE "marketplace_plugin"',
  'DROP TABLE "marketplace_repository"',
];

export class Marketplace extends SchemaMigration {
  readonly name = "0007-marketplace";
  protected readonly forward = up;
  protected readonly backward = down;
}
