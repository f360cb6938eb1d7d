import { type MarketplaceRepositoryEntity, marketplaceRepositoryTable } from "../../../entities/marketplace";
import type { CallOptions } from "../../core/deadline";
import type { PageOptions } from "../../db/page";
import { PageInput } from "../../db/page-input";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { Catalogue, part } from "./catalogue";
import { MarketplaceRepositoryInput } from "./inputs";
import { kind } from "./kind";
import type { MarketplaceRepository } from "./types";

const table = new Table<MarketplaceRepositoryEntity, MarketplaceRepository>(marketplaceRepositoryTable);

export const REPOSITORIES = part({
  place: "marketplace.repositories",
  what: "repository",
  list: "repositories",
  table,
  kind: kind({
    table,
    key: ["id"],
    members: ["attrs", "name", "url", "type", "status", "trustTier", "signingPolicy", "lastSyncedAt"],
    defaults: { attrs: {} },
  }),
  key: "id",
  Input: MarketplaceRepositoryInput,
  ListInput: PageInput,
  referred: "the repository still has plugins: remove them first, or put them into another repository",
});

/** Where plugins come from. Reached as `scope.marketplace.repositories`. */
export class MarketplaceRepositories extends Catalogue<
  MarketplaceRepository,
  MarketplaceRepositoryInput,
  PageOptions
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, REPOSITORIES);
  }

  /**
   * Deletes a repository that has no plugins (any more).
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `foreign_key` while it has plugins; `validation`
   * @example
   * await acme.marketplace.repositories.remove("core");
   */
  override remove(id: string, options: CallOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }
}
