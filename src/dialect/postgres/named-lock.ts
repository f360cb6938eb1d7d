import type { Pool, PoolClient } from "pg";
import { UnifiedStoreError } from "../../core/errors";

const ONE_CONNECTION =
  "a data migration or an erasure of a tenant needs two connections at once: open the manager with a poolSize of 2 or more";

/** The source of a lock's connection. */
interface Source {
  schema: string;
  options: Pool["options"];
  connect(): Promise<PoolClient>;
}

/**
 * An advisory lock in a transaction that stays open. Poolers in transaction mode keep it, and it
 * ends with the connection.
 *
 * @returns a function that releases it; null where another process holds it
 */
export async function acquireNamedLock(
  name: string,
  { schema, options, connect }: Source,
): Promise<(() => Promise<void>) | null> {
  if ((options.max ?? 10) < 2) throw new UnifiedStoreError("not_supported", ONE_CONNECTION);
  const client = await connect();
  try {
    await client.query("begin");
    const { rows } = await client.query<{ held: boolean }>(
      "select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as held",
      [`unified-store ${name} ${schema}`],
    );
    if (!rows[0]!.held) {
      await client.query("rollback");
      client.release();
      return null;
    }
    // Behind the lock: a statement with parameters keeps its snapshot until the next statement.
    // While it is kept, dead rows stay, and CREATE INDEX CONCURRENTLY waits for this transaction.
    await client.query("set local idle_in_transaction_session_timeout = 0");
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
  return async () => {
    try {
      await client.query("rollback");
      client.release();
    } catch (error) {
      client.release(error as Error);
    }
  };
}
