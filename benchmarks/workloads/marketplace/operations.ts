import semver from "semver";
import { marketplaceInstallTable } from "../../../entities/marketplace";
import type {
  MarketplaceAdvisory,
  MarketplaceInstall,
  MarketplaceRelease,
} from "../../../src/stores/marketplace/types";
import { intervalsOf, parseRange } from "../../../src/stores/marketplace/versions";
import { pluginOf, versionOf } from "../../fill/stores/marketplace";
import { firstOf, newId } from "../baseline";
import { drawer } from "../draw";
import { type Pair, pair, row } from "../pair";
import { advisoryReader, installReader, releaseReader } from "./rows";

/** Ranges of one interval each. The baseline knows the interval beforehand. */
const RANGES = ["^1.2.0", "~1.2.0", ">=1.0.0 <1.10.0"].map((range) => {
  const { low, high } = intervalsOf(parseRange(range, false)!)[0]!;
  return { range, low, high };
});

interface OneRelease {
  pluginId: string;
  version: string;
}

interface OneRange {
  pluginId: string;
  wanted: (typeof RANGES)[number];
}

export function marketplacePairs(records: number): readonly Pair[] {
  const draw = drawer(records);
  const release = (n: number): OneRelease => ({ pluginId: pluginOf(n), version: versionOf(n) });
  return [
    pair<OneRelease, MarketplaceRelease | null>({
      name: "marketplace.releases.get",
      kind: "read",
      weight: 35,
      next: draw(({ row }) => release(row())),
      subject: (scope, { pluginId, version }) => scope.marketplace.releases.get({ pluginId, version }),
      baseline: (baseline, { pluginId, version }) =>
        baseline.run([baseline.scope[0], pluginId, version], (rows) =>
          firstOf(rows, releaseReader(baseline)),
        ),
    }),
    pair<OneRange, MarketplaceRelease | null>({
      name: "marketplace.latestRelease",
      kind: "read",
      weight: 30,
      next: draw(({ row, below }) => ({ pluginId: pluginOf(row()), wanted: RANGES[below(RANGES.length)]! })),
      subject: (scope, { pluginId, wanted: { range } }) =>
        scope.marketplace.latestRelease(pluginId, { range }),
      baseline: (baseline, { pluginId, wanted: { low, high } }) => {
        const interval = baseline.codec.list([[low, high, baseline.codec.flag(false)]]);
        return baseline.run([baseline.scope[0], pluginId, low, high, ...interval], (rows) =>
          firstOf(rows, releaseReader(baseline)),
        );
      },
    }),
    pair<OneRelease, MarketplaceAdvisory[]>({
      name: "marketplace.advisoriesFor",
      kind: "read",
      weight: 20,
      next: draw(({ row }) => release(row())),
      subject: (scope, { pluginId, version }) => scope.marketplace.advisoriesFor({ pluginId, version }),
      // A plugin has one advisory, so no sorting is needed.
      baseline: (baseline, { pluginId, version }) =>
        baseline.run([baseline.scope[0], pluginId], (rows) =>
          rows
            .map(advisoryReader(baseline))
            .filter(
              ({ affectedVersions, fixedIn }) =>
                semver.satisfies(version, affectedVersions, { includePrerelease: true }) &&
                (fixedIn === null || semver.lt(version, fixedIn)),
            ),
        ),
    }),
    pair<OneRelease, MarketplaceInstall>({
      name: "marketplace.install",
      kind: "write",
      weight: 15,
      next: draw(({ row }) => release(row())),
      subject: (scope, { pluginId, version }) => scope.marketplace.install(pluginId, { version }),
      baseline: (baseline, { pluginId, version }) => {
        const [tenant] = baseline.scope;
        const at = baseline.codec.instant(new Date());
        const fresh = ["{}", newId(), pluginId, baseline.codec.flag(true), "{}", null, null, at, null, 1];
        return baseline.run([tenant, ...fresh, tenant, pluginId, version, at], (rows) =>
          installReader(baseline)(rows[0]!),
        );
      },
      rows: ({ pluginId }) => [row(marketplaceInstallTable, { plugin_id: pluginId })],
    }),
  ];
}
