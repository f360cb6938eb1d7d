import { conformanceSuites } from "../../conformance/suites";
import { UnifiedStoreManager } from "../../src";
import { type PostgresServer, startPostgres } from "../../src/testing/postgres/server";
import { backends } from "../backends";

declare global {
  var unifiedStoreServer: PostgresServer | undefined;
}

/**
 * Runs before all tests. Starts a PostgreSQL server, unless TEST_DATABASE_URL names one, and
 * creates a migrated template database that every worker copies. Tests find it through the
 * environment.
 */
export default async function start(): Promise<void> {
  process.env.UNIFIED_STORE_EXPECTED = JSON.stringify({
    backends: backends.map(({ name }) => name),
    cases: conformanceSuites.reduce((sum, { cases }) => sum + cases.length, 0),
  });
  if (process.env.TEST_DATABASE_URL) return;
  const server = await startPostgres({ settings: { max_connections: 200 } });
  globalThis.unifiedStoreServer = server;
  const template = await server.createDatabase("unified_store_template");
  await (await UnifiedStoreManager.open({ url: template })).close();
  process.env.UNIFIED_STORE_TEST_SERVER = server.url;
  const folder = new URL(server.url.replace(/^postgresql:/, "http:")).searchParams.get("host");
  if (folder) process.env.UNIFIED_STORE_TEST_FOLDER = folder;
}
