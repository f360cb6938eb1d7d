import { type MarketplaceInstallEntity, marketplaceInstallTable } from "../../../entities/marketplace";
import { checkName } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { invalid, UnifiedStoreError } from "../../core/errors";
import { validate } from "../../core/validation";
import { lookup } from "../../db/lookup";
import { pageByName } from "../../db/name-page";
import type { PageOptions, PageRequest } from "../../db/page";
import { PageInput } from "../../db/page-input";
import { paged } from "../../db/paged";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { Table } from "../../db/table";
import { name, raw, sql } from "../../dialect/sql";
import { MarketplaceInstallPatch } from "./inputs";
import { stored } from "./kind";
import { notFound } from "./rows";
import type { MarketplaceInstall } from "./types";

export const install = new Table<MarketplaceInstallEntity, MarketplaceInstall>(marketplaceInstallTable);
const BY_PLUGIN = raw("i.plugin_id");

export const byPlugin = lookup(install, "plugin");
const byId = lookup(install, "id");

/** The members that a caller gives of an install, as they are kept. */
const PATCHED = ["attrs", "enabled", "config", "trustTier", "source"] as const;

/** JSON's null is a config too. */
export function patchOf(input: MarketplaceInstallPatch): Partial<MarketplaceInstallEntity> {
  const patch: Record<string, unknown> = {};
  for (const property of PATCHED) {
    const value = input[property];
    if (value !== undefined) patch[property] = stored(install.column(property).type, value, property);
  }
  return patch;
}

/** What the tenant has installed: `marketplace.install` and `uninstall` change that. Reached as `scope.marketplace.installs`. */
export class MarketplaceInstalls extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "marketplace.installs");
  }

  /**
   * Reads an install by its id; null when there is none. `marketplace.installed` reads that of a plugin.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const install = await acme.marketplace.installs.get(id);
   */
  get(id: string, options: CallOptions = {}): Promise<MarketplaceInstall | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return byId.one(this.db, "get", checkName(id, "id"), options);
    });
  }

  /**
   * Reads an install that has to be there, by its id.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { version } = await acme.marketplace.installs.getOrThrow(id);
   */
  getOrThrow(id: string, options: CallOptions = {}): Promise<MarketplaceInstall> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await byId.one(this.db, "getOrThrow", checkName(id, "id"), options);
      if (found === null) throw notFound("install");
      return found;
    });
  }

  /**
   * Lists what is installed by the id of the plugin in code point order, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { plugin, version } of acme.marketplace.installs.list()) console.log(plugin, version);
   */
  list(query: PageOptions = {}, options: CallOptions = {}): PageRequest<MarketplaceInstall> {
    const call = { method: "list", Input: PageInput, query, options };
    return paged(this.db, call, (input, at, options) => {
      const list = {
        method: "list",
        query: this.db.queryId("list", input),
        select: sql`select ${install.columns.as("i")} from ${install.name} as i where ${this.db.inTenant("i")}`,
        returns: install.columns,
        by: BY_PLUGIN,
        nameOf: (row: MarketplaceInstall) => row.plugin,
      };
      return pageByName(this.db, list, at, options);
    });
  }

  /**
   * Changes an installed plugin but its version: what is left out stays as it is. It works for a yanked release too, which
   * cannot be installed again.
   *
   * @returns the install as it is now
   * @throws UnifiedStoreError `not_found` when the plugin is not installed; `validation`
   * @example
   * await acme.marketplace.installs.update("ether", { enabled: false });
   */
  update(
    plugin: string,
    patch: MarketplaceInstallPatch,
    options: CallOptions = {},
  ): Promise<MarketplaceInstall> {
    return this.db.method("update", async () => {
      options = checkOptions(options);
      checkName(plugin, "plugin");
      const changes = patchOf(validate(MarketplaceInstallPatch, patch, ""));
      if (Object.keys(changes).length === 0) throw invalid("patch", "must change at least one member");
      const statement = sql`
        update ${install.name} set ${install.assign({ ...changes, updatedAt: this.db.now() })}
        where ${this.db.inTenant()} and plugin_id = ${name(plugin)} returning ${install.columns.sql}`;
      const updated = await this.db.first("update", statement, install.columns, { options });
      if (updated === null) {
        const message = "the plugin is not installed in this tenant: install it first";
        throw new UnifiedStoreError("not_found", message);
      }
      return updated;
    });
  }
}
