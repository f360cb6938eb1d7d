import { flag, instant, json, name, real, text, version } from "./columns";
import { type TenantRow, table } from "./table";

/** Members that have no column. Default for a new row: `{}`. */
const attrs = () => json().object().default("{}");

/** Where plugins come from. */
export const marketplaceRepositoryTable = table("marketplace_repository", {
  scope: "tenant",
  key: ["id"],
  columns: {
    attrs: attrs(),
    /** The catalogue's own name of it, its key in the tenant. */
    id: name(),
    /** For people. */
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
    /** The catalogue's own name of it, its key in the tenant. */
    id: name(),
    repositoryId: name(),
    /** For people. */
    name: text(),
    /**
     * What the catalogue says of the plugin as a whole; its releases have versions of their own.
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

/** Who signs releases. */
export const marketplaceSignerTable = table("marketplace_signer", {
  scope: "tenant",
  key: ["fingerprint"],
  columns: {
    attrs: attrs(),
    /** Of the certificate: its key in the tenant. */
    fingerprint: name(),
    issuer: text().nullable(),
    subject: text().nullable(),
    /** Such as `official`, `verified` or `community`. */
    trustTier: text().suggest("official", "verified", "community").nullable(),
    /** Default for a new one: false. */
    revoked: flag().default(false),
    /** The certificate is good from here on; null: always was. */
    notBefore: instant().nullable(),
    /** The certificate is good until then, that moment included; null: for ever. */
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
    /** Orders by code point as semantic versions do. */
    precedence: name().generated(),
    /** Whether the version is one, such as `2.0.0-beta.1`. */
    prerelease: flag().generated(),
    artifactUrl: text().nullable(),
    checksumSha256: text().nullable(),
    signature: text().nullable(),
    signerFingerprint: name().nullable(),
    /** As the catalogue has it, which need not be a semantic version. */
    minCoreVersion: text().nullable(),
    notes: text().nullable(),
    /** Taken back: it stays known, but is neither the latest nor installed any more. */
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

/** A weakness that some versions of a plugin have. */
export const marketplaceAdvisoryTable = table("marketplace_advisory", {
  scope: "tenant",
  key: ["id"],
  columns: {
    attrs: attrs(),
    /** The catalogue's own name of it, its key in the tenant. */
    id: name(),
    pluginId: name(),
    cveId: text().nullable(),
    severity: name().oneOf("low", "medium", "high", "critical"),
    description: text().nullable(),
    /**
     * A range of semantic versions, which decides alone unless it holds all of them, such as `*`.
     */
    affectedVersions: text(),
    /**
     * The first version without it; null where there is none yet. With a range that says more it is
     * for people alone.
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

/** A plugin that the tenant has, in all of its workspaces. */
export const marketplaceInstallTable = table("marketplace_install", {
  scope: "tenant",
  key: ["pluginId"],
  columns: {
    attrs: attrs(),
    id: name().default("new"),
    /** A tenant has a plugin once. */
    pluginId: name(),
    version: name(),
    /** Default for a new one: true. */
    enabled: flag().default(true),
    /** Default for a new one: `{}`. */
    config: json().default("{}"),
    /** What the tenant was told of the plugin when it was installed. */
    trustTier: text().suggest("official", "verified", "community").nullable(),
    /** Who or what installed it, such as `ui`. */
    source: text().suggest("ui").nullable(),
    /** When it was installed first. */
    installedAt: instant().default("now"),
    /** When it was last installed again or changed; null while neither has happened. */
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

/** A plugin that a part of all subjects is to get. */
export const marketplaceRolloutTable = table("marketplace_rollout", {
  scope: "tenant",
  key: ["id"],
  columns: {
    attrs: attrs(),
    /** The catalogue's own name of it, its key in the tenant. */
    id: name(),
    pluginId: name(),
    /** Of all subjects, 0 to 100, kept as it is; hundredths of a percent are told apart. */
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
