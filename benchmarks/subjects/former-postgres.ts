import { Pool } from "pg";
import { UnifiedStoreManager } from "../../src/manager";
import { startPostgres } from "../../src/testing/postgres/server";
import { SCOPE } from "../baselines/hand-written";
import { HandWrittenPg } from "../baselines/hand-written-pg";
import { TypeOrmBaseline } from "../baselines/typeorm";
import type { Cleanup } from "../cleanup";
import type { Facts } from "../machine";
import { items } from "../texts";
import { load } from "./load";
import { CALLERS, PRELOADED_ROWS, type Subject } from "./subject";

/** A server of the run's own with all its settings as they come; everybody has a pool of the same size on one database. */
export async function preparePostgres(cleanup: Cleanup): Promise<Subject> {
  const server = await startPostgres({ durable: true });
  cleanup.defer(() => server.stop());
  const url = await server.createDatabase("bench");

  const stores = await UnifiedStoreManager.open({ url, poolSize: CALLERS });
  cleanup.defer(() => stores.close());
  const ours = stores.scope(SCOPE);
  const ids = await load(ours, items(PRELOADED_ROWS, 1));

  const pool = new Pool({ connectionString: url, max: CALLERS });
  cleanup.defer(() => pool.end());
  await pool.query("vacuum analyze");

  const typeorm = await TypeOrmBaseline.postgres(url, CALLERS);
  cleanup.defer(() => typeorm.close());
  return {
    engine: "PostgreSQL",
    facts: await facts(pool),
    ours,
    hand: new HandWrittenPg(pool),
    typeorm,
    ids,
    recording: await record(url, cleanup),
  };
}

/** Another manager, whose connections note the statements that they are given. */
async function record(url: string, cleanup: Cleanup): Promise<Subject["recording"]> {
  const texts: string[] = [];
  const pool = new Pool({ connectionString: url, max: 1 });
  cleanup.defer(() => pool.end());
  pool.on("connect", (client) => {
    const query = client.query as (...args: unknown[]) => unknown;
    Object.assign(client, {
      query(this: unknown, ...args: [{ text?: string }, ...unknown[]]) {
        if (args[0]?.text) texts.push(args[0].text);
        return query.apply(this, args);
      },
    });
  });
  const stores = await UnifiedStoreManager.open({ pool, migrate: false });
  cleanup.defer(() => stores.close());
  return { scope: stores.scope(SCOPE), texts };
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

async function facts(pool: Pool): Promise<Facts> {
  const { rows } = await pool.query<{ name: string; text: string }>(
    "select name, current_setting(name) as text from unnest($1::text[]) as name",
    [["server_version", ...SETTINGS]],
  );
  const [server, ...settings] = rows;
  const rowCount = PRELOADED_ROWS.toLocaleString("en-GB");
  return [
    [
      "PostgreSQL",
      `${server!.text}, of this run's own, over a unix socket, data in the folder for temporary files`,
    ],
    ["", `as the server has it: ${settings.map(({ name, text }) => `${name} = ${text}`).join(", ")}`],
    [
      "",
      `${rowCount} rows loaded before; pools of ${CALLERS} connections; named prepared statements, TypeORM has none`,
    ],
  ];
}
