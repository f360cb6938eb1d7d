import type { Pool, PoolClient } from "pg";

/*
 * What pg has and its types do not tell of. No other file relies on it;
 * test/dialect/driver-internals.test.ts holds it to the driver that is installed.
 */

/** A connection, as cancelling and lending it need it. */
export interface ClientInternals {
  readonly host: string;
  readonly port: number;
  /**
   * Of the server's process, and what it takes a cancel request by; null before it is connected.
   */
  readonly processID: number | null;
  readonly secretKey: number | Buffer | null;
  readonly connection: { readonly stream: { destroy(error?: Error): void } };
  /** I: idle, T: in a transaction, E: in one that failed; null before the first answer. */
  getTransactionStatus(): "I" | "T" | "E" | null;
}

export const internalsOf = (client: PoolClient): ClientInternals => client as unknown as ClientInternals;

/** A client that is made and not connected: where it would go, and as whom. */
export interface UnconnectedClient {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly database: string | undefined;
  readonly password: unknown;
}

/** The class that a pool makes its clients of, and what with. */
export interface PoolInternals {
  readonly Client: new (options: object) => UnconnectedClient;
  readonly options: object;
}

export const poolInternalsOf = (pool: Pool): PoolInternals => pool as unknown as PoolInternals;
