import { type MarketplaceSignerEntity, marketplaceSignerTable } from "../../../entities/marketplace";
import { collection } from "../../db/collection";
import { nameLister } from "../../db/collections/name-list";
import { UpsertCollection } from "../../db/collections/upserting";
import { PageInput, type PageOptions } from "../../db/pages/page";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import type { MarketplaceSigner, MarketplaceSignerInput, MarketplaceSignerPatch } from "./types";
import { writes } from "./writes";

const table = new Table<MarketplaceSignerEntity, MarketplaceSigner>(marketplaceSignerTable);

export const SIGNERS = collection({
  name: "marketplace.signers",
  what: "signer",
  table,
  key: "fingerprint",
  referred: "releases by this signer: update it with revoked: true instead, or remove them first",
  page: nameLister(table, "fingerprint", { Input: PageInput }),
});

export const SIGNER_WRITES = writes<
  MarketplaceSignerEntity,
  MarketplaceSigner,
  MarketplaceSignerInput,
  MarketplaceSignerPatch
>({
  definition: marketplaceSignerTable,
  table,
  list: "signers",
  forbids: { field: "notAfter", must: "must not lie before notBefore" },
});

/**
 * Signers of releases, by fingerprint. To revoke a signer, update it with `revoked: true`. Reached
 * as `scope.marketplace.signers`.
 */
export class MarketplaceSigners extends UpsertCollection<
  MarketplaceSigner,
  MarketplaceSignerInput,
  MarketplaceSignerPatch,
  PageOptions
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, SIGNERS, SIGNER_WRITES);
  }
}
