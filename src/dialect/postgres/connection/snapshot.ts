import type { PoolClient } from "pg";
import type { Statement } from "../../dialect";
import { PORTION, type Reading, type Snapshot } from "../../snapshot";
import { briefly } from "./cancel";
import { Execution } from "./execution";

const NAME = "us_snapshot";
const FETCH = unnamed(`fetch ${PORTION} from ${NAME}`);

/** A read-only transaction that sees one moment. A cursor reads the rows of a statement. */
export class PostgresSnapshot implements Snapshot {
  private constructor(private readonly client: PoolClient) {}

  /** The connection is released where it cannot begin. */
  static async begin(client: PoolClient): Promise<PostgresSnapshot> {
    try {
      await client.query("begin isolation level repeatable read, read only");
      // The first statement takes the snapshot. And a copy may wait long for its target.
      await client.query("set local idle_in_transaction_session_timeout = 0");
      await client.query("select 1");
      return new PostgresSnapshot(client);
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
  }

  async *read({ statement, values }: Reading): AsyncGenerator<unknown[][]> {
    await this.run(unnamed(`declare ${NAME} no scroll cursor for ${statement.text}`), values);
    try {
      for (;;) {
        const rows = await this.run(FETCH, []);
        if (rows.length > 0) yield rows;
        if (rows.length < PORTION) return;
      }
    } finally {
      // After an error the transaction has failed, and the cursor is gone with it.
      await this.client.query(`close ${NAME}`).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    let broken: Error | undefined;
    try {
      await briefly(this.client, this.client.query("rollback"));
    } catch (error) {
      broken = error as Error;
    }
    this.client.release(broken);
  }

  private run(statement: Statement, values: readonly unknown[]): Promise<unknown[][]> {
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, rows?: unknown[][]): void =>
        error ? reject(error) : resolve(rows!);
      this.client.query(new Execution({ statement, values }, false, done));
    });
  }
}

function unnamed(text: string): Statement {
  return { text, name: "", write: false, late: false };
}
