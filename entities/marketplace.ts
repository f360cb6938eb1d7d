import { flag, instant, json, name, real, text, version } from "./columns";
import { type TenantRow, table } from "./table";

/** Further members, which have no column. Default for a new row: `{}`. */
const attrs = () => json().object().default("{}");

/** Repository: a source of plugins. */
export const marketplaceRepositoryTable = table("marketplace_repository", {
  scope: "tenant",
  key: ["id"],
  columns: {
    attrs: attrs(),
    /** Id in the catalogue: the key in the tenant. */
    id: name(),
    /** Display name. */
    name: text(),
    url: text().nullable(),
    /** Such as `git`. */
    type: text().suggest("git").nullable(),
    /** Such as `active`. */
    status: text().suggest("active").nullable(),
    /** Such as `official`, `verified` or `community`. */
    trustTier: text().suggest("official", "verified", "community").nullable(),
    /** Any JSON value; null: none. */
    signingPolicy: json().default("null"),
    lastSyncedAt: instant().nullable(),
    rowVersion: version(),
  },
});

export const marketplacePluginTable = table("marketplace_plugin", {
  scope: "tenant",
  key: ["id"],
  columns: {
    attrs: attrs(),
    /** Id in the catalogue: the key in the tenant. */
    id: name(),
    repositoryId: name(),
    /** Display name. */
    name: text(),
    /**
     * Version of the plugin as a whole, as given in the catalogue. Each release has its own
     * version.
     */
    version: text().nullable(),
    /** Such as `official`, `verified` or `community`. */
    trustTier: text().suggest("official", "verified", "community").nullable(),
    publishedAt: instant().nullable(),
    rowVersion: version(),
  },
  indexes: {
    marketplace_plugin_of: { on: ["repositoryId", "id"] },
  },
  references: {
    marketplace_plugin_repository: {
      on: ["repositoryId"],
      table: () => marketplaceRepositoryTable,
      onDelete: "NO ACTION",
    },
  },
});

/** Signer of releases. */
export const marketplaceSignerTable = table("marketplace_signer", {
  scope: "tenant",
  key: ["fingerprint"],
  columns: {
    attrs: attrs(),
    /** Fingerprint of the certificate: the key in the tenant. */
    fingerprint: name(),
    issuer: text().nullable(),
    subject: text().nullable(),
    /** Such as `official`, `verified` or `community`. */
    trustTier: text().suggest("official", "verified", "community").nullable(),
    /** Default for a new signer: false. */
    revoked: flag().default(false),
    /** Start of validity of the certificate, inclusive; null: unlimited. */
    notBefore: instant().nullable(),
    /** End of validity of the certificate, inclusive; null: unlimited. */
    notAfter: instant().nullable(),
    rowVersion: version(),
  },
  checks: {
    marketplace_signer_period: "not_before <= not_after",
  },
});

/** One version of a plugin. */
export const marketplaceReleaseTable = table("marketplace_release", {
  scope: "tenant",
  key: ["pluginId", "version"],
  columns: {
    attrs: attrs(),
    pluginId: name(),
    /** A semantic version. */
    version: name(),
    /** Order-preserving encoding: its code point order is the order of semantic versions. */
    precedence: name().generated(),
    /** Whether the version is a prerelease, such as `2.0.0-beta.1`. */
    prerelease: flag().generated(),
    artifactUrl: text().nullable(),
    checksumSha256: text().nullable(),
    signature: text().nullable(),
    signerFingerprint: name().nullable(),
    /** As given in the catalogue; need not be a semantic version. */
    minCoreVersion: text().nullable(),
    notes: text().nullable(),
    /**
     * Whether the release is withdrawn. It stays in the catalogue, but is never the latest and
     * cannot be installed.
     */
    yanked: flag().default(false),
    publishedAt: instant().nullable(),
    rowVersion: version(),
  },
  indexes: {
    marketplace_release_order: { on: ["pluginId", "precedence", "version"] },
    marketplace_release_signed: { on: ["signerFingerprint"], where: "signer_fingerprint IS NOT NULL" },
  },
  references: {
    marketplace_release_plugin: {
      on: ["pluginId"],
      table: () => marketplacePluginTable,
      onDelete: "CASCADE",
    },
    marketplace_release_signer: {
      on: ["signerFingerprint"],
      table: () => marketplaceSignerTable,
      onDelete: "NO ACTION",
    },
  },
});

