import type { CallOptions } from "../../core/call/deadline";
import { checkName, type WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Json, JsonInput, Stored } from "../../core/json/json";
import type { ScopeContext } from "../../db/scoped";
import { ScopedStore } from "../../db/scoped-store";
import { advisoriesFor, MarketplaceAdvisories } from "./advisories";
import { LatestInput } from "./inputs";
import { INSTALL_INPUT, installPlugin } from "./install";
import { INSTALLS, MarketplaceInstalls } from "./installs";
import { latestRelease } from "./latest";
import { MarketplacePlugins } from "./plugins";
import { MarketplaceReleases, RELEASES } from "./releases";
import { MarketplaceRepositories } from "./repositories";
import { inRollout, MarketplaceRollouts } from "./rollouts";
import { MarketplaceSigners } from "./signers";
import type {
  MarketplaceAdvisory,
  MarketplaceInRolloutQuery,
  MarketplaceInstall,
  MarketplaceInstallInput,
  MarketplaceLatestQuery,
  MarketplaceRelease,
  MarketplaceReleaseKey,
} from "./types";

/**
 * Plugin catalogue: repositories, plugins, releases and installs. All workspaces of a tenant share
 * one catalogue. The version of a row is `rowVersion`, because `version` is the version of the
 * software. Reached as `scope.marketplace`.
 */
export class MarketplaceStore extends ScopedStore {
  /** The sources of plugins. */
  readonly repositories: MarketplaceRepositories;
  readonly plugins: MarketplacePlugins;
  /** Signers of releases. */
  readonly signers: MarketplaceSigners;
  /** The versions of the plugins. */
  readonly releases: MarketplaceReleases;
  /** Vulnerabilities of plugins. */
  readonly advisories: MarketplaceAdvisories;
  /** Installed plugins of the tenant. */
  readonly installs: MarketplaceInstalls;
  /** Staged rollouts of plugins to a percentage of subjects. */
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
   * Reads the release with the highest version that is not yanked; null when there is none. The
   * order is that of semantic versions, not of time: 1.10.0 is above 1.9.0, and 2.0.0 above
   * 2.0.0-rc.1. Of versions that differ only in build metadata, the last by code point is the
   * latest.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const release = await acme.marketplace.latestRelease("ether", { range: "^1.2" });
   */
  latestRelease(
    pluginId: string,
    query: MarketplaceLatestQuery = {},
    options: CallOptions = {},
  ): Promise<MarketplaceRelease | null> {
    return this.call("latestRelease", options, (call) => {
      const key = checkName(pluginId, "pluginId");
      return latestRelease(call, key, validate(LatestInput, query, ""));
    });
  }

  /**
   * Reads the advisories that affect a version of a plugin: their range `affectedVersions` contains
   * it. The version need not be released. If the range contains all versions, such as `*`,
   * `fixedIn` decides: versions below it are affected. Unlike other ranges here, these include
   * prereleases: `<1.3.0` contains 1.3.0-beta. The most severe come first, then the newest;
   * advisories without a time come last. The call reads all advisories of the plugin: a plugin has
   * few, and a database cannot evaluate a version range.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const [worst] = await acme.marketplace.advisoriesFor({ pluginId: "ether", version: "1.2.0" });
   */
  advisoriesFor(key: MarketplaceReleaseKey, options: CallOptions = {}): Promise<MarketplaceAdvisory[]> {
    return this.call("advisoriesFor", options, (call) => advisoriesFor(call, RELEASES.key.check(key)));
  }

  /**
   * Installs a plugin for all workspaces of the tenant, or changes the installed version. An
   * existing install keeps its id, its `installedAt` and all omitted members. Without `version` it
   * takes the latest release in `range`, by default of all. That excludes yanked releases, and
   * prereleases that the range does not name. Parallel installs of one plugin make one install.
   *
   * @returns the install as it is now
   * @throws UnifiedStoreError `not_found` when there is no such release; `conflict` when the
   * version is yanked; `validation`; `unique_violation` when the id belongs to another plugin's
   * install
   * @example
   * const { version } = await acme.marketplace.install("ether", { range: "^1.2", source: "ui" });
   */
  install<T extends JsonInput = Json>(
    pluginId: string,
    input: MarketplaceInstallInput<T> = {},
    options: CallOptions = {},
  ): Promise<MarketplaceInstall<Stored<T>>> {
    return this.call("install", options, (call) => {
      const key = checkName(pluginId, "pluginId");
      const given = validate(INSTALL_INPUT, input, "");
      return installPlugin(call, key, given) as Promise<MarketplaceInstall<Stored<T>>>;
    });
  }

  /**
   * Uninstalls a plugin and deletes its config.
   *
   * @param options.ifVersion only if the install still has this `rowVersion`
   * @returns whether it was installed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * await acme.marketplace.uninstall("ether");
   */
  uninstall(pluginId: string, options: WriteOptions = {}): Promise<boolean> {
    return this.write("uninstall", options, (call, { ifVersion }) =>
      INSTALLS.remove(call, checkName(pluginId, "pluginId"), ifVersion),
    );
  }

  /**
   * Whether a subject, such as a user, is in a rollout, or in any rollout of a plugin. The answer
   * depends only on the rollout's id, its percent and the subject. So it is the same on every
   * machine and at any time. A subject that is in at 25 % is in at 50 %. Rollouts are independent
   * of each other. A percent is exact to a hundredth.
   *
   * @throws UnifiedStoreError `not_found` when there is no such rollout, or none of the plugin;
   * `validation`
   * @example
   * if (await acme.marketplace.inRollout({ rolloutId: "ether-2", subject: user.id }))
   *   await offer("2.0.0");
   */
  inRollout(query: MarketplaceInRolloutQuery, options: CallOptions = {}): Promise<boolean> {
    return this.call("inRollout", options, (call) => inRollout(call, query));
  }
}
