import { Client } from "pg";
import { UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";
import { until } from "../support/until";

let database: TestDatabase;
let client: Client;
beforeEach(async () => {
  database = await backend("PostgreSQL").create();
  client = new Client({ connectionString: database.url });
  client.on("error", () => {});
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

/** How many rows the planner believes a table to have; null where it was never analyzed. */
async function known(table: string): Promise<number | null> {
  const { rows } = await client.query<{ rows: number | null }>(
    `select case when pg_stat_get_last_analyze_time(c.oid) is not null then c.reltuples end as rows
    from pg_class as c where c.oid = $1::regclass`,
    [`unified_store.${table}`],
  );
  return rows[0]!.rows;
}

const items = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ type: "fact", content: `fact ${i}` }));
const add = (stores: UnifiedStoreManager, count: number) =>
  stores.scope({ tenant: "acme" }).memory.addMany(items(count));

test("a table that grows is analyzed after some hundred rows, and each time that it has doubled", async () => {
  const stores = await database.open();
  await add(stores, 200);
  await add(stores, 100);
  await until(async () => (await known("memory_item")) === 300);
  await until(async () => (await known("memory_item_search")) === 300);
  expect(await known("debate")).toBeNull();
  await add(stores, 3000);
  await until(async () => (await known("memory_item")) === 3300);
});

test("rows of a transaction count when it is committed, and not when it is rolled back", async () => {
  const stores = await database.open();
  const acme = stores.scope({ tenant: "acme" });
  const failed = acme.transaction(async (tx) => {
    await tx.debates.addMany(Array.from({ length: 300 }, (_, i) => ({ query: `question ${i}`, rounds: 1 })));
    throw new Error("no");
  });
  await expect(failed).rejects.toThrow("no");
  await acme.transaction(async (tx) => {
    await tx.memory.addMany(items(300));
  });
  await until(async () => (await known("memory_item")) === 300);
  expect(await known("debate")).toBeNull();
});

test("a role that may not analyze writes on, without a warning", async () => {
  await (await database.open()).close();
  await client.query(`
    create role us_writer_${process.pid} login;
    grant usage on schema unified_store to us_writer_${process.pid};
    grant select, insert, update, delete on all tables in schema unified_store to us_writer_${process.pid}`);
  try {
    const url = database.url.replace("//postgres@", `//us_writer_${process.pid}@`);
    expect(url).not.toBe(database.url);
    const warned: unknown[] = [];
    const nothing = () => {};
    const logger = {
      debug: nothing,
      info: nothing,
      error: nothing,
      warn: (fields: object) => warned.push(fields),
    };
    const stores = await UnifiedStoreManager.open({ url, migrateSchema: false, logger });
    await add(stores, 600);
    await stores.close();
    expect(warned).toEqual([]);
    expect(await known("memory_item")).toBeNull();
  } finally {
    await client.query(`drop owned by us_writer_${process.pid}; drop role us_writer_${process.pid}`);
  }
});
