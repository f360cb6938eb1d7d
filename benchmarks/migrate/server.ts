import { Client } from "pg";
import { UnifiedStoreManager } from "../../src/manager";
import { DEFAULT_SCHEMA } from "../../src/options";
import { startPostgres } from "../../src/testing/postgres/server";
import type { Cleanup } from "../cleanup";

/**
 * Memory settings of a server of 4 GB, so that checkpoints do not dominate. Durability is on, at
 * its cost for both sides.
 */
const SETTINGS = {
  shared_buffers: "1GB",
  max_wal_size: "8GB",
  checkpoint_timeout: "30min",
  autovacuum: "off",
};
const TEMPLATE = "migrate_bench_template";

/**
 * A temporary PostgreSQL server of the run, on a unix socket only. It provides databases with empty
 * tables.
 */
export class Server {
  private made = 0;

  private constructor(
    private readonly server: {
      url: string;
      createDatabase(name: string, of: { template: string }): Promise<string>;
    },
  ) {}

  static async start(cleanup: Cleanup): Promise<Server> {
    // Statements by hand name only the stores' tables.
    const settings = { ...SETTINGS, search_path: DEFAULT_SCHEMA };
    const server = await startPostgres({ durable: true, settings });
    cleanup.defer(() => server.stop());
    const template = await server.createDatabase(TEMPLATE);
    await (await UnifiedStoreManager.open({ url: template })).close();
    return new Server(server);
  }

  /** Lends `work` a new database. Earlier writes are on disk by then. */
  async withDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
    const name = `migrate_bench_${this.made++}`;
    const url = await this.server.createDatabase(name, { template: TEMPLATE });
    try {
      await this.run("checkpoint");
      return await work(url);
    } finally {
      await this.run(`drop database ${name} with (force)`);
    }
  }

  async facts(): Promise<string> {
    const names = ["server_version", "fsync", "wal_level", ...Object.keys(SETTINGS)];
    const rows = await onClient(this.server.url, async (client) => {
      const query = "select name || ' ' || current_setting(name) as fact from unnest($1::text[]) as n(name)";
      return (await client.query<{ fact: string }>(query, [names])).rows;
    });
    return rows.map(({ fact }) => fact).join(", ");
  }

  private run(statement: string): Promise<unknown> {
    return onClient(this.server.url, (client) => client.query(statement));
  }
}

export async function onClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  // Waiting calls reject too. Without a listener, the event would end this process.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
