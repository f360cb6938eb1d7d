import { type MarketplacePluginEntity, marketplacePluginTable } from "../../../entities/marketplace";
import { collection } from "../../db/collection";
import { nameLister } from "../../db/collections/name-list";
import { UpsertCollection } from "../../db/collections/upserting";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { PluginListInput } from "./inputs";
import { REPOSITORIES } from "./repositories";
import type {
  MarketplacePlugin,
  MarketplacePluginInput,
  MarketplacePluginListQuery,
  MarketplacePluginPatch,
} from "./types";
import { writes } from "./writes";

const table = new Table<MarketplacePluginEntity, MarketplacePlugin>(marketplacePluginTable);

export const PLUGINS = collection({
  name: "marketplace.plugins",
  what: "plugin",
  table,
  key: "id",
  referred: "installs of this plugin: uninstall it first",
  page: nameLister(table, "id", { Input: PluginListInput, filter: "repositoryId" }),
});

export const PLUGIN_WRITES = writes<
  MarketplacePluginEntity,
  MarketplacePlugin,
  MarketplacePluginInput,
  MarketplacePluginPatch
>({
  definition: marketplacePluginTable,
  table,
  list: "plugins",
  references: [{ field: "repositoryId", what: "repository", rows: REPOSITORIES.rows }],
});

/**
 * Plugins of the repositories. Their releases, advisories and rollouts are deleted with them.
 * Reached as `scope.marketplace.plugins`.
 */
export class MarketplacePlugins extends UpsertCollection<
  MarketplacePlugin,
  MarketplacePluginInput,
  MarketplacePluginPatch,
  MarketplacePluginListQuery
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, PLUGINS, PLUGIN_WRITES);
  }
}
