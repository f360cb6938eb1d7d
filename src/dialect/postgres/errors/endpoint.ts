import type { Pool } from "pg";
import { type Address, addressOf } from "./address";

/**
 * What an error has to name: where the pool connects to, as whom, and in which schema the tables
 * are.
 */
export class Endpoint {
  /**
   * Whom the server took a connection for: not the user of the URL after `alter role … set role`.
   */
  role: string | undefined;
  private readonly failedToConnect = new WeakSet<object>();
  private known: Address | null | undefined;

  constructor(
    private readonly pool: Pool,
    readonly schema: string,
  ) {}

  get address(): Address | null {
    if (this.known === undefined) this.known = addressOf(this.pool);
    return this.known;
  }

  /** An error that was met before there was a connection: nothing was sent. */
  notConnected(error: unknown): void {
    if (typeof error === "object" && error !== null) this.failedToConnect.add(error);
  }

  neverConnected(error: unknown): boolean {
    return typeof error === "object" && error !== null && this.failedToConnect.has(error);
  }
}
