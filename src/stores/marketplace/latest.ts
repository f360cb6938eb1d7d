import type { Call } from "../../db/call";
import type { ScopedDb } from "../../db/scoped";
import { EMPTY, name, RowColumns, Rows, raw, type Sql, sql } from "../../dialect/sql";
import { release } from "./releases";
import type { MarketplaceLatestQuery, MarketplaceRelease } from "./types";
import { type Interval, intervalsOf, parseRange } from "./versions";

export function latestRelease(
  call: Call,
  pluginId: string,
  query: MarketplaceLatestQuery,
): Promise<MarketplaceRelease | null> {
  const statement = sql`select ${release.columns.as("r")} ${latest(call, pluginId, query)}`;
  return call.first(statement, release.columns);
}

/**
 * The `from` clause that selects the latest release, with the alias `r`. The database reads the
 * releases of the plugin newest first, from the upper end of the range, and stops at the first
 * match. It only skips yanked releases, prereleases and gaps of the range.
 */
export function latest(
  db: ScopedDb,
  pluginId: string,
  { range, includePrerelease = false }: MarketplaceLatestQuery,
): Sql {
  const wanted =
    range === undefined ? (includePrerelease ? EMPTY : STABLE) : within(range, includePrerelease);
  return sql`
    from ${release.name} as r
    where ${db.inTenant("r")} and r.plugin_id = ${name(pluginId)} and not r.yanked${wanted}
    order by r.precedence desc, r.version desc limit 1`;
}

const STABLE = raw(" and not r.prerelease");

const INTERVAL = new RowColumns([
  ["low", "name"],
  ["high", "name"],
  ["prereleases", "flag"],
]);

function within(range: string, includePrerelease: boolean): Sql {
  const intervals = intervalsOf(parseRange(range, includePrerelease)!);
  const { low, high } = intervals.reduce(hull, NOTHING);
  const list = new Rows(
    INTERVAL,
    intervals.map(({ low, high, prereleases }) => [low, high, prereleases]),
  );
  return sql` and r.precedence >= ${name(low)} and r.precedence < ${name(high)} and exists (
      select 1 from ${list} as v
      where r.precedence >= v.low and r.precedence < v.high and (v.prereleases or not r.prerelease)
    )`;
}

/** Empty interval: no precedence lies between the two. */
const NOTHING = { low: "~", high: "" };

const hull = (sum: typeof NOTHING, { low, high }: Interval): typeof NOTHING => ({
  low: low < sum.low ? low : sum.low,
  high: high > sum.high ? high : sum.high,
});
