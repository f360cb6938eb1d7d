import { type MarketplaceRepositoryEntity, marketplaceRepositoryTable } from "../../../entities/marketplace";
import { collection } from "../../db/collection";
import { nameLister } from "../../db/collections/name-list";
import { UpsertCollection } from "../../db/collections/upserting";
import { PageInput, type PageOptions } from "../../db/pages/page";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import type { MarketplaceRepository, MarketplaceRepositoryInput, MarketplaceRepositoryPatch } from "./types";
import { writes } from "./writes";

const table = new Table<MarketplaceRepositoryEntity, MarketplaceRepository>(marketplaceRepositoryTable);

export const REPOSITORIES = collection({
  name: "marketplace.repositories",
  what: "repository",
  table,
  key: "id",
  referred: "plugins in this repository: remove them first, or put them into another repository",
  page: nameLister(table, "id", { Input: PageInput }),
});

export const REPOSITORY_WRITES = writes<
  MarketplaceRepositoryEntity,
  MarketplaceRepository,
  MarketplaceRepositoryInput,
  MarketplaceRepositoryPatch
>({ definition: marketplaceRepositoryTable, table, list: "repositories" });

/** Repositories: the sources of plugins. Reached as `scope.marketplace.repositories`. */
export class MarketplaceRepositories extends UpsertCollection<
  MarketplaceRepository,
  MarketplaceRepositoryInput,
  MarketplaceRepositoryPatch,
  PageOptions
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, REPOSITORIES, REPOSITORY_WRITES);
  }
}
