import type { Json } from "../../core/json";
import type { PageOptions } from "../../db/page";

/** What a catalogue says of something beyond the members that are known here. */
export interface MarketplaceAttrs {
  readonly [key: string]: Json | undefined;
}

/** Where plugins come from. */
export interface MarketplaceRepository {
  /** The catalogue's own name of it, its key in the tenant. */
  id: string;
  name: string;
  url: string | null;
  /** Such as `git`. */
  type: string | null;
  /** Such as `active`. */
  status: string | null;
  /** Such as `official`, `verified` or `community`. */
  trustTier: string | null;
  signingPolicy: Json;
  lastSyncedAt: Date | null;
  attrs: MarketplaceAttrs;
}

export interface MarketplacePlugin {
  /** The catalogue's own name of it, its key in the tenant. */
  id: string;
  /** Id of its repository. */
  repository: string;
  /** For people. */
  name: string;
  /** What the catalogue says of the plugin as a whole; its releases have versions of their own. */
  version: string | null;
  trustTier: string | null;
  publishedAt: Date | null;
  attrs: MarketplaceAttrs;
}

/** Who signs releases. */
export interface MarketplaceSigner {
  /** Of the certificate: its key in the tenant. */
  fingerprint: string;
  issuer: string | null;
  subject: string | null;
  trustTier: string | null;
  revoked: boolean;
  /** The certificate is good from here on; null: always was. */
  notBefore: Date | null;
  /** The certificate is good until then, that moment included; null: for ever. */
  notAfter: Date | null;
  attrs: MarketplaceAttrs;
}

/** One version of a plugin. */
export interface MarketplaceRelease {
  /** Id of its plugin. */
  plugin: string;
  /** A semantic version; with the plugin it is the key in the tenant. */
  version: string;
  /** Whether the version is one, such as `2.0.0-beta.1`. */
  prerelease: boolean;
  artifactUrl: string | null;
  checksumSha256: string | null;
  signature: string | null;
  /** Fingerprint of its signer. */
  signer: string | null;
  /** As the catalogue has it, which need not be a semantic version. */
  minCoreVersion: string | null;
  notes: string | null;
  /** Taken back: it stays known, but is neither the latest nor installed any more. */
  yanked: boolean;
  publishedAt: Date | null;
  attrs: MarketplaceAttrs;
}

export type MarketplaceSeverity = "low" | "medium" | "high" | "critical";

/** A weakness that some versions of a plugin have. */
export interface MarketplaceAdvisory {
  /** The catalogue's own name of it, its key in the tenant. */
  id: string;
  /** Id of the plugin. */
  plugin: string;
  cveId: string | null;
  severity: MarketplaceSeverity;
  description: string | null;
  /** A range of semantic versions, which decides alone unless it holds all of them, such as `*`. */
  affectedVersions: string;
  /** The first version without it; null where there is none yet. With a range that says more it is for people alone. */
  fixedIn: string | null;
  publishedAt: Date | null;
  attrs: MarketplaceAttrs;
}

/** A plugin that the tenant has, in all of its workspaces. */
export interface MarketplaceInstall {
  id: string;
  /** Id of the plugin: a tenant has it once. */
  plugin: string;
  version: string;
  enabled: boolean;
  config: Json;
  /** What the tenant was told of the plugin when it was installed. */
  trustTier: string | null;
  /** Who or what installed it, such as `ui`. */
  source: string | null;
  /** When it was installed first. */
  installedAt: Date;
  /** When it was last installed again or changed; null while neither has happened. */
  updatedAt: Date | null;
  attrs: MarketplaceAttrs;
}

/** A plugin that a part of all subjects is to get. */
export interface MarketplaceRollout {
  /** The catalogue's own name of it, its key in the tenant. */
  id: string;
  /** Id of the plugin. */
  plugin: string;
  /** Of all subjects, 0 to 100. */
  percent: number;
  attrs: MarketplaceAttrs;
}

/** One rollout by its id, or all rollouts of a plugin. */
export type MarketplaceRolloutTarget =
  | { rollout: string; plugin?: never }
  | { plugin: string; rollout?: never };

export interface MarketplacePluginListQuery extends PageOptions {
  /** Only those of this repository. Default: all. */
  repository?: string | undefined;
}

export interface MarketplaceReleaseListQuery extends PageOptions {
  plugin: string;
  /** By version. Default `newest`. */
  order?: "newest" | "oldest" | undefined;
}

/** For advisories and rollouts. */
export interface MarketplaceOfPluginListQuery extends PageOptions {
  /** Only those of this plugin. Default: all. */
  plugin?: string | undefined;
}

export interface MarketplaceLatestQuery {
  /** A range as npm writes it, such as `^1.2` or `>=1 <3 || 4.x`. Default: any version. */
  range?: string | undefined;
  /**
   * Take prereleases of any number. Default false: then a range has those alone whose numbers it names with a prerelease, as
   * `>=2.0.0-beta.1` has 2.0.0-rc.1 but not 2.1.0-rc.1.
   */
  includePrerelease?: boolean | undefined;
}
