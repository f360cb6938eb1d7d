import { SchemaMigration } from "../../schema-migration";

const up = [
  `CREATE TABLE "marketplace_repository" (
    "tenant_id" varchar NOT NULL,
    "attrs" text NOT NULL,
    "id" varchar NOT NULL,
    "name" text NOT NULL,
    "url" text,
    "type" text,
    "status" text,
    "trust_tier" text,
    "signing_policy" text NOT NULL,
    "last_synced_at" datetime,
    "row_version" integer NOT NULL,
    CONSTRAINT "marketplace_repository_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "marketplace_repository_pk" PRIMARY KEY ("tenant_id", "id")
  )`,
  `CREATE TABLE "marketplace_plugin" (
    "tenant_id" varchar NOT NULL,
    "attrs" text NOT NULL,
    "id" varchar NOT NULL,
    "repository_id" varchar NOT NULL,
    "name" text NOT NULL,
    "version" text,
    "trust_tier" text,
    "published_at" datetime,
    "row_version" integer NOT NULL,
    CONSTRAINT "marketplace_plugin_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "marketplace_plugin_pk" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "marketplace_plugin_repository" FOREIGN KEY ("tenant_id", "repository_id") REFERENCES "marketplace_repository" ("tenant_id", "id")
  )`,
  `CREATE INDEX "marketplace_plugin_of" ON "marketplace_plugin" ("tenant_id", "repository_id", "id")`,
  `CREATE TABLE "marketplace_signer" (
    "tenant_id" varchar NOT NULL,
    "attrs" text NOT NULL,
    "fingerprint" varchar NOT NULL,
    "issuer" text,
    "subject" text,
    "trust_tier" text,
    "revoked" boolean NOT NULL,
    "not_before" datetime,
    "not_after" datetime,
    "row_version" integer NOT NULL,
    CONSTRAINT "marketplace_signer_period" CHECK (not_before <= not_after),
    CONSTRAINT "marketplace_signer_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "marketplace_signer_pk" PRIMARY KEY ("tenant_id", "fingerprint")
  )`,
  `CREATE TABLE "marketplace_release" (
    "tenant_id" varchar NOT NULL,
    "attrs" text NOT NULL,
    "plugin_id" varchar NOT NULL,
    "version" varchar NOT NULL,
    "precedence" varchar NOT NULL,
    "prerelease" boolean NOT NULL,
    "artifact_url" text,
    "checksum_sha256" text,
    "signature" text,
    "signer_fingerprint" varchar,
    "min_core_version" text,
    "notes" text,
    "yanked" boolean NOT NULL,
    "published_at" datetime,
    "row_version" integer NOT NULL,
    CONSTRAINT "marketplace_release_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "marketplace_release_pk" PRIMARY KEY ("tenant_id", "plugin_id", "version"),
    CONSTRAINT "marketplace_release_plugin" FOREIGN KEY ("tenant_id", "plugin_id") REFERENCES "marketplace_plugin" ("tenant_id", "id") ON DELETE CASCADE,
    CONSTRAINT "marketplace_release_signer" FOREIGN KEY ("tenant_id", "signer_fingerprint") REFERENCES "marketplace_signer" ("tenant_id", "fingerprint")
  )`,
  `CREATE INDEX "marketplace_release_signed" ON "marketplace_release" ("tenant_id", "signer_fingerprint") WHERE signer_fingerprint IS NOT NULL`,
  `CREATE INDEX "marketplace_release_order" ON "marketplace_release" ("tenant_id", "plugin_id", "precedence", "version")`,
  `CREATE TABLE "marketplace_advisory" (
    "tenant_id" varchar NOT NULL,
    "attrs" text NOT NULL,
    "id" varchar NOT NULL,
    "plugin_id" varchar NOT NULL,
    "cve_id" text,
    "severity" varchar NOT NULL,
    "description" text,
    "affected_versions" text NOT NULL,
    "fixed_in" text,
    "published_at" datetime,
    "row_version" integer NOT NULL,
    CONSTRAINT "marketplace_advisory_severity" CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    CONSTRAINT "marketplace_advisory_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "marketplace_advisory_pk" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "marketplace_advisory_plugin" FOREIGN KEY ("tenant_id", "plugin_id") REFERENCES "marketplace_plugin" ("tenant_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "marketplace_advisory_of" ON "marketplace_advisory" ("tenant_id", "plugin_id", "id")`,
  `CREATE TABLE "marketplace_install" (
    "tenant_id" varchar NOT NULL,
    "attrs" text NOT NULL,
    "id" varchar NOT NULL,
    "plugin_id" varchar NOT NULL,
    "version" varchar NOT NULL,
    "enabled" boolean NOT NULL,
    "config" text NOT NULL,
    "trust_tier" text,
    "source" text,
    "installed_at" datetime NOT NULL,
    "updated_at" datetime,
    "row_version" integer NOT NULL,
    CONSTRAINT "marketplace_install_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "marketplace_install_pk" PRIMARY KEY ("tenant_id", "plugin_id"),
    CONSTRAINT "marketplace_install_release" FOREIGN KEY ("tenant_id", "plugin_id", "version") REFERENCES "marketplace_release" ("tenant_id", "plugin_id", "version")
  )`,
  `CREATE UNIQUE INDEX "marketplace_install_id" ON "marketplace_install" ("tenant_id", "id")`,
  `CREATE TABLE "marketplace_rollout" (
    "tenant_id" varchar NOT NULL,
    "attrs" text NOT NULL,
    "id" varchar NOT NULL,
    "plugin_id" varchar NOT NULL,
    "percent" double precision NOT NULL,
    "row_version" integer NOT NULL,
    CONSTRAINT "marketplace_rollout_percent" CHECK (percent >= 0 AND percent <= 100),
    CONSTRAINT "marketplace_rollout_tenant" CHECK (tenant_id <> ''),
    CONSTRAINT "marketplace_rollout_pk" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "marketplace_rollout_plugin" FOREIGN KEY ("tenant_id", "plugin_id") REFERENCES "marketplace_plugin" ("tenant_id", "id") ON DELETE CASCADE
  )`,
  `CREATE INDEX "marketplace_rollout_of" ON "marketplace_rollout" ("tenant_id", "plugin_id", "id")`,
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
