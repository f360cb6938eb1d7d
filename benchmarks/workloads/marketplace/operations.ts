import semver from "semver";
import { marketplaceInstallTable } from "../../../entities/marketplace";
import type {
  MarketplaceAdvisory,
  MarketplaceInstall,
  MarketplaceRelease,
} from "../../../src/stores/marketplace/types";
import { intervalsOf, parseRange } from "../../../src/stores/marketplace/versions";
import { pluginOf, versionOf } from "../../fill/marketplace";
import { drawer } from "../draw";
import { firstOf, newId } from "../hand";
import { type Pair, pair, row } from "../pair";
import { advisoryReader, installReader, releaseReader } from "./rows";

/** Each of them is one interval, which hand knows beforehand. */
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
      ours: (scope, { pluginId, version }) => scope.marketplace.releases.get({ pluginId, version }),
      hand: (hand, { pluginId, version }) =>
        hand.run([hand.scope[0], pluginId, version], (rows) => firstOf(rows, releaseReader(hand))),
    }),
    pair<OneRange, MarketplaceRelease | null>({
      name: "marketplace.latestRelease",
      kind: "read",
      weight: 30,
      next: draw(({ row, below }) => ({ pluginId: pluginOf(row()), wanted: RANGES[below(RANGES.length)]! })),
      ours: (scope, { pluginId, wanted: { range } }) => scope.marketplace.latestRelease(pluginId, { range }),
      hand: (hand, { pluginId, wanted: { low, high } }) => {
        const interval = hand.codec.list([[low, high, hand.codec.flag(false)]]);
        return hand.run([hand.scope[0], pluginId, low, high, ...interval], (rows) =>
          firstOf(rows, releaseReader(hand)),
        );
      },
    }),
    pair<OneRelease, MarketplaceAdvisory[]>({
      name: "marketplace.advisoriesFor",
      kind: "read",
      weight: 20,
      next: draw(({ row }) => release(row())),
      ours: (scope, { pluginId, version }) => scope.marketplace.advisoriesFor({ pluginId, version }),
      // A plugin has one: there is nothing to sort.
      hand: (hand, { pluginId, version }) =>
        hand.run([hand.scope[0], pluginId], (rows) =>
          rows
            .map(advisoryReader(hand))
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
      ours: (scope, { pluginId, version }) => scope.marketplace.install(pluginId, { version }),
      hand: (hand, { pluginId, version }) => {
        const [tenant] = hand.scope;
        const at = hand.codec.instant(new Date());
        const fresh = ["{}", newId(), pluginId, hand.codec.flag(true), "{}", null, null, at, null, 1];
        return hand.run([tenant, ...fresh, tenant, pluginId, version, at], (rows) =>
          installReader(hand)(rows[0]!),
        );
      },
      rows: ({ pluginId }) => [row(marketplaceInstallTable, { plugin_id: pluginId })],
    }),
  ];
}
