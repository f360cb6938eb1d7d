import { type MarketplaceReleaseEntity, marketplaceReleaseTable } from "../../../entities/marketplace";
import type { CallOptions } from "../../core/call/deadline";
import { decodeCursor } from "../../core/cursor";
import { objectKeyCollection } from "../../db/collection";
import { UpsertCollection } from "../../db/collections/upserting";
import { pageOf } from "../../db/pages/keyset";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopeContext, ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { EMPTY, integer, name, raw, type Sql, sql } from "../../dialect/sql";
import { ReleaseListInput } from "./inputs";
import { PLUGINS } from "./plugins";
import { IsVersion } from "./rules";
import { SIGNERS } from "./signers";
import type {
  MarketplaceRelease,
  MarketplaceReleaseInput,
  MarketplaceReleaseKey,
  MarketplaceReleaseListQuery,
  MarketplaceReleasePatch,
} from "./types";
import { parseVersion, precedenceOf } from "./versions";
import { writes } from "./writes";

/** The database sorts by the precedence, which is hidden from the application. */
export const release = new Table<MarketplaceReleaseEntity, MarketplaceRelease>(marketplaceReleaseTable, [
  "precedence",
]);

const RULES = { version: IsVersion() };

export const RELEASES = objectKeyCollection<
  MarketplaceReleaseEntity,
  MarketplaceRelease,
  MarketplaceReleaseListQuery,
  MarketplaceReleaseKey
>({
  name: "marketplace.releases",
  what: "release",
  definition: marketplaceReleaseTable,
  table: release,
  key: ["pluginId", "version"],
  keyRules: RULES,
  referred: "installs of this release: uninstall the plugin or install another version first",
  page: listReleases,
});

export const RELEASE_WRITES = writes<
  MarketplaceReleaseEntity,
  MarketplaceRelease,
  MarketplaceReleaseInput,
  MarketplaceReleasePatch
>({
  definition: marketplaceReleaseTable,
  table: release,
  list: "releases",
  rules: RULES,
  references: [
    { field: "pluginId", what: "plugin", rows: PLUGINS.rows },
    { field: "signerFingerprint", what: "signer", rows: SIGNERS.rows },
  ],
  derived: {
    properties: ["precedence", "prerelease"],
    of: ({ version: text }) => {
      const version = parseVersion(text);
      // A patch has no key, so it has no version.
      if (version === null) return {};
      return { precedence: precedenceOf(version), prerelease: version.prerelease.length > 0 };
    },
  },
});

/**
 * Releases: the versions of the plugins. To prevent new installs of a published release, update it
 * with `yanked: true`. Reached as `scope.marketplace.releases`.
 */
export class MarketplaceReleases extends UpsertCollection<
  MarketplaceRelease,
  MarketplaceReleaseInput,
  MarketplaceReleasePatch,
  MarketplaceReleaseListQuery,
  MarketplaceReleaseKey
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, RELEASES, RELEASE_WRITES);
  }

  /**
   * Lists the releases of a plugin by version, page by page, including yanked releases and
   * prereleases. Versions that differ only in build metadata are ordered by code point.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { version } of acme.marketplace.releases.list({ pluginId: "ether" }))
   *   console.log(version);
   */
  override list(
    query: MarketplaceReleaseListQuery,
    options: CallOptions = {},
  ): PageRequest<MarketplaceRelease> {
    return super.list(query, options);
  }
}

const ORDER = {
  newest: { by: raw("r.precedence desc, r.version desc"), behind: raw("(r.precedence, r.version) <") },
  oldest: { by: raw("r.precedence, r.version"), behind: raw("(r.precedence, r.version) >") },
};

function listReleases(
  db: ScopedDb,
  query: MarketplaceReleaseListQuery,
  options: CallOptions,
): PageRequest<MarketplaceRelease> {
  const called = { method: "list", Input: ReleaseListInput, query, options };
  return paged(db, called, async (call, input, { limit, cursor }) => {
    const { pluginId, order = "newest" } = input;
    const id = call.queryId(input, { order });
    const { by, behind } = ORDER[order];
    const position = cursor === undefined ? EMPTY : sql` and ${behind} ${versionAt(id, cursor)}`;
    const statement = sql`
      select ${release.columns.as("r")} from ${release.name} as r
      where ${call.inTenant("r")} and r.plugin_id = ${name(pluginId)}${position}
      order by ${by} limit ${integer(limit + 1)}`;
    const rows = await call.all(statement, release.columns);
    const keyOf = ({ version }: MarketplaceRelease) => [precedenceOf(parseVersion(version)!), version];
    return pageOf(rows, { query: id, limit, keyOf });
  });
}

function versionAt(query: string, cursor: string): Sql {
  const [precedence, version] = decodeCursor(query, cursor, ["string", "string"]) as [string, string];
  return sql`(${name(precedence)}, ${name(version)})`;
}
