import type { PoolClient } from "pg";
import type { StopSignal } from "../../../core/call/stop-signal";
import type { CheckContext, Found } from "../../diagnostics/check";
import { briefly, cancellable } from "../connection/cancel";
import { quoted } from "../quoted";

type Value = string | number | readonly string[];

/** The server as a check sees it: one read-only transaction. */
export interface Server {
  readonly schema: string;
  /** A name in the schema of the stores, qualified and quoted. */
  named(name: string): string;
  query<Row extends object>(text: string, values?: readonly Value[]): Promise<Row[]>;
}

export interface PostgresCheck {
  readonly id: string;
  look(server: Server, context: CheckContext): Promise<Found[]>;
}

/** The size of a table takes a lock: a session that keeps it to itself must not stop the checks. */
const LOCK_MS = 500;

export type Connect = (signal?: StopSignal) => Promise<PoolClient>;

/**
 * Runs the queries of a check in a read-only transaction, which a signal cancels on the server. So
 * no check can change a row, and settings of the transaction end with it.
 */
export async function inReadOnly<T>(
  { connect, schema, signal }: { connect: Connect; schema: string; signal: StopSignal | undefined },
  work: (server: Server) => Promise<T>,
): Promise<T> {
  const client = await connect(signal);
  let broken: Error | undefined;
  const query = async <Row extends object>(text: string, values: readonly Value[] = []): Promise<Row[]> => {
    signal?.throwIfAborted();
    const sent = client.query<Row>(text, [...values]);
    return (await (signal ? cancellable(client, sent, signal) : sent)).rows;
  };
  try {
    await query("begin isolation level read committed read only");
    await query(`set local lock_timeout = ${LOCK_MS}`);
    return await work({ schema, named: (name) => `${quoted(schema)}.${quoted(name)}`, query });
  } finally {
    await briefly(client, client.query("rollback")).catch((error: Error) => {
      broken = error;
    });
    client.release(broken);
  }
}
