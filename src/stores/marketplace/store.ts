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
 * Plugins, the repositories that they come from, their releases, and what the tenant has installed.
 * One catalogue for all workspaces of a tenant. Rows count their changes as `rowVersion`, since
 * `version` is that of the software. Reached as `scope.marketplace`.
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
   * Reads the release of the highest version that is not yanked; null when there is none. Semantic
   * versions decide, not times: 1.10.0 is above 1.9.0, and 2.0.0 above 2.0.0-rc.1. Of versions that
   * differ in build metadata alone it is the last by code point.
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
   * The advisories that concern a version of a plugin, whether it was ever released or not: those
   * whose `affectedVersions` hold it. Only where that is a range of all versions, such as `*`, does
   * `fixedIn` decide: those below it are affected. A prerelease counts like every version, unlike
   * in ranges elsewhere: 1.3.0-beta is affected by `<1.3.0`. The worst come first, of one severity
   * the newest, those without a time last. All advisories of the plugin are read: ranges are not
   * for a database to compare, and a plugin has few.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const [worst] = await acme.marketplace.advisoriesFor({ pluginId: "ether", version: "1.2.0" });
   */
  advisoriesFor(key: MarketplaceReleaseKey, options: CallOptions = {}): Promise<MarketplaceAdvisory[]> {
    return this.call("advisoriesFor", options, (call) => advisoriesFor(call, RELEASES.key.check(key)));
  }

  /**
   * Installs a plugin for the tenant, in all of its workspaces, or changes the version that it has;
   * then id, `installedAt` and whatever the input leaves out stay as they are. Without `version` it
   * is the latest of the `range`, or of all, that is neither yanked nor, unless the range names it,
   * a prerelease. Parallel installs of one plugin make one install.
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
   * Takes a plugin from the tenant, and its config with it.
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
   * Whether a subject, such as a user, is among those that a rollout has reached; of a plugin,
   * whether any of its rollouts has. The answer follows from the rollout's id, its percent and the
   * subject alone, everywhere and at any time: a subject that is in at 25 % is in at 50 %, and
   * being in one rollout says nothing of another. A percent counts to its hundredths.
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
