import { UnifiedStoreManager } from "../../../src";
import { diagnose } from "../../../src/operations";
import { type PostgresServer, startPostgres } from "../../../src/testing/postgres/server";
import { backend } from "../../backends";

/** The server of the suite does without crash safety, which is a finding. */
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres({
    durable: true,
    settings: { shared_preload_libraries: "pg_stat_statements" },
  });
});
afterAll(() => server?.stop());

const PLACES = [
  { name: "SQLite in memory", url: async () => "sqlite::memory:" },
  { name: "SQLite on file", url: null },
  { name: "PostgreSQL", url: () => server.createDatabase("clean") },
];

test.each(PLACES)("a new database has no finding above info: $name", async ({ url }) => {
  const database = url === null ? await backend("SQLite on file").create() : undefined;
  const stores = await UnifiedStoreManager.open({ url: database?.url ?? (await url!()) });
  try {
    const diagnosis = await diagnose(stores);
    expect(diagnosis.findings.filter(({ level }) => level !== "info")).toEqual([]);
    expect(diagnosis.findings.filter(({ found }) => /could not be checked/.test(found))).toEqual([]);
  } finally {
    await stores.close();
    await database?.drop();
  }
});
