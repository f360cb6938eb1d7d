import { type ScopeContext, ScopedDb } from "../../db/scoped";

export class GraphStore {
  protected readonly db: ScopedDb;

  /** @internal */
  constructor(context: ScopeContext) {
    this.db = new ScopedDb(context, "graph");
  }
}
