import type {
  marketplaceAdvisoryTable,
  marketplaceInstallTable,
  marketplacePluginTable,
  marketplaceReleaseTable,
  marketplaceRepositoryTable,
  marketplaceRolloutTable,
  marketplaceSignerTable,
} from "../../../entities/marketplace";
import type { InputOf, PatchOf, RowOf } from "../../../entities/table";
import type { Json, JsonInput, JsonObject } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";

/** Further members of a catalogue entry, which have no column here. */
export interface MarketplaceAttrs {
  readonly [key: string]: Json | undefined;
}

/** Type of a member in a row that the application reads. */
type Read<M, V> = M extends "attrs" ? MarketplaceAttrs : unknown extends V ? Json : V;
/** Type of a member in an input of the application. */
type Given<M, V> = M extends "attrs"
  ? MarketplaceAttrs | JsonObject | undefined
  : unknown extends V
    ? JsonInput | undefined
    : V;

type RepositoryRow = RowOf<typeof marketplaceRepositoryTable>;
type RepositoryInput = InputOf<typeof marketplaceRepositoryTable>;
type RepositoryPatch = PatchOf<typeof marketplaceRepositoryTable, "id">;

/** Repository: a source of plugins. */
export type MarketplaceRepository = { [M in keyof RepositoryRow]: Read<M, RepositoryRow[M]> };
/** In an existing row, omitted members keep their value. */
export type MarketplaceRepositoryInput = { [M in keyof RepositoryInput]: Given<M, RepositoryInput[M]> };
export type MarketplaceRepositoryPatch = { [M in keyof RepositoryPatch]: Given<M, RepositoryPatch[M]> };

type PluginRow = RowOf<typeof marketplacePluginTable>;
type PluginInput = InputOf<typeof marketplacePluginTable>;
type PluginPatch = PatchOf<typeof marketplacePluginTable, "id">;

/** A plugin of a repository. */
export type MarketplacePlugin = { [M in keyof PluginRow]: Read<M, PluginRow[M]> };
/** In an existing row, omitted members keep their value. */
export type MarketplacePluginInput = { [M in keyof PluginInput]: Given<M, PluginInput[M]> };
export type MarketplacePluginPatch = { [M in keyof PluginPatch]: Given<M, PluginPatch[M]> };

type SignerRow = RowOf<typeof marketplaceSignerTable>;
type SignerInput = InputOf<typeof marketplaceSignerTable>;
type SignerPatch = PatchOf<typeof marketplaceSignerTable, "fingerprint">;

/** Signer of releases. */
export type MarketplaceSigner = { [M in keyof SignerRow]: Read<M, SignerRow[M]> };
/** In an existing row, omitted members keep their value. */
export type MarketplaceSignerInput = { [M in keyof SignerInput]: Given<M, SignerInput[M]> };
export type MarketplaceSignerPatch = { [M in keyof SignerPatch]: Given<M, SignerPatch[M]> };

type ReleaseRow = Omit<RowOf<typeof marketplaceReleaseTable>, "precedence">;
type ReleaseInput = InputOf<typeof marketplaceReleaseTable>;
type ReleasePatch = PatchOf<typeof marketplaceReleaseTable, "pluginId" | "version">;

/** One version of a plugin. */
export type MarketplaceRelease = { [M in keyof ReleaseRow]: Read<M, ReleaseRow[M]> };
/** In an existing row, omitted members keep their value. */
export type MarketplaceReleaseInput = { [M in keyof ReleaseInput]: Given<M, ReleaseInput[M]> };
export type MarketplaceReleasePatch = { [M in keyof ReleasePatch]: Given<M, ReleasePatch[M]> };

type AdvisoryRow = RowOf<typeof marketplaceAdvisoryTable>;
type AdvisoryInput = InputOf<typeof marketplaceAdvisoryTable>;
type AdvisoryPatch = PatchOf<typeof marketplaceAdvisoryTable, "id">;

