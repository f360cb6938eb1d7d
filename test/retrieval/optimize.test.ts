import { Client, Pool } from "pg";
import { hashedWords } from "../../conformance/embedder";
import { type ManagerSettings, type Scope, UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";
import type { Sent } from "../plans/plan";
import { explainPostgres } from "../plans/postgres";
import { type PgvectorServer, startPgvector } from "./pgvector";

/** HNSW indexes over sketches on PostgreSQL with pgvector; nothing to do elsewhere. */
const MEMORY = ["memory"] as const;
const COUNT = 1500;
const words = (i: number): string =>
  `whales ${i % 11} of ${i % 13} seas and ${i % 17} oceans ${i % 19} number ${i}`;
const embedder = hashedWords("words", 32);
/** One item in a hundred and fifty: ten of them. */
const typeOf = (i: number): string => (i % 150 === 75 ? "rare" : "fact");

let server: PgvectorServer;
let client: Client;
let stores: UnifiedStoreManager;

const settings = (): ManagerSettings => ({
  schema: "optimized",
  embedder,
  preparedStatements: server.preparedStatements,
});
const open = (more: ManagerSettings = {}): Promise<UnifiedStoreManager> =>
  UnifiedStoreManager.open({ ...settings(), url: server.url, poolSize: 2, ...more });

async function fill(scope: Scope, count = COUNT): Promise<void> {
  const items = Array.from({ length: count }, (_, i) => ({ type: typeOf(i), content: { text: words(i) } }));
  await scope.memory.addMany(items);
  await scope.retrieval.embedPending({ in: MEMORY, batchSize: 500 });
}

async function indexes(): Promise<{ name: string; valid: boolean; of: string }[]> {
  const { rows } = await client.query(`
    select c.relname as name, i.indisvalid as valid, pg_get_indexdef(i.indexrelid) as of
    from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname like 'us\\_hnsw\\_%' order by 1`);
  return rows;
}

beforeAll(async () => {
  server = await startPgvector();
  client = new Client({ connectionString: server.url });
  client.on("error", () => {});
  await client.connect();
  await client.query("drop schema if exists optimized cascade");
  await client.query("drop extension if exists vector cascade");
  stores = await open();
}, 300_000);
afterAll(async () => {
  await stores?.close();
  await client?.end();
  await server?.stop();
}, 60_000);

// A name with each character that a literal must escape.
const tenant = 'it\'s a \\ "tenant"';
const scope = (): Scope => stores.scope({ tenant, workspace: "w's" });
const search = (more: object = {}) =>
  scope().retrieval.search({ text: words(700), in: MEMORY, weights: { lexical: 0 }, limit: 10, ...more });

test("without the extension there is nothing to do, and it says why", async () => {
  await fill(scope());
  const { sources, dropped } = await scope().retrieval.optimize();
  expect(sources.memory).toEqual({
    state: "none",
    reason: expect.stringMatching(/pgvector is not installed/),
  });
  expect([Object.keys(sources).length > 1, dropped]).toEqual([true, 0]);
  expect((await search()).notes.legs.memory!.path).toBe("sketch");
}, 120_000);

test("with it an index is made for the scope and model alone, once", async () => {
  await client.query("create schema if not exists elsewhere");
  await client.query("create extension vector schema elsewhere");
  const without = await search();
  const first = await scope().retrieval.optimize({ in: MEMORY });
  expect(first).toEqual({
    model: "words",
    sources: { memory: { state: "created", reason: null } },
    dropped: 0,
  });
  const [index, ...more] = await indexes();
  expect(more).toEqual([]);
  expect(index!.valid).toBe(true);
  expect(index!.name.length).toBeLessThan(63);
  expect(index!.of).toMatch(/hnsw .*bit\(128\).*bit_hamming_ops.* WHERE .*tenant_id.*workspace_id.*model/);
  const second = await scope().retrieval.optimize({ in: MEMORY });
  expect(second.sources.memory).toEqual({ state: "existing", reason: null });
  const found = await search();
  expect(found.notes.legs.memory!.path).toBe("hnsw");
  expect(found.hits[0]!.id).toBe(without.hits[0]!.id);
  const ids = new Set(without.hits.map(({ id }) => id));
  expect(found.hits.filter(({ id }) => ids.has(id)).length).toBeGreaterThanOrEqual(9);
}, 120_000);

test("the statement reads the index, also in a transaction, and its settings end with it", async () => {
  const sent: Sent[] = [];
  class RecordingClient extends Client {
    override query(...args: never[]): never {
      const [config] = args as unknown as [string | Sent];
      if (typeof config !== "string") sent.push({ text: config.text, values: config.values ?? [] });
      return Reflect.apply(super.query, this, args) as never;
    }
  }
  const pool = new Pool({ connectionString: server.url, max: 1, Client: RecordingClient });
  const pooled = await UnifiedStoreManager.open({ pool, ...settings() });
  const own = pooled.scope({ tenant, workspace: "w's" });
  const query = { text: words(2), in: MEMORY, weights: { lexical: 0 } };
  expect((await own.retrieval.search(query)).notes.legs.memory!.path).toBe("hnsw");
  const { rows } = await pool.query(
    "select current_setting('hnsw.ef_search') as ef, current_setting('hnsw.iterative_scan') as scan",
  );
  expect(rows).toEqual([{ ef: "40", scan: "off" }]);
  await own.transaction(async (tx) => {
    expect((await tx.retrieval.search(query)).notes.legs.memory!.path).toBe("hnsw");
  });
  const nearest = sent.filter(({ text }) => text.includes("hnsw.ef_search', '200'"));
  expect(nearest).toHaveLength(2);
  const plan = await explainPostgres(client, nearest[0]!, "custom");
  expect(plan.readings.map(({ index }) => index)).toContain((await indexes())[0]!.name);
  await pooled.close();
  await pool.end();
});

test("a filter that few rows pass gives all of them", async () => {
  const { hits } = await search({ where: { memory: { type: "rare" } }, minScore: 0 });
  expect(hits).toHaveLength(10);
  expect(hits.every(({ item }) => (item as { type: string }).type === "rare")).toBe(true);
});

test("other scopes have no index, and see none of these rows", async () => {
  const other = stores.scope({ tenant, workspace: "other" });
  await fill(other, 300);
  const { hits, notes } = await other.retrieval.search({
    text: words(7),
    in: MEMORY,
    weights: { lexical: 0 },
  });
  expect(notes.legs.memory!.path).toBe("sketch");
  const own = new Set((await other.memory.list({ limit: 1000 })).items.map(({ id }) => id));
  expect(hits.every(({ id }) => own.has(id))).toBe(true);
  const { sources } = await other.retrieval.optimize({ in: MEMORY });
  expect(sources.memory).toEqual({ state: "none", reason: expect.stringMatching(/300 vectors/) });
});

test("rows that come later are found, and removed ones are not", async () => {
  // Like the others: an index may miss a vector that is far from all others.
  const text = `${words(700)} narwhals`;
  const added = await scope().memory.add({ type: "fact", content: { text } });
  await scope().retrieval.embedPending({ in: MEMORY });
  const found = () => search({ text, limit: 1 });
  expect((await found()).hits[0]!.id).toBe(added.id);
  expect((await found()).notes.legs.memory!.path).toBe("hnsw");
  await scope().memory.remove(added.id);
  expect((await found()).hits[0]?.id).not.toBe(added.id);
});

test("an index that was left invalid is not used, and made anew", async () => {
  const { name } = (await indexes())[0]!;
  await client.query("update pg_index set indisvalid = false where indexrelid = $1::regclass", [
    `optimized.${name}`,
  ]);
  const fresh = await open();
  const { notes } = await fresh
    .scope({ tenant, workspace: "w's" })
    .retrieval.search({ text: words(1), in: MEMORY, weights: { lexical: 0 } });
  expect(notes.legs.memory!.path).toBe("sketch");
  await fresh.close();
  const { sources } = await scope().retrieval.optimize({ in: MEMORY });
  expect(sources.memory).toEqual({ state: "created", reason: null });
  expect(await indexes()).toEqual([expect.objectContaining({ name, valid: true })]);
}, 120_000);

test("the index of a removed model goes", async () => {
  const next = hashedWords("next", 64);
  const both = await open({ embedder: [embedder, next] });
  const own = both.scope({ tenant, workspace: "w's" });
  await own.retrieval.embedPending({ in: MEMORY, model: "next", batchSize: 500 });
  const { sources } = await own.retrieval.optimize({ in: MEMORY, model: "next" });
  expect(sources.memory!.state).toBe("created");
  expect(await indexes()).toHaveLength(2);
  await own.retrieval.models.activate("next");
  await own.retrieval.models.remove("words");
  const { dropped, model } = await own.retrieval.optimize({ in: MEMORY });
  expect([dropped, model]).toEqual([1, "next"]);
  expect(await indexes()).toEqual([expect.objectContaining({ of: expect.stringMatching(/bit\(256\)/) })]);
  const { notes } = await own.retrieval.search({ text: words(1), in: MEMORY, weights: { lexical: 0 } });
  expect(notes.legs.memory!.path).toBe("hnsw");
  await client.query("drop extension vector cascade");
  const after = await own.retrieval.search({ text: words(1), in: MEMORY, weights: { lexical: 0 } });
  expect([after.notes.legs.memory!.path, after.hits.length]).toEqual(["sketch", 10]);
  await both.close();
}, 180_000);

test("in a transaction and with wrong input it is refused", async () => {
  await expect(scope().transaction((tx) => tx.retrieval.optimize())).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(scope().retrieval.optimize({ model: "none" })).rejects.toMatchObject({ field: "model" });
  await expect(scope().retrieval.optimize({ in: ["none" as never] })).rejects.toMatchObject({ field: "in" });
  await expect(scope().retrieval.optimize({ on: 1 } as never)).rejects.toMatchObject({ field: "on" });
});

describe.each(["SQLite in memory", "PostgreSQL"] as const)("%s without pgvector", (name) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await backend(name).create();
  });
  afterAll(() => database.drop());

  test("there is nothing to do, and a filter before the limit loses nothing", async () => {
    const own = (await database.open({ embedder })).scope({ tenant });
    await fill(own);
    const { sources, model } = await own.retrieval.optimize({ in: MEMORY });
    expect([sources.memory!.state, model]).toEqual(["none", "words"]);
    expect(sources.memory!.reason).toEqual(expect.any(String));
    const { hits } = await own.retrieval.search({
      text: words(700),
      in: MEMORY,
      where: { memory: { type: "rare" } },
      weights: { lexical: 0 },
    });
    expect(hits).toHaveLength(10);
  }, 120_000);
});
