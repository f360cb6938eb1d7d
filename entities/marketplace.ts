import { flag, instant, json, name, real, text } from "./columns";
import { type TenantRow, table } from "./table";

export const marketplaceRepositoryTable = table("marketplace_repository", {
  scope: "tenant",
  key: ["id"],
  columns: {
    attrs: json(),
    id: name(),
    name: text(),
    url: text().nullable(),
    type: text().nullable(),
    status: text().nullable(),
    trustTier: text().nullable(),
    signingPolicy: json(),
    lastSyncedAt: instant().nullable(),
  },
});

export const marketplacePluginTable = table("marketplace_plugin", {
  scope: "tenant",
  key: ["id"],
  columns: {
    attrs: json(),
    id: name(),
    repository: name("repository_id"),
    name: text(),
    version: text().nullable(),
    trustTier: text().nullable(),
    publishedAt: instant().nullable(),
  },
  indexes: {
    marketplace_plugin_of: { on: ["repository", "id"] },
  },
  references: {
    marketplace_plugin_repository: {
      on: ["repository"],
      table: () => marketplaceRepositoryTable,
      onDelete: "NO ACTION",
    },
  },
});

export const marketplaceSignerTable = table("marketplace_signer", {
  scope: "tenant",
  key: ["fingerprint"],
  columns: {
    attrs: json(),
    fingerprint: name(),
    issuer: text().nullable(),
    subject: text().nullable(),
    trustTier: text().nullable(),
    revoked: flag(),
    notBefore: instant().nullable(),
    notAfter: instant().nullable(),
  },
  checks: {
    marketplace_signer_period: "not_before <= not_after",
  },
});

export const marketplaceReleaseTable = table("marketplace_release", {
  scope: "tenant",
  key: ["plugin", "version"],
  columns: {
    attrs: json(),
    plugin: name("plugin_id"),
    version: name(),
    /** Orders by code point as semantic versions do. */
    precedence: name(),
    /** Whether the version is one. */
    prerelease: flag(),
    artifactUrl: text().nullable(),
    checksumSha256: text().nullable(),
    signature: text().nullable(),
    /** Fingerprint. */
    signer: name().nullable(),
    minCoreVersion: text().nullable(),
    notes: text().nullable(),
    yanked: flag(),
    publishedAt: instant().nullable(),
  },
  indexes: {
    marketplace_release_order: { on: ["plugin", "precedence", "version"] },
    marketplace_release_signed: { on: ["signer"], where: "signer IS NOT NULL" },
  },
  references: {
    marketplace_release_plugin: { on: ["plugin"], table: () => marketplacePluginTable, onDelete: "CASCADE" },
    marketplace_release_signer: {
      on: ["signer"],
      table: () => marketplaceSignerTable,
      onDelete: "NO ACTION",
    },
  },
});

export const marketplaceAdvisoryTable = table("marketplace_advisory", {
  scope: "tenant",
  key: ["id"],
  columns: {
    attrs: json(),
    id: name(),
    plugin: name("plugin_id"),
    cveId: text().nullable(),
    severity: name(),
    description: text().nullable(),
    affectedVersions: text(),
    fixedIn: text().nullable(),
    publishedAt: instant().nullable(),
  },
  indexes: {
    marketplace_advisory_of: { on: ["plugin", "id"] },
  },
  checks: {
    marketplace_advisory_severity: "severity IN ('low', 'medium', 'high', 'critical')",
  },
  references: {
    marketplace_advisory_plugin: { on: ["plugin"], table: () => marketplacePluginTable, onDelete: "CASCADE" },
  },
});

export const marketplaceInstallTable = table("marketplace_install", {
  scope: "tenant",
  key: ["plugin"],
  columns: {
    attrs: json(),
    id: name(),
    /** A tenant has a plugin once. */
    plugin: name("plugin_id"),
    version: name(),
    enabled: flag(),
    config: json(),
    trustTier: text().nullable(),
    source: text().nullable(),
    installedAt: instant(),
    updatedAt: instant().nullable(),
  },
  indexes: {
    marketplace_install_id: { on: ["id"], unique: true },
  },
  references: {
    marketplace_install_release: {
      on: ["plugin", "version"],
      table: () => marketplaceReleaseTable,
      onDelete: "NO ACTION",
    },
  },
});

export const marketplaceRolloutTable = table("marketplace_rollout", {
  scope: "tenant",
  key: ["id"],
  columns: {
    attrs: json(),
    id: name(),
    plugin: name("plugin_id"),
    percent: real(),
  },
  indexes: {
    marketplace_rollout_of: { on: ["plugin", "id"] },
  },
  checks: {
    marketplace_rollout_percent: "percent >= 0 AND percent <= 100",
  },
  references: {
    marketplace_rollout_plugin: { on: ["plugin"], table: () => marketplacePluginTable, onDelete: "CASCADE" },
  },
});

export type MarketplaceRepositoryEntity = TenantRow<typeof marketplaceRepositoryTable>;
export type MarketplacePluginEntity = TenantRow<typeof marketplacePluginTable>;
export type MarketplaceSignerEntity = TenantRow<typeof marketplaceSignerTable>;
export type MarketplaceReleaseEntity = TenantRow<typeof marketplaceReleaseTable>;
export type MarketplaceAdvisoryEntity = TenantRow<typeof marketplaceAdvisoryTable>;
export type MarketplaceInstallEntity = TenantRow<typeof marketplaceInstallTable>;
export type MarketplaceRolloutEntity = TenantRow<typeof marketplaceRolloutTable>;