/** Security advisory: a vulnerability in some versions of a plugin. */
export const marketplaceAdvisoryTable = table("marketplace_advisory", {
  scope: "tenant",
  key: ["id"],
  columns: {
    attrs: attrs(),
    /** Id in the catalogue: the key in the tenant. */
    id: name(),
    pluginId: name(),
    cveId: text().nullable(),
    severity: name().oneOf("low", "medium", "high", "critical"),
    description: text().nullable(),
    /**
     * Range of affected semantic versions. Only it decides, unless it contains all versions, such
     * as `*`.
     */
    affectedVersions: text(),
    /**
     * First fixed version; null if there is none yet. It decides only if the range contains all
     * versions; otherwise it is for display.
     */
    fixedIn: text().nullable(),
    publishedAt: instant().nullable(),
    rowVersion: version(),
  },
  indexes: {
    marketplace_advisory_of: { on: ["pluginId", "id"] },
  },
  checks: {
    marketplace_advisory_severity: "severity IN ('low', 'medium', 'high', 'critical')",
  },
  references: {
    marketplace_advisory_plugin: {
      on: ["pluginId"],
      table: () => marketplacePluginTable,
      onDelete: "CASCADE",
    },
  },
});

/** Plugin that is installed in all workspaces of the tenant. */
export const marketplaceInstallTable = table("marketplace_install", {
  scope: "tenant",
  key: ["pluginId"],
  columns: {
    attrs: attrs(),
    id: name().default("new"),
    /** Key: a tenant has at most one install of a plugin. */
    pluginId: name(),
    version: name(),
    /** Default for a new install: true. */
    enabled: flag().default(true),
    /** Default for a new install: `{}`. */
    config: json().default("{}"),
    /** Trust tier of the plugin at its installation. */
    trustTier: text().suggest("official", "verified", "community").nullable(),
    /** Origin of the install, such as `ui`. */
    source: text().suggest("ui").nullable(),
    /** Time of the first install. */
    installedAt: instant().default("now"),
    /** Time of the last change or repeated install; null before the first one. */
    updatedAt: instant().nullable(),
    rowVersion: version(),
  },
  indexes: {
    marketplace_install_id: { on: ["id"], unique: true },
  },
  references: {
    marketplace_install_release: {
      on: ["pluginId", "version"],
      table: () => marketplaceReleaseTable,
      onDelete: "NO ACTION",
    },
  },
});

/** Staged rollout of a plugin to a percentage of subjects. */
export const marketplaceRolloutTable = table("marketplace_rollout", {
  scope: "tenant",
  key: ["id"],
  columns: {
    attrs: attrs(),
    /** Id in the catalogue: the key in the tenant. */
    id: name(),
    pluginId: name(),
    /** Percentage of subjects, 0 to 100, stored as given. Its effective precision is 0.01 %. */
    percent: real().between(0, 100),
    rowVersion: version(),
  },
  indexes: {
    marketplace_rollout_of: { on: ["pluginId", "id"] },
  },
  checks: {
    marketplace_rollout_percent: "percent >= 0 AND percent <= 100",
  },
  references: {
    marketplace_rollout_plugin: {
      on: ["pluginId"],
      table: () => marketplacePluginTable,
      onDelete: "CASCADE",
    },
  },
});

export type MarketplaceRepositoryEntity = TenantRow<typeof marketplaceRepositoryTable>;
export type MarketplacePluginEntity = TenantRow<typeof marketplacePluginTable>;
export type MarketplaceSignerEntity = TenantRow<typeof marketplaceSignerTable>;
export type MarketplaceReleaseEntity = TenantRow<typeof marketplaceReleaseTable>;
export type MarketplaceAdvisoryEntity = TenantRow<typeof marketplaceAdvisoryTable>;
export type MarketplaceInstallEntity = TenantRow<typeof marketplaceInstallTable>;
export type MarketplaceRolloutEntity = TenantRow<typeof marketplaceRolloutTable>;
