import { randomBytes } from "node:crypto";
import { Client, Pool } from "pg";
import { UnifiedStoreManager } from "../../src/manager";
import type { Cleanup } from "../cleanup";
import type { Facts, Testbed, Upkeep } from "../types";
import { asWritten, PostgresBaseline } from "./baseline-postgres";
import { recorder } from "./record-postgres";
import { SCOPE } from "./scope";

/**
 * A temporary schema on the given server, dropped at the end of the run. Subject and baseline have
 * a pool of the same size each.
 */
export async function openPostgres(
  { url, poolSize }: { url: string; poolSize: number },
  cleanup: Cleanup,
): Promise<Testbed> {
  const schema = `unified_store_bench_${randomBytes(6).toString("hex")}`;
  cleanup.defer(() => drop(url, schema));
  const stores = await UnifiedStoreManager.open({ url, schema, poolSize });
  cleanup.defer(() => stores.close());
  const pool = openPool(url, poolSize, cleanup);
  const upkeep = new PostgresUpkeep(openPool(url, 1, cleanup), schema);
  const version = await upkeep.version();
  return {
    engine: "postgres",
    title: `PostgreSQL ${version}`,
    facts: await upkeep.facts(version, poolSize),
    scope: stores.scope(SCOPE),
    address: { url, schema },
    baseline: new PostgresBaseline(pool),
    record: recorder(openPool(url, 1, cleanup), schema, cleanup),
    upkeep,
  };
}

function openPool(connectionString: string, max: number, cleanup: Cleanup): Pool {
  const pool = new Pool({ connectionString, max, application_name: "unified-store-bench" });
  // Without a listener, an error of an idle connection would end the process. The next statement
  // reports it.
  pool.on("error", () => {});
  cleanup.defer(() => pool.end());
  return pool;
}

async function drop(url: string, schema: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    // During a fill, the drop waits for its rollback, perhaps after this process has ended. Then a
    // notice to a closed connection would end the drop.
    await client.query("set client_min_messages = warning");
    await client.query(`drop schema if exists "${schema}" cascade`);
  } finally {
    await client.end();
  }
}

const SETTINGS = [
  "fsync",
  "synchronous_commit",
  "full_page_writes",
  "wal_level",
  "shared_buffers",
  "max_wal_size",
  "jit",
  "autovacuum",
];

class PostgresUpkeep implements Upkeep {
  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
  ) {}

  table = (name: string): string => `"${this.schema}"."${name}"`;
  parameter = (index: number): string => `$${index}`;

  async run(text: string, values: unknown[] = []): Promise<unknown[][]> {
    return (await this.pool.query({ text, values, rowMode: "array", types: asWritten })).rows as unknown[][];
  }

  /**
   * Vacuum too: otherwise the server would vacuum the loaded rows some time later, during the
   * measurement.
   */
  async settle(): Promise<void> {
    const tables = await this.run("select tablename::text from pg_tables where schemaname = $1", [
      this.schema,
    ]);
    await this.run(`vacuum (analyze) ${tables.map(([name]) => this.table(name as string)).join(", ")}`);
  }

  async version(): Promise<string> {
    return (await this.run("select current_setting('server_version')"))[0]![0] as string;
  }

  async facts(version: string, poolSize: number): Promise<Facts> {
    const settings = await this.run(
      "select name || ' = ' || current_setting(name) from unnest($1::text[]) as name",
      [SETTINGS],
    );
    const [[address]] = (await this.run("select host(inet_server_addr())")) as [[string | null]];
    const place = address === null ? "over a unix socket" : `at ${address}`;
    return [
      ["PostgreSQL", `${version}, ${place}; settings: ${settings.map(([each]) => each).join(", ")}`],
      [
        "",
        `pools of ${poolSize} connections each for unified-store and the baseline, named prepared statements`,
      ],
    ];
  }
}
