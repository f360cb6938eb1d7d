import type { Pool } from "pg";
import { type Address, addressOf } from "./address";

/** Endpoint. The facts that an error names: the server, the user, and the schema of the tables. */
export class Endpoint {
  /** The role of a connection. After `alter role … set role` it is not the URL's user. */
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

  /** Marks an error that came before there was a connection: nothing was sent. */
  notConnected(error: unknown): void {
    if (typeof error === "object" && error !== null) this.failedToConnect.add(error);
  }

  neverConnected(error: unknown): boolean {
    return typeof error === "object" && error !== null && this.failedToConnect.has(error);
  }
}
