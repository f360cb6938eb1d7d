import { Client, Pool, type PoolClient } from "pg";
import { DataSource } from "typeorm";
import { everything, refused } from "../../conformance/suite";
import { type ManagerOptions, UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";
import { keep } from "../migrations/kept";

/**
 * Settings of a server, a database or a role that may change the meaning of values or the results
 * of searches.
 */
let database: TestDatabase;
beforeAll(async () => {
  database = await backend("PostgreSQL").create();
});
afterEach(() => set("reset all"));
afterAll(() => database.drop());

/** For each new connection to the database. */
async function set(...settings: string[]): Promise<void> {
  await query(
    settings
      .map(
        (setting) =>
          `do $$ begin execute format('alter database %I ${setting.replaceAll("'", "''")}', current_database()); end $$`,
      )
      .join("; "),
  );
}
async function query(statement: string): Promise<void> {
  const options = "-c default_transaction_read_only=off";
  const client = new Client({ connectionString: database.url, options });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
const open = (options: ManagerOptions): Promise<UnifiedStoreManager> => UnifiedStoreManager.open(options);
const resets = (name: string): RegExp =>
  new RegExp(`setting ${name} = .* changes how values are read: reset it, as with .*reset ${name}`);

test.each([
  ["DateStyle", "'SQL, DMY'"],
  ["bytea_output", "'escape'"],
  ["extra_float_digits", "0"],
  ["array_nulls", "off"],
  ["session_replication_role", "replica"],
  ["gin_fuzzy_search_limit", "100"],
])("a database with %s = %s is refused by every way of opening a manager", async (name, value) => {
  await set(`set ${name} = ${value}`);
  await refused(database.open(), "not_supported", resets(name));
  await refused(database.open({ migrateSchema: false }), "not_supported", resets(name));
  const pool = new Pool({ connectionString: database.url, max: 1 });
  await refused(open({ pool, migrateSchema: false }), "not_supported", resets(name));
  await pool.end();
});

test("so is a DataSource, and a pool whose owner sets the settings of its connections", async () => {
  const options = "-c array_nulls=off -c extra_float_digits=-15";
  const dataSource = new DataSource({ type: "postgres", url: database.url, extra: { options } });
  await dataSource.initialize();
  await refused(open({ dataSource, migrateSchema: false }), "not_supported", resets("extra_float_digits"));
  await dataSource.destroy();
  const pool = new Pool({ connectionString: database.url, options: "-c client_encoding=LATIN1" });
  // The driver asks for UTF8 itself. A later change is detected.
  pool.on("connect", (client) => void client.query("set client_encoding to latin1"));
  await refused(open({ pool }), "not_supported", resets("client_encoding"));
  await pool.end();
});

test("a setting that changes later is detected by the next connection, and accepted again after a reset", async () => {
  const stores = await database.open({ poolSize: 1 });
  const { memory } = stores.scope({ tenant: crypto.randomUUID() });
  const embedding = [0.5];
  await memory.add({ type: "t", content: 1, embedding });
  const renew = (): Promise<void> =>
    query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
  await set("set array_nulls = off");
  await renew();
  await refused(
    eventually(() => memory.add({ type: "t", content: 2 })),
    "not_supported",
    resets("array_nulls"),
  );
  await refused(memory.list(), "not_supported", resets("array_nulls"));
  expect(await stores.health()).toMatchObject({ status: "down", error: { code: "not_supported" } });
  await set("reset array_nulls");
  expect((await memory.list()).items).toHaveLength(1);
});

/** A write on a connection that the server had ended. It is unknown whether it was committed. */
async function eventually<T>(call: () => Promise<T>): Promise<T> {
  return call().catch((error) => {
    if (error.code !== "connection") throw error;
    return call();
  });
}

test("settings that do not change values are accepted", async () => {
  await set(
    "set standard_conforming_strings = off",
    "set backslash_quote = off",
    "set escape_string_warning = off",
    "set transform_null_equals = on",
    "set IntervalStyle = 'sql_standard'",
    "set DateStyle = 'ISO, DMY'",
    "set TimeZone = 'Asia/Kathmandu'",
    "set extra_float_digits = 3",
    "set xmloption = 'document'",
    "set xmlbinary = 'hex'",
    "set quote_all_identifiers = on",
    "set search_path = 'nowhere'",
    "set row_security = off",
    "set default_transaction_isolation = 'serializable'",
    "set default_transaction_deferrable = on",
    "set lc_numeric = 'C'",
    "set lc_messages = 'C'",
    "set enable_indexscan = off",
    "set enable_hashjoin = off",
    "set enable_nestloop = off",
    "set statement_timeout = '20s'",
  );
  const stores = await database.open();
  const scope = stores.scope({ tenant: crypto.randomUUID() });
  for (const [, read, value] of await keep(scope)) expect(await read()).toEqual(value);
  const texts = ["\\", "a\\'b", "NULL", "null", "", "'", '"', "{}", "\\x41", "\\000", "é\u0000\ud800"];
  const added = await scope.memory.addMany(
    texts.map((text, i) => ({
      type: "t",
      content: { text, 0: 0.1 + 0.2 },
      embedding: i % 2 ? [0.1, 3e38] : null,
    })),
  );
  expect(await scope.memory.getMany(added.map(({ id }) => id))).toEqual(added);
  expect(added.map(({ content }) => (content as { text: string }).text)).toEqual(texts);
  await scope.profiles.put({ name: "NULL", data: null });
  expect((await everything(scope.profiles.list())).map(({ name }) => name)).toContain("NULL");
  await stores.close();
});

/**
 * One call that waits for another change of its row again and again, more often than it is retried.
 */
async function meetOthers(id: string, call: () => Promise<unknown>): Promise<void> {
  const pool = new Pool({ connectionString: database.url });
  const waiting = async (count: number): Promise<void> => {
    const { rows } = await pool.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rows.length < count && !over) return waiting(count);
  };
  const change = async (client: PoolClient): Promise<void> => {
    await client.query("begin isolation level read committed");
    await client.query("update unified_store.memory_item set pinned = pinned where id = $1", [id]);
  };
  let over = false;
  let holder = await pool.connect();
  await change(holder);
  const called = call().finally(() => {
    over = true;
  });
  for (let round = 0; round < 6 && !over; round++) {
    await waiting(1);
    const next = await pool.connect();
    const changed = change(next);
    await waiting(2);
    await holder.query("commit");
    holder.release();
    await changed;
    holder = next;
  }
  await holder.query("commit");
  holder.release();
  await called;
  await pool.end();
}

describe.each([
  ["serializable", true],
  ["repeatable read", false],
])("with %s transactions by default, with prepared statements %s", (isolation, preparedStatements) => {
  test("single calls do not fail", async () => {
    await set(`set default_transaction_isolation = '${isolation}'`);
    const stores = await database.open({ preparedStatements, poolSize: 8 });
    const scope = stores.scope({ tenant: crypto.randomUUID() });
    const { id } = await scope.memory.add({ type: "t", content: 0 });
    await scope.profiles.put({ name: "a", data: 1 });
    const { entry } = await scope.archive.add({
      ...{ messageId: "m", channelId: "c", filename: "a.png", sizeBytes: 1 },
      ...{ sha256: "0".repeat(64), contentHash: "0".repeat(64) },
    });
    await meetOthers(id, () => scope.memory.update(id, { content: 1 }));
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        await scope.profiles.links.add({ from: "a", to: `b${i % 3}` });
        // These two are transactions internally.
        await scope.archive.tag(entry.id, [`t${i}`]);
        await scope.profiles.links.removeMany({ name: `b${i % 3}` });
      }),
    );
    expect((await scope.archive.getByContentHash({ contentHash: entry.contentHash }))?.tags).toHaveLength(20);
    expect((await scope.memory.getOrThrow(id)).version).toBe(2);
    await stores.close();
  });

  test("a refused or aborted call leaves its connection usable", async () => {
    await set(`set default_transaction_isolation = '${isolation}'`);
    const stores = await database.open({ poolSize: 1, preparedStatements });
    const scope = stores.scope({ tenant: crypto.randomUUID() });
    const { memory } = scope;
    const { id } = await memory.add({ type: "t", content: 1 });
    await refused(memory.add({ id, type: "t", content: 2 }), "unique_violation");
    await refused(memory.search({ text: "x".repeat(9) }, { signal: AbortSignal.abort() }), "aborted");
    expect((await memory.list()).items).toHaveLength(1);
    const inTransaction = await scope.transaction(async (tx) => {
      await tx.memory.add({ type: "t", content: 2 });
      return (await tx.memory.list()).items.length;
    });
    expect(inTransaction).toBe(2);
    await stores.close();
  });
});