/** Security advisory: a vulnerability in some versions of a plugin. */
export type MarketplaceAdvisory = { [M in keyof AdvisoryRow]: Read<M, AdvisoryRow[M]> };
/** In an existing row, omitted members keep their value. */
export type MarketplaceAdvisoryInput = { [M in keyof AdvisoryInput]: Given<M, AdvisoryInput[M]> };
export type MarketplaceAdvisoryPatch = { [M in keyof AdvisoryPatch]: Given<M, AdvisoryPatch[M]> };

type RolloutRow = RowOf<typeof marketplaceRolloutTable>;
type RolloutInput = InputOf<typeof marketplaceRolloutTable>;
type RolloutPatch = PatchOf<typeof marketplaceRolloutTable, "id">;

/** Staged rollout of a plugin to a percentage of subjects. */
export type MarketplaceRollout = { [M in keyof RolloutRow]: Read<M, RolloutRow[M]> };
/** In an existing row, omitted members keep their value. */
export type MarketplaceRolloutInput = { [M in keyof RolloutInput]: Given<M, RolloutInput[M]> };
export type MarketplaceRolloutPatch = { [M in keyof RolloutPatch]: Given<M, RolloutPatch[M]> };

export interface MarketplaceReleaseKey {
  pluginId: string;
  /** A semantic version. */
  version: string;
}

export type MarketplaceSeverity = MarketplaceAdvisory["severity"];

type InstallRow = RowOf<typeof marketplaceInstallTable>;
type InstallPatch = PatchOf<
  typeof marketplaceInstallTable,
  "id" | "pluginId" | "version" | "installedAt" | "updatedAt"
>;

/** Plugin that is installed in all workspaces of the tenant. */
export type MarketplaceInstall<T = Json> = {
  [M in keyof InstallRow]: M extends "config" ? T : Read<M, InstallRow[M]>;
};
/** Changes of an install. Omitted members keep their value. */
export type MarketplaceInstallPatch<T = JsonInput> = {
  [M in keyof InstallPatch]: M extends "config" ? T | undefined : Given<M, InstallPatch[M]>;
};

/** Input of an install. Defaults of a new install: enabled, and the config `{}`. */
export interface MarketplaceInstallInput<T = JsonInput> extends MarketplaceInstallPatch<T> {
  /** Exactly this version. */
  version?: string | undefined;
  /**
   * The latest version in this range. Default, if `version` is omitted too: the latest version that
   * is not a prerelease.
   */
  range?: string | undefined;
  /** Only for a new install; an existing one keeps its id. Default: a new UUIDv7. */
  id?: string | undefined;
  /** Only for a new install; an existing one keeps its time. Default: now. */
  installedAt?: Date | undefined;
  /** Default: null for a new install, now for an existing one. */
  updatedAt?: Date | null | undefined;
}

/** Whether a subject, such as a user, is in one rollout, or in any rollout of a plugin. */
export type MarketplaceInRolloutQuery =
  | { subject: string; rolloutId: string; pluginId?: undefined }
  | { subject: string; pluginId: string; rolloutId?: undefined };

export interface MarketplacePluginListQuery extends PageOptions {
  /** Only plugins of this repository. Default: all. */
  repositoryId?: string | undefined;
}

export interface MarketplaceReleaseListQuery extends PageOptions {
  pluginId: string;
  /** Order by version. Default `newest`. */
  order?: "newest" | "oldest" | undefined;
}

export interface MarketplaceAdvisoryListQuery extends PageOptions {
  /** Only rows of this plugin. Default: all. */
  pluginId?: string | undefined;
}

export interface MarketplaceRolloutListQuery extends PageOptions {
  /** Only rows of this plugin. Default: all. */
  pluginId?: string | undefined;
}

export interface MarketplaceLatestQuery {
  /** A range in npm syntax, such as `^1.2` or `>=1 <3 || 4.x`. Default: any version. */
  range?: string | undefined;
  /**
   * Include all prereleases. Default false: a range includes only prereleases of a version that it
   * names with a prerelease. So `>=2.0.0-beta.1` includes 2.0.0-rc.1 but not 2.1.0-rc.1.
   */
  includePrerelease?: boolean | undefined;
}
