import { type MarketplaceReleaseEntity, marketplaceReleaseTable } from "../../../entities/marketplace";
import { decodeCursor } from "../../core/cursor";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { validate } from "../../core/validation";
import { type PageRequest, pageOf } from "../../db/page";
import { paged } from "../../db/paged";
import { type ScopeContext, type ScopedDb, ScopedStore } from "../../db/scoped";
import { Selection, Table } from "../../db/table";
import { EMPTY, integer, name, raw, type Sql, sql } from "../../dialect/sql";
import { MarketplaceReleaseInput, ReleaseListInput, VersionInput } from "./inputs";
import { kind } from "./kind";
import { checkInputs, notFound, putRows, removeRow } from "./rows";
import type { MarketplaceRelease, MarketplaceReleaseListQuery } from "./types";
import { parseVersion, precedenceOf } from "./versions";

export const release = new Table<MarketplaceReleaseEntity, MarketplaceRelease>(marketplaceReleaseTable);

/** All but what the database orders by. */
export const RELEASE = new Selection<MarketplaceRelease>(
  marketplaceReleaseTable.columnList.filter(
    ({ property }) => property !== "tenant" && property !== "precedence",
  ),
);

export const RELEASES = kind({
  table: release,
  key: ["plugin", "version"],
  members: [
    "attrs",
    "artifactUrl",
    "checksumSha256",
    "signature",
    "signer",
    "minCoreVersion",
    "notes",
    "yanked",
    "publishedAt",
  ],
  defaults: { attrs: {}, yanked: false },
  derived: {
    properties: ["precedence", "prerelease"],
    of: ({ version: text }) => {
      const version = parseVersion(text)!;
      return { precedence: precedenceOf(version), prerelease: version.prerelease.length > 0 };
    },
  },
  returns: RELEASE,
  refersTo: "plugin of this id, or no signer of this fingerprint,",
});

/** The release of a plugin and a version. */
export const released = (db: ScopedDb, plugin: string, version: string): Sql => sql`
  select ${RELEASE.as("r")} from ${release.name} as r
  where ${db.inTenant("r")} and r.plugin_id = ${name(plugin)} and r.version = ${name(version)}`;

const ORDER = {
  newest: { by: raw("r.precedence desc, r.version desc"), behind: raw("(r.precedence, r.version) <") },
  oldest: { by: raw("r.precedence, r.version"), behind: raw("(r.precedence, r.version) >") },
};

/** The versions of the plugins. Reached as `scope.marketplace.releases`. */
export class MarketplaceReleases extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "marketplace.releases");
  }

  /**
   * Makes a release, or changes the one of this plugin and version. Members that are left out stay as they are, `yanked` too; in a
   * new one they are null, and it is not yanked. Parallel puts of one release each change what they give alone.
   *
   * @returns the release as it is now
   * @throws UnifiedStoreError `validation`, also for a version that is no semantic version; `not_found` when plugin or
   * signer are not there
   * @example
   * await acme.marketplace.releases.put({ plugin: "ether", version: "1.3.0", artifactUrl, checksumSha256 });
   * await acme.marketplace.releases.put({ plugin: "ether", version: "1.2.0", yanked: true });
   */
  put(input: MarketplaceReleaseInput, options: CallOptions = {}): Promise<MarketplaceRelease> {
    return this.db.method("put", async () => {
      options = checkOptions(options);
      const inputs = [{ input: validate(MarketplaceReleaseInput, input, ""), path: "" }];
      const [row] = await putRows(this.db, RELEASES, { method: "put", inputs, options });
      return row!;
    });
  }

  /**
   * The same for any number of releases, all or none, in one statement. Of entries with the same plugin and version the later
   * ones count, member by member.
   *
   * @returns for each entry, in the order given, the release as it is now
   * @throws UnifiedStoreError `validation`, naming the entry as `releases[3].version`; `not_found`
   * @example
   * await acme.marketplace.releases.putMany(versions.map((version) => ({ plugin: "ether", version })));
   */
  putMany(
    inputs: readonly MarketplaceReleaseInput[],
    options: CallOptions = {},
  ): Promise<MarketplaceRelease[]> {
    return this.db.method("putMany", async () => {
      options = checkOptions(options);
      const checked = checkInputs(MarketplaceReleaseInput, inputs, "releases");
      return putRows(this.db, RELEASES, { method: "putMany", inputs: checked, options });
    });
  }

  /**
   * Reads a release, yanked or not; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const release = await acme.marketplace.releases.get("ether", "1.3.0");
   */
  get(plugin: string, version: string, options: CallOptions = {}): Promise<MarketplaceRelease | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      validate(VersionInput, { plugin, version }, "");
      return this.db.first("get", released(this.db, plugin, version), RELEASE, { options });
    });
  }

  /**
   * Reads a release that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { artifactUrl } = await acme.marketplace.releases.getOrThrow("ether", "1.3.0");
   */
  getOrThrow(plugin: string, version: string, options: CallOptions = {}): Promise<MarketplaceRelease> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      validate(VersionInput, { plugin, version }, "");
      const found = await this.db.first("getOrThrow", released(this.db, plugin, version), RELEASE, {
        options,
      });
      if (found === null) throw notFound("release");
      return found;
    });
  }

  /**
   * Lists the releases of a plugin by version, yanked ones and prereleases too, page by page. Versions that differ in build metadata
   * alone follow each other by code point.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { version } of acme.marketplace.releases.list({ plugin: "ether" })) console.log(version);
   */
  list(query: MarketplaceReleaseListQuery, options: CallOptions = {}): PageRequest<MarketplaceRelease> {
    const call = { method: "list", Input: ReleaseListInput, query, options };
    return paged(this.db, call, async (input, { limit, cursor }, options) => {
      const { plugin, order = "newest" } = input;
      const id = this.db.queryId("list", input, { order });
      const { by, behind } = ORDER[order];
      const position = cursor === undefined ? EMPTY : sql` and ${behind} ${versionAt(id, cursor)}`;
      const statement = sql`
        select ${RELEASE.as("r")} from ${release.name} as r
        where ${this.db.inTenant("r")} and r.plugin_id = ${name(plugin)}${position}
        order by ${by} limit ${integer(limit + 1)}`;
      const rows = await this.db.all("list", statement, RELEASE, { options });
      const keyOf = ({ version }: MarketplaceRelease) => [precedenceOf(parseVersion(version)!), version];
      return pageOf(rows, { query: id, limit, keyOf });
    });
  }

  /**
   * Deletes a release that is not installed. To keep others from installing one that was published, put it with `yanked: true`.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `foreign_key` while it is installed; `validation`
   * @example
   * await acme.marketplace.releases.remove("ether", "1.3.0-beta.1");
   */
  remove(plugin: string, version: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("remove", () => {
      options = checkOptions(options);
      validate(VersionInput, { plugin, version }, "");
      const where = sql`plugin_id = ${name(plugin)} and version = ${name(version)}`;
      const referred = "the release is installed: uninstall the plugin or install another version first";
      return removeRow(this.db, release.name, { where, referred, options });
    });
  }
}

function versionAt(query: string, cursor: string): Sql {
  const [precedence, version] = decodeCursor(query, cursor, ["string", "string"]) as [string, string];
  return sql`(${name(precedence)}, ${name(version)})`;
}
