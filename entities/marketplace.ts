import {
  FlagColumn,
  InstantColumn,
  JsonColumn,
  NameColumn,
  RealColumn,
  TenantRow,
  TenantTable,
  TextColumn,
} from "./columns";
import { Check, ForeignKey, Index } from "./decorators";

/** One catalogue for all workspaces of a tenant. Its keys are the catalogue's own names. */
abstract class MarketplaceRow extends TenantRow {
  /** What the catalogue says beyond the columns. */
  @JsonColumn("attrs")
  attrs!: unknown;
}

@TenantTable("marketplace_repository")
export class MarketplaceRepositoryEntity extends MarketplaceRow {
  @NameColumn("id", { primary: true })
  id!: string;

  @TextColumn("name")
  name!: string;

  @TextColumn("url", { nullable: true })
  url!: string | null;

  @TextColumn("type", { nullable: true })
  type!: string | null;

  @TextColumn("status", { nullable: true })
  status!: string | null;

  @TextColumn("trust_tier", { nullable: true })
  trustTier!: string | null;

  @JsonColumn("signing_policy")
  signingPolicy!: unknown;

  @InstantColumn("last_synced_at", { nullable: true })
  lastSyncedAt!: Date | null;
}

@TenantTable("marketplace_plugin")
@Index("marketplace_plugin_of", ["tenant", "repository", "id"])
@ForeignKey(() => MarketplaceRepositoryEntity, ["tenant", "repository"], ["tenant", "id"], {
  name: "marketplace_plugin_repository",
  onDelete: "NO ACTION",
})
export class MarketplacePluginEntity extends MarketplaceRow {
  @NameColumn("id", { primary: true })
  id!: string;

  @NameColumn("repository_id")
  repository!: string;

  @TextColumn("name")
  name!: string;

  @TextColumn("version", { nullable: true })
  version!: string | null;

  @TextColumn("trust_tier", { nullable: true })
  trustTier!: string | null;

  @InstantColumn("published_at", { nullable: true })
  publishedAt!: Date | null;
}

@TenantTable("marketplace_signer")
@Check("marketplace_signer_period", "not_before <= not_after")
export class MarketplaceSignerEntity extends MarketplaceRow {
  @NameColumn("fingerprint", { primary: true })
  fingerprint!: string;

  @TextColumn("issuer", { nullable: true })
  issuer!: string | null;

  @TextColumn("subject", { nullable: true })
  subject!: string | null;

  @TextColumn("trust_tier", { nullable: true })
  trustTier!: string | null;

  @FlagColumn("revoked")
  revoked!: boolean;

  @InstantColumn("not_before", { nullable: true })
  notBefore!: Date | null;

  @InstantColumn("not_after", { nullable: true })
  notAfter!: Date | null;
}

const OfPlugin = (name: string): ClassDecorator =>
  ForeignKey(() => MarketplacePluginEntity, ["tenant", "plugin"], ["tenant", "id"], {
    name,
    onDelete: "CASCADE",
  });

@TenantTable("marketplace_release")
@Index("marketplace_release_order", ["tenant", "plugin", "precedence", "version"])
@Index("marketplace_release_signed", ["tenant", "signer"], { where: "signer IS NOT NULL" })
@OfPlugin("marketplace_release_plugin")
@ForeignKey(() => MarketplaceSignerEntity, ["tenant", "signer"], ["tenant", "fingerprint"], {
  name: "marketplace_release_signer",
  onDelete: "NO ACTION",
})
export class MarketplaceReleaseEntity extends MarketplaceRow {
  @NameColumn("plugin_id", { primary: true })
  plugin!: string;

  @NameColumn("version", { primary: true })
  version!: string;

  /** Orders by code point as semantic versions do. */
  @NameColumn("precedence")
  precedence!: string;

  /** Whether the version is one. */
  @FlagColumn("prerelease")
  prerelease!: boolean;

  @TextColumn("artifact_url", { nullable: true })
  artifactUrl!: string | null;

  @TextColumn("checksum_sha256", { nullable: true })
  checksumSha256!: string | null;

  @TextColumn("signature", { nullable: true })
  signature!: string | null;

  /** Fingerprint. */
  @NameColumn("signer", { nullable: true })
  signer!: string | null;

  @TextColumn("min_core_version", { nullable: true })
  minCoreVersion!: string | null;

  @TextColumn("notes", { nullable: true })
  notes!: string | null;

  @FlagColumn("yanked")
  yanked!: boolean;

  @InstantColumn("published_at", { nullable: true })
  publishedAt!: Date | null;
}

@TenantTable("marketplace_advisory")
@Index("marketplace_advisory_of", ["tenant", "plugin", "id"])
@Check("marketplace_advisory_severity", "severity IN ('low', 'medium', 'high', 'critical')")
@OfPlugin("marketplace_advisory_plugin")
export class MarketplaceAdvisoryEntity extends MarketplaceRow {
  @NameColumn("id", { primary: true })
  id!: string;

  @NameColumn("plugin_id")
  plugin!: string;

  @TextColumn("cve_id", { nullable: true })
  cveId!: string | null;

  @NameColumn("severity")
  severity!: string;

  @TextColumn("description", { nullable: true })
  description!: string | null;

  @TextColumn("affected_versions")
  affectedVersions!: string;

  @TextColumn("fixed_in", { nullable: true })
  fixedIn!: string | null;

  @InstantColumn("published_at", { nullable: true })
  publishedAt!: Date | null;
}

@TenantTable("marketplace_install")
@Index("marketplace_install_id", ["tenant", "id"], { unique: true })
@ForeignKey(
  () => MarketplaceReleaseEntity,
  ["tenant", "plugin", "version"],
  ["tenant", "plugin", "version"],
  { name: "marketplace_install_release", onDelete: "NO ACTION" },
)
export class MarketplaceInstallEntity extends MarketplaceRow {
  @NameColumn("id")
  id!: string;

  /** A tenant has a plugin once. */
  @NameColumn("plugin_id", { primary: true })
  plugin!: string;

  @NameColumn("version")
  version!: string;

  @FlagColumn("enabled")
  enabled!: boolean;

  @JsonColumn("config")
  config!: unknown;

  @TextColumn("trust_tier", { nullable: true })
  trustTier!: string | null;

  @TextColumn("source", { nullable: true })
  source!: string | null;

  @InstantColumn("installed_at")
  installedAt!: Date;

  @InstantColumn("updated_at", { nullable: true })
  updatedAt!: Date | null;
}

@TenantTable("marketplace_rollout")
@Index("marketplace_rollout_of", ["tenant", "plugin", "id"])
@Check("marketplace_rollout_percent", "percent >= 0 AND percent <= 100")
@OfPlugin("marketplace_rollout_plugin")
export class MarketplaceRolloutEntity extends MarketplaceRow {
  @NameColumn("id", { primary: true })
  id!: string;

  @NameColumn("plugin_id")
  plugin!: string;

  @RealColumn("percent")
  percent!: number;
}
