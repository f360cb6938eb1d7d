import type { Pool, PoolClient } from "pg";

/*
 * Members of pg that are not in its types. Only this file relies on them;
 * test/dialect/driver-internals.test.ts checks them against the installed driver.
 */

/** The members of a client for cancelling and lending it. */
export interface ClientInternals {
  readonly host: string;
  readonly port: number;
  /**
   * The id of the server's process and the secret for its cancel requests; null before it connects.
   */
  readonly processID: number | null;
  readonly secretKey: number | Buffer | null;
  readonly connection: { readonly stream: { destroy(error?: Error): void } };
  /** I: idle, T: in a transaction, E: in a failed one; null before the first answer. */
  getTransactionStatus(): "I" | "T" | "E" | null;
}

export const internalsOf = (client: PoolClient): ClientInternals => client as unknown as ClientInternals;

/** A client before it connects: its target and its user. */
export interface UnconnectedClient {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly database: string | undefined;
  readonly password: unknown;
}

/** The class of a pool's clients, and its arguments. */
export interface PoolInternals {
  readonly Client: new (options: object) => UnconnectedClient;
  readonly options: object;
}

export const poolInternalsOf = (pool: Pool): PoolInternals => pool as unknown as PoolInternals;
