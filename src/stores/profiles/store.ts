import { type ScopeContext, ScopedDb } from "../../db/scoped";

export class ProfileStore {
  protected readonly db: ScopedDb;

  /** @internal */
  constructor(context: ScopeContext) {
    this.db = new ScopedDb(context, "profiles");
  }
}
