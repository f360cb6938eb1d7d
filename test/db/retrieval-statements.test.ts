import { Pool } from "pg";
import { type RetrievalQuery, type Scope, UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";
import { countingClient } from "../support/counting-client";

/** Statements that a configuration, the query log and the result cache add to a search, or save. */
let database: TestDatabase;
let pool: Pool;
let stores: UnifiedStoreManager;
let scope: Scope;
const sent: string[] = [];
let now = new Date("2026-01-01T00:00:00Z");

beforeAll(async () => {
  database = await backend("PostgreSQL").create();
  pool = new Pool({ connectionString: database.url, max: 1, Client: countingClient(sent) });
  stores = await UnifiedStoreManager.open({ pool, clock: () => now });
});
afterAll(async () => {
  await stores.close();
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  scope = stores.scope({ tenant: crypto.randomUUID() });
  await scope.memory.add({ type: "t", content: { text: "word" } });
  await scope.retrieval.search(QUERY);
});

const QUERY: RetrievalQuery = { text: "word", in: ["memory"] };

async function statementsOf(more: RetrievalQuery): Promise<number> {
  sent.length = 0;
  await scope.retrieval.search({ ...QUERY, ...more });
  return sent.length;
}

test("the query log adds one statement", async () => {
  expect(await statementsOf({ log: "text" })).toBe((await statementsOf({})) + 1);
});

test("a configuration adds one statement, and none for two seconds", async () => {
  await scope.retrieval.configs.put({ name: "c" });
  const bare = await statementsOf({});
  expect(await statementsOf({ config: "c" })).toBe(bare + 1);
  now = new Date(now.getTime() + 1999);
  expect(await statementsOf({ config: "c" })).toBe(bare);
  now = new Date(now.getTime() + 1);
  expect((await statementsOf({ config: "c" })) - bare).toBeGreaterThanOrEqual(1);
});

test("a change of a configuration is seen at once in its process", async () => {
  await scope.retrieval.configs.put({ name: "c", where: { memory: { type: "other" } } });
  expect((await scope.retrieval.search({ ...QUERY, config: "c" })).hits).toHaveLength(0);
  await scope.retrieval.configs.put({ name: "c" });
  expect((await scope.retrieval.search({ ...QUERY, config: "c" })).hits).toHaveLength(1);
});

test("a cached answer takes one statement for the rows of a source, until its time is up", async () => {
  const cached = { cacheMs: 1000, weights: { dense: 0 } };
  await statementsOf(cached);
  now = new Date(now.getTime() + 999);
  expect(await statementsOf(cached)).toBe(1);
  now = new Date(now.getTime() + 1);
  expect(await statementsOf(cached)).toBeGreaterThan(1);
});
