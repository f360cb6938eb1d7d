import { type MarketplacePluginEntity, marketplacePluginTable } from "../../../entities/marketplace";
import type { CallOptions } from "../../core/deadline";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { Catalogue, part } from "./catalogue";
import { MarketplacePluginInput, PluginListInput } from "./inputs";
import { kind } from "./kind";
import type { MarketplacePlugin, MarketplacePluginListQuery } from "./types";

const table = new Table<MarketplacePluginEntity, MarketplacePlugin>(marketplacePluginTable);

export const PLUGINS = part({
  place: "marketplace.plugins",
  what: "plugin",
  list: "plugins",
  table,
  kind: kind({
    table,
    key: ["id"],
    members: ["attrs", "repository", "name", "version", "trustTier", "publishedAt"],
    defaults: { attrs: {} },
    refersTo: "repository of this id",
  }),
  key: "id",
  Input: MarketplacePluginInput,
  ListInput: PluginListInput,
  filter: "repository",
  referred: "the plugin is installed: uninstall it first",
});

/** The plugins of the repositories. Reached as `scope.marketplace.plugins`. */
export class MarketplacePlugins extends Catalogue<
  MarketplacePlugin,
  MarketplacePluginInput,
  MarketplacePluginListQuery
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, PLUGINS);
  }

  /**
   * Deletes a plugin that is not installed, and with it its releases, advisories and rollouts.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `foreign_key` while it is installed; `validation`
   * @example
   * await acme.marketplace.plugins.remove("ether");
   */
  override remove(id: string, options: CallOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }
}
