import { type MarketplaceSignerEntity, marketplaceSignerTable } from "../../../entities/marketplace";
import type { CallOptions } from "../../core/deadline";
import type { PageOptions } from "../../db/page";
import { PageInput } from "../../db/page-input";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { Catalogue, part } from "./catalogue";
import { MarketplaceSignerInput } from "./inputs";
import { kind } from "./kind";
import type { MarketplaceSigner } from "./types";

const table = new Table<MarketplaceSignerEntity, MarketplaceSigner>(marketplaceSignerTable);

export const SIGNERS = part({
  place: "marketplace.signers",
  what: "signer",
  list: "signers",
  table,
  kind: kind({
    table,
    key: ["fingerprint"],
    members: ["attrs", "issuer", "subject", "trustTier", "revoked", "notBefore", "notAfter"],
    defaults: { attrs: {}, revoked: false },
    forbids: { field: "notAfter", must: "must not lie before notBefore" },
  }),
  key: "fingerprint",
  Input: MarketplaceSignerInput,
  ListInput: PageInput,
  referred: "there are releases by this signer: put it with revoked: true instead, or remove them first",
});

/** Who signs releases, by fingerprint. Reached as `scope.marketplace.signers`. */
export class MarketplaceSigners extends Catalogue<MarketplaceSigner, MarketplaceSignerInput, PageOptions> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, SIGNERS);
  }

  /**
   * Deletes a signer of whom there are no releases (any more). One that is trusted no longer is better put with `revoked: true`.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `foreign_key` while there are releases by it; `validation`
   * @example
   * await acme.marketplace.signers.remove("b6589fc6ab0dc82cf12099d1c2d40ab994e8410c");
   */
  override remove(fingerprint: string, options: CallOptions = {}): Promise<boolean> {
    return super.remove(fingerprint, options);
  }
}
