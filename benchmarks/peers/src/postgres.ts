import { Pool } from "pg";
import type { Cleanup } from "../../../dist/benchmarks/cleanup.js";
import type { Facts } from "../../../dist/benchmarks/types.js";
import { UnifiedStoreManager } from "../../../dist/src/index.js";
import { startPostgres } from "../../../dist/src/testing/index.js";
import { DrizzlePostgres } from "./contenders/drizzle-postgres.js";
import { KyselyPeer } from "./contenders/kysely.js";
import { LangGraph } from "./contenders/langgraph.js";
import { TypeOrm } from "./contenders/typeorm.js";
import { items } from "./items.js";
import { type Peer, SCOPE } from "./peer.js";
import { load, PRELOADED_ROWS, type Testbed } from "./testbed.js";

const CALLERS = [1, 8, 64];
const POOL_SIZE = 8;

/**
 * A temporary server with default settings. The subject, TypeORM, Drizzle and Kysely use one table,
 * the subject's, so they share indexes, statistics and caches. LangGraph has its own table in the
 * same database.
 */
export async function preparePostgres(cleanup: Cleanup): Promise<Testbed> {
  const server = await startPostgres({ durable: true });
  cleanup.defer(() => server.stop());
  const url = await server.createDatabase("peers");

  // The schema in which the peers look.
  const stores = await UnifiedStoreManager.open({ url, schema: "public", poolSize: POOL_SIZE });
  cleanup.defer(() => stores.close());
  const subject = stores.scope(SCOPE);
  const loaded = await load(subject, items(PRELOADED_ROWS, 1));
  await LangGraph.load(url, loaded);

  const langGraph = LangGraph.postgres(url, POOL_SIZE);
  const peers: Peer[] = [
    await TypeOrm.postgres(url, POOL_SIZE),
    new DrizzlePostgres(url, POOL_SIZE),
    KyselyPeer.postgres(url, POOL_SIZE),
    langGraph,
  ];
  for (const peer of peers) cleanup.defer(() => peer.close());
  const facts = await analyzed(url);
  return { engine: "PostgreSQL", facts, subject, peers, langGraph, keys: loaded, callers: CALLERS };
}

/** Refreshes the planner's statistics, as autovacuum would do soon. */
async function analyzed(url: string): Promise<Facts> {
  const pool = new Pool({ connectionString: url, max: 1 });
  try {
    await pool.query("vacuum analyze");
    const { rows } = await pool.query(
      "select current_setting('server_version') as version, current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits",
    );
    const { version, fsync, commits } = rows[0];
    const count = PRELOADED_ROWS.toLocaleString("en-GB");
    return [
      ["PostgreSQL", `${version}, temporary server over a unix socket; all settings are defaults:`],
      ["", `fsync = ${fsync}, synchronous_commit = ${commits} …`],
      ["", `${count} rows loaded before; each contender has a pool of ${POOL_SIZE} connections`],
    ];
  } finally {
    await pool.end();
  }
}
