import { checkName } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { validate } from "../../core/validation";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { name, sql } from "../../dialect/sql";
import { advisoriesFor, MarketplaceAdvisories } from "./advisories";
import { LatestInput, MarketplaceInstallInput, VersionInput } from "./inputs";
import { installPlugin } from "./install";
import { byPlugin, install, MarketplaceInstalls } from "./installs";
import { latestRelease } from "./latest";
import { MarketplacePlugins } from "./plugins";
import { MarketplaceReleases } from "./releases";
import { MarketplaceRepositories } from "./repositories";
import { inRollout, MarketplaceRollouts } from "./rollouts";
import { removeRow } from "./rows";
import { MarketplaceSigners } from "./signers";
import type {
  MarketplaceAdvisory,
  MarketplaceInstall,
  MarketplaceLatestQuery,
  MarketplaceRelease,
  MarketplaceRolloutTarget,
} from "./types";

/**
 * Plugins, the repositories that they come from, their releases, and what the tenant has installed. One catalogue for all
 * workspaces of a tenant. Reached as `scope.marketplace`.
 */
export class MarketplaceStore extends ScopedStore {
  /** Where plugins come from. */
  readonly repositories: MarketplaceRepositories;
  readonly plugins: MarketplacePlugins;
  /** Who signs releases. */
  readonly signers: MarketplaceSigners;
  /** The versions of the plugins. */
  readonly releases: MarketplaceReleases;
  /** Weaknesses of plugins. */
  readonly advisories: MarketplaceAdvisories;
  /** What the tenant has installed. */
  readonly installs: MarketplaceInstalls;
  /** Which part of all subjects gets a plugin. */
  readonly rollouts: MarketplaceRollouts;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "marketplace");
    this.repositories = new MarketplaceRepositories(context);
    this.plugins = new MarketplacePlugins(context);
    this.signers = new MarketplaceSigners(context);
    this.releases = new MarketplaceReleases(context);
    this.advisories = new MarketplaceAdvisories(context);
    this.installs = new MarketplaceInstalls(context);
    this.rollouts = new MarketplaceRollouts(context);
  }

  /**
   * Reads the release of the highest version that is not yanked; null when there is none. Semantic versions decide, not times:
   * 1.10.0 is above 1.9.0, and 2.0.0 above 2.0.0-rc.1. Of versions that differ in build metadata alone it is the last by code point.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const release = await acme.marketplace.latestRelease("ether", { range: "^1.2" });
   */
  latestRelease(
    plugin: string,
    query: MarketplaceLatestQuery = {},
    options: CallOptions = {},
  ): Promise<MarketplaceRelease | null> {
    return this.db.method("latestRelease", () => {
      options = checkOptions(options);
      checkName(plugin, "plugin");
      return latestRelease(this.db, plugin, validate(LatestInput, query, ""), options);
    });
  }

  /**
   * The advisories that concern a version of a plugin, whether it was ever released or not: those whose `affectedVersions`
   * hold it. Only where that is a range of all versions, such as `*`, does `fixedIn` decide: those below it are affected. A prerelease counts as any other version, unlike in ranges elsewhere: 1.3.0-beta is
   * affected by `<1.3.0`. The worst come first, of one severity the newest, those without a time last. All advisories of the
   * plugin are read.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const [worst] = await acme.marketplace.advisoriesFor("ether", "1.2.0");
   */
  advisoriesFor(plugin: string, version: string, options: CallOptions = {}): Promise<MarketplaceAdvisory[]> {
    return this.db.method("advisoriesFor", () => {
      options = checkOptions(options);
      validate(VersionInput, { plugin, version }, "");
      return advisoriesFor(this.db, plugin, version, options);
    });
  }

  /**
   * Installs a plugin for the tenant, in all of its workspaces, or changes the version that it has; then id, `installedAt` and
   * whatever the input leaves out stay as they are. Without `version` it is the latest of the `range`, or of all, that is neither yanked
   * nor, unless the range names it, a prerelease. Parallel installs of one plugin make one install.
   *
   * @returns the install as it is now
   * @throws UnifiedStoreError `not_found` when there is no such release; `conflict` when the version is yanked; `validation`;
   * `unique_violation` when the id belongs to another plugin's install
   * @example
   * const { version } = await acme.marketplace.install("ether", { range: "^1.2", source: "ui" });
   */
  install(
    plugin: string,
    input: MarketplaceInstallInput = {},
    options: CallOptions = {},
  ): Promise<MarketplaceInstall> {
    return this.db.method("install", () => {
      options = checkOptions(options);
      checkName(plugin, "plugin");
      return installPlugin(this.db, plugin, validate(MarketplaceInstallInput, input, ""), options);
    });
  }

  /**
   * Takes a plugin from the tenant, and its config with it.
   *
   * @returns whether it was installed
   * @throws UnifiedStoreError `validation`
   * @example
   * await acme.marketplace.uninstall("ether");
   */
  uninstall(plugin: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("uninstall", () => {
      options = checkOptions(options);
      const where = sql`plugin_id = ${name(checkName(plugin, "plugin"))}`;
      return removeRow(this.db, install.name, { method: "uninstall", where, options });
    });
  }

  /**
   * What the tenant has of a plugin; null when it is not installed.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const enabled = (await acme.marketplace.installed("ether"))?.enabled ?? false;
   */
  installed(plugin: string, options: CallOptions = {}): Promise<MarketplaceInstall | null> {
    return this.db.method("installed", () => {
      options = checkOptions(options);
      return byPlugin.one(this.db, "installed", checkName(plugin, "plugin"), options);
    });
  }

  /**
   * Whether a subject, such as a user, is among those that a rollout has reached; of a plugin, whether any of its rollouts has. The
   * answer follows from the rollout's id, its percent and the subject alone, everywhere and at any time: whoever is in at 25 % is in
   * at 50 %, and who is in one rollout says nothing of another. A percent counts to its hundredths.
   *
   * @throws UnifiedStoreError `not_found` when there is no such rollout, or none of the plugin; `validation`
   * @example
   * if (await acme.marketplace.inRollout({ rollout: "ether-2" }, user.id)) await offer("2.0.0");
   */
  inRollout(target: MarketplaceRolloutTarget, subject: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("inRollout", () => {
      options = checkOptions(options);
      return inRollout(this.db, target, checkName(subject, "subject"), options);
    });
  }
}
