import type { CallOptions } from "../core/call/deadline";
import { checkWriteOptions, type WriteOptions } from "../core/input/arguments";
import { showAs } from "../core/shown";
import { type Call, inCall } from "./call";
import { type ScopeContext, ScopedDb } from "./scoped";

/** A store, or a part of one. When printed, it shows only its scope, and not its connection. */
export abstract class ScopedStore {
  readonly #db: ScopedDb;

  /**
   * @internal
   * @param store the first word of the operations' names in errors
   */
  constructor(context: ScopeContext, store: string) {
    this.#db = new ScopedDb(context, store);
  }

  /** @internal */
  protected get db(): ScopedDb {
    return this.#db;
  }

  /** @internal Runs the body of a public method. */
  protected call<T, O extends CallOptions>(
    method: string,
    options: O,
    body: (call: Call, options: O) => T | Promise<T>,
  ): Promise<T> {
    return inCall(this.#db, { method, options }, body);
  }

  /** @internal The same for writes with `ifVersion`. */
  protected write<T, O extends WriteOptions>(
    method: string,
    options: O,
    body: (call: Call, options: O) => T | Promise<T>,
  ): Promise<T> {
    return inCall(this.#db, { method, options, check: checkWriteOptions }, body);
  }

  static {
    showAs(ScopedStore, (store) => ({ tenant: store.#db.tenant, workspace: store.#db.workspace }));
  }
}
