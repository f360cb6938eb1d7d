import { type MarketplaceAdvisoryEntity, marketplaceAdvisoryTable } from "../../../entities/marketplace";
import type { Call } from "../../db/call";
import { collection } from "../../db/collection";
import { nameLister } from "../../db/collections/name-list";
import { UpsertCollection } from "../../db/collections/upserting";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { name, sql } from "../../dialect/sql";
import { OfPluginListInput } from "./inputs";
import { PLUGINS } from "./plugins";
import { IsRange, IsVersion } from "./rules";
import type {
  MarketplaceAdvisory,
  MarketplaceAdvisoryInput,
  MarketplaceAdvisoryListQuery,
  MarketplaceAdvisoryPatch,
  MarketplaceReleaseKey,
  MarketplaceSeverity,
} from "./types";
import { holdsAll, parseRange, parseVersion } from "./versions";
import { writes } from "./writes";

const table = new Table<MarketplaceAdvisoryEntity, MarketplaceAdvisory>(marketplaceAdvisoryTable);

const ADVISORIES = collection({
  name: "marketplace.advisories",
  what: "advisory",
  table,
  key: "id",
  page: nameLister(table, "id", { Input: OfPluginListInput, filter: "pluginId" }),
});

export const ADVISORY_WRITES = writes<
  MarketplaceAdvisoryEntity,
  MarketplaceAdvisory,
  MarketplaceAdvisoryInput,
  MarketplaceAdvisoryPatch
>({
  definition: marketplaceAdvisoryTable,
  table,
  list: "advisories",
  rules: { affectedVersions: IsRange(), fixedIn: IsVersion() },
  references: [{ field: "pluginId", what: "plugin", rows: PLUGINS.rows }],
});

/**
 * Security advisories: vulnerabilities of plugins. They are deleted with their plugin. Reached as
 * `scope.marketplace.advisories`.
 */
export class MarketplaceAdvisories extends UpsertCollection<
  MarketplaceAdvisory,
  MarketplaceAdvisoryInput,
  MarketplaceAdvisoryPatch,
  MarketplaceAdvisoryListQuery
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, ADVISORIES, ADVISORY_WRITES);
  }
}

const RANK: Record<MarketplaceSeverity, number> = { critical: 0, high: 1, medium: 2, low: 3 };

/**
 * Reads all advisories of the plugin, and filters them here. A plugin has few, and a database
 * cannot evaluate a version range.
 */
export async function advisoriesFor(
  call: Call,
  { pluginId, version }: MarketplaceReleaseKey,
): Promise<MarketplaceAdvisory[]> {
  const statement = sql`
    select ${table.columns.as("a")} from ${table.name} as a
    where ${call.inTenant("a")} and a.plugin_id = ${name(pluginId)} order by a.id`;
  const all = await call.all(statement, table.columns);
  return all.filter((advisory) => affects(advisory, version)).sort(worstFirst);
}

/**
 * Whether a version is affected. Only the range decides: a vulnerability may be fixed in several
 * release lines, but has one `fixedIn`, and a version above it may be in another line without the
 * fix. A range of all versions has no information; then `fixedIn` decides.
 */
function affects({ affectedVersions, fixedIn }: MarketplaceAdvisory, text: string): boolean {
  const version = parseVersion(text)!;
  const range = parseRange(affectedVersions, true);
  if (range && !holdsAll(range)) return range.test(version);
  return fixedIn === null || version.compare(fixedIn) < 0;
}

/**
 * Sort order: most severe first, then newest. Advisories with the same severity and time stay in id
 * order.
 */
function worstFirst(a: MarketplaceAdvisory, b: MarketplaceAdvisory): number {
  const time = ({ publishedAt }: MarketplaceAdvisory): number => publishedAt?.getTime() ?? -8.64e15;
  return RANK[a.severity] - RANK[b.severity] || time(b) - time(a);
}
