import {
  marketplaceAdvisoryTable,
  marketplaceInstallTable,
  marketplacePluginTable,
  marketplaceReleaseTable,
  marketplaceRepositoryTable,
} from "../../../entities/marketplace";
import type { Scope } from "../../../src/scope";
import { ADVISORY_WRITES } from "../../../src/stores/marketplace/advisories";
import { newInstall } from "../../../src/stores/marketplace/install";
import { PLUGIN_WRITES } from "../../../src/stores/marketplace/plugins";
import { RELEASE_WRITES } from "../../../src/stores/marketplace/releases";
import { REPOSITORY_WRITES } from "../../../src/stores/marketplace/repositories";
import type {
  MarketplaceAdvisoryInput,
  MarketplaceInstallInput,
  MarketplacePluginInput,
  MarketplaceReleaseInput,
} from "../../../src/stores/marketplace/types";
import { filler } from "../fill";
import { timeOf } from "../rows";
import { numbers, sentence } from "../sentences";
import { FilledTable } from "../table";

const REPOSITORY = { id: "core", name: "Core plugins" };

/** Versions of each plugin, in the order of publication. */
const VERSIONS = [
  ...["1.0.0", "1.1.0", "1.2.0", "1.2.1", "1.3.0", "1.4.0", "1.9.0"],
  ...["1.10.0", "2.0.0-rc.1", "2.0.0"],
] as const;

export const pluginOf = (n: number): string =>
  `plugin-${String(Math.floor(n / VERSIONS.length)).padStart(9, "0")}`;
export const versionOf = (n: number): string => VERSIONS[n % VERSIONS.length]!;
/** A plugin comes with its first release. */
const isFirst = (n: number): boolean => n % VERSIONS.length === 0;

const pluginRow = (n: number): MarketplacePluginInput => ({
  id: pluginOf(n),
  repositoryId: REPOSITORY.id,
  name: sentence(n).slice(0, 20),
  trustTier: "community",
  publishedAt: timeOf(n),
});

/** The nth release. */
const releaseRow = (n: number): MarketplaceReleaseInput => ({
  pluginId: pluginOf(n),
  version: versionOf(n),
  artifactUrl: `https://example.org/${pluginOf(n)}-${versionOf(n)}.tgz`,
  checksumSha256: n.toString(16).padStart(64, "0"),
  signature: "signature",
  notes: sentence(n),
  publishedAt: timeOf(n),
});

const advisoryRow = (n: number): MarketplaceAdvisoryInput => ({
  id: `advisory-${n}`,
  pluginId: pluginOf(n),
  severity: "high",
  description: sentence(n, 1),
  affectedVersions: "<1.3.0",
  fixedIn: "1.3.0",
  publishedAt: timeOf(n),
});

const installRow = (n: number): MarketplaceInstallInput => ({
  version: versionOf(n),
  id: `install-${n}`,
  config: { channel: "stable" },
  source: "ui",
  installedAt: timeOf(n),
});

/**
 * Releases by number. The plugins that they need come before them, each with an advisory and an
 * install.
 */
export const addMarketplace = (scope: Scope, from: number, to: number): Promise<void> =>
  scope.transaction(async ({ marketplace }) => {
    const added = numbers(from, to);
    const firsts = added.filter(isFirst);
    if (from === 0) await marketplace.repositories.upsert(REPOSITORY);
    await marketplace.plugins.upsertMany(firsts.map(pluginRow));
    await marketplace.releases.upsertMany(added.map(releaseRow));
    await marketplace.advisories.upsertMany(firsts.map(advisoryRow));
    for (const n of firsts) await marketplace.install(pluginOf(n), installRow(n));
  });

const REPOSITORY_TABLE = FilledTable.of(marketplaceRepositoryTable);
const PLUGIN = FilledTable.of(marketplacePluginTable);
const RELEASE = FilledTable.of(marketplaceReleaseTable);
const ADVISORY = FilledTable.of(marketplaceAdvisoryTable);
const INSTALL = FilledTable.of(marketplaceInstallTable);

export const fillMarketplace = filler({
  tables: [REPOSITORY_TABLE, PLUGIN, RELEASE, ADVISORY, INSTALL],
  make: (n, { db, emit }) => {
    if (n === 0) emit(REPOSITORY_TABLE, REPOSITORY_WRITES.upsert.newChange(REPOSITORY, "").row);
    emit(RELEASE, RELEASE_WRITES.upsert.newChange(releaseRow(n), "").row);
    if (!isFirst(n)) return;
    emit(PLUGIN, PLUGIN_WRITES.upsert.newChange(pluginRow(n), "").row);
    emit(ADVISORY, ADVISORY_WRITES.upsert.newChange(advisoryRow(n), "").row);
    emit(INSTALL, { ...newInstall(db, pluginOf(n), installRow(n)), version: versionOf(n) });
  },
});