test("five managers open a new database at once with serializable transactions: the schema is created once", async () => {
  const fresh = await backend("PostgreSQL").create({ migrated: false });
  try {
    const client = new Client({ connectionString: fresh.url });
    await client.connect();
    await client.query(
      `do $$ begin execute format('alter database %I set default_transaction_isolation = ''serializable''', current_database()); end $$`,
    );
    await client.end();
    await Promise.all(Array.from({ length: 5 }, () => fresh.open()));
  } finally {
    await fresh.drop();
  }
});

test("an application's timeouts do not interrupt schema migrations", async () => {
  await set("set statement_timeout = '50ms'", "set lock_timeout = '50ms'");
  const stores = await database.open();
  const { schema } = stores.internals.dialect;
  const slow = (): Promise<unknown> => schema.exclusively((runner) => runner.query("select pg_sleep(0.2)"));
  await Promise.all([slow(), slow()]);
});

test("a server that accepts no writes is read from, and says so", async () => {
  const before = await database.open();
  const tenant = crypto.randomUUID();
  await before.scope({ tenant }).memory.add({ type: "t", content: 1 });
  await set("set default_transaction_read_only = on");
  const { memory } = (await database.open()).scope({ tenant });
  expect((await memory.list()).items).toHaveLength(1);
  await refused(
    memory.add({ type: "t", content: 2 }),
    "not_supported",
    /accepts no writes.*default_transaction_read_only/,
  );
});

test.each(["SQL_ASCII", "LATIN1"])("a database in %s is refused by name", async (encoding) => {
  const name = `us_test_encoding_${process.pid}_${encoding.toLowerCase()}`;
  await query(`create database ${name} encoding '${encoding}' locale 'C' template template0`);
  const url = database.url.replace(/^(\w+:\/\/[^/]*\/)[^?]*/, `$1${name}`);
  try {
    for (const migrateSchema of [true, false]) {
      await refused(
        open({ url, migrateSchema }),
        "not_supported",
        new RegExp(
          `database "${name}" has the encoding ${encoding}, which cannot hold all text: .*encoding 'UTF8'`,
        ),
      );
    }
  } finally {
    await query(`drop database ${name} with (force)`);
  }
});
