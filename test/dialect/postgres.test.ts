import { Client, Pool } from "pg";
import { everything, refused } from "../../conformance/suite";
import { UnifiedStoreManager } from "../../src";
import { selection } from "../../src/db/table";
import { raw } from "../../src/dialect/sql";
import { startPostgres } from "../../src/testing/postgres/server";
import { backend, type TestDatabase } from "../backends";

let database: TestDatabase;
beforeEach(async () => {
  database = await backend("PostgreSQL").create();
});
afterEach(() => database.drop());

const NOTHING = selection<{ nothing: string }>({ nothing: "name" });
const context = { operation: "test" };

test("a timeout or signal cancels the statement on the server, and the connection stays usable", async () => {
  const stores = await database.open({ poolSize: 1 });
  const sleep = { statement: raw("select pg_sleep(30)::text"), returns: NOTHING, context };
  const started = performance.now();
  const error = await refused(
    stores.internals.run({ ...sleep, options: { timeoutMs: 50 } }),
    "timeout",
    /took longer than its timeout/,
  );
  expect(error.mayHaveCommitted).toBe(false);
  const stop = new AbortController();
  const aborted = stores.internals.run({ ...sleep, options: { signal: stop.signal } });
  setTimeout(() => stop.abort(), 30);
  await refused(aborted, "aborted");
  const inTransaction = stores.scope({ tenant: "t" }).transaction(async (tx) => {
    await tx.memory.add({ type: "t", content: 1 });
    await stores.internals.run({ ...sleep, options: { timeoutMs: 50 } });
  });
  await refused(inTransaction, "timeout");
  expect((await stores.scope({ tenant: "t" }).memory.list()).items).toEqual([]);
  expect(performance.now() - started).toBeLessThan(20_000);
  const pool = new Pool({ connectionString: database.url });
  const { rows } = await pool.query(
    "select count(*)::int as n from pg_stat_activity where query like '%pg_sleep%' and state = 'active' and pid <> pg_backend_pid()",
  );
  expect(rows).toEqual([{ n: 0 }]);
  await pool.end();
});

test("a cancellation never ends the next call on its connection", async () => {
  const stores = await database.open({ poolSize: 1 });
  const { memory } = stores.scope({ tenant: "t" });
  await memory.addMany(
    Array.from({ length: 2000 }, (_, i) => ({ type: "t", content: { text: `word ${i}` } })),
  );
  let innocent = 0;
  for (let round = 0; round < 300; round++) {
    const stop = new AbortController();
    const guilty = memory.search({ text: "word" }, { signal: stop.signal }).then(
      () => {},
      () => {},
    );
    setTimeout(() => stop.abort(), round % 12);
    const others = [memory.list({ limit: 1 }), memory.list({ limit: 1 })];
    await guilty;
    innocent += (await Promise.all(others)).length;
  }
  expect(innocent).toBe(600);
});

test("in a transaction, a call that is aborted while it waits does not affect the others", async () => {
  const stores = await database.open({ poolSize: 2 });
  const scope = stores.scope({ tenant: "t" });
  const { id } = await scope.memory.add({ type: "t", content: 1 });
  let unlock = (): void => {};
  const locked = new Promise<void>((resolve) => {
    unlock = resolve;
  });
  let holder: Promise<unknown> | undefined;
  await new Promise<void>((begun) => {
    holder = scope.transaction(async (tx) => {
      await tx.memory.pin(id);
      begun();
      await locked;
    });
  });
  await scope
    .transaction(async (tx) => {
      const waits = tx.memory.archive(id);
      await refused(tx.memory.get(id, { timeoutMs: 50 }), "timeout");
      unlock();
      await waits;
    })
    .catch((error) => {
      // An aborted call has not reached the server. The transaction continues, or reports its end.
      expect(error.code).toBe("conflict");
    });
  await holder;
  expect((await scope.memory.getOrThrow(id)).pinned).toBe(true);
});

test("a server that freezes does not hold a transaction beyond its timeout", async () => {
  const server = await startPostgres();
  const stores = await UnifiedStoreManager.open({ url: server.url });
  const scope = stores.scope({ tenant: "t" });
  await scope.memory.list();
  const { rows } = await (async () => {
    const pool = new Pool({ connectionString: server.url, max: 1 });
    const answer = await pool.query(
      "select pid from pg_stat_activity where application_name = 'unified-store'",
    );
    await pool.end();
    return answer;
  })();
  const frozen = [server.pid, ...rows.map(({ pid }) => pid as number)];
  for (const pid of frozen) process.kill(pid, "SIGSTOP");
  try {
    await refused(
      scope.transaction(async (tx) => tx.memory.list(), { timeoutMs: 100 }),
      "timeout",
    );
  } finally {
    for (const pid of frozen) process.kill(pid, "SIGCONT");
  }
  expect((await scope.memory.list()).items).toEqual([]);
  await stores.close();
  await server.stop();
});

test("ranked search on a table that was never analyzed does not read the scope for every row", async () => {
  const stores = await database.open();
  const { memory } = stores.scope({ tenant: "t" });
  await memory.addMany(
    Array.from({ length: 3000 }, (_, i) => ({ type: "t", content: { text: `common ${i}` } })),
  );
  const pool = new Pool({ connectionString: database.url, max: 1 });
  await pool.query("load 'auto_explain'");
  const plans: string[] = [];
  const client = await pool.connect();
  client.on("notice", ({ message }) => plans.push(message ?? ""));
  await client.query(
    "set auto_explain.log_min_duration = 0; set auto_explain.log_analyze = on; set client_min_messages = log",
  );
  client.release();
  const watched = await UnifiedStoreManager.open({ pool, preparedStatements: false });
  const { items } = await watched.scope({ tenant: "t" }).memory.search({ text: "common", limit: 20 });
  expect(items).toHaveLength(20);
  await watched.close();
  await pool.end();
  const removed = plans.flatMap((plan) =>
    [...plan.matchAll(/Rows Removed by (?:Join )?Filter: (\d+)/g)].map(([, rows]) => Number(rows)),
  );
  expect(plans.some((plan) => plan.includes("memory_item"))).toBe(true);
  expect(Math.max(0, ...removed)).toBeLessThan(10_000);
});

test("waiting for a connection ends at the call's deadline, and leaks no connection", async () => {
  const stores = await database.open({ poolSize: 1 });
  const scope = stores.scope({ tenant: "t" });
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let held: Promise<void> | undefined;
  await new Promise<void>((begun) => {
    held = scope.transaction(async () => {
      begun();
      await released;
    });
  });
  await refused(stores.scope({ tenant: "t" }).memory.list({}, { timeoutMs: 30 }), "timeout");
  release();
  await held;
  await scope.memory.add({ type: "t", content: 1 });
  const { pool } = await stores.health();
  expect([pool.size, pool.idle, pool.waiting]).toEqual([1, 1, 0]);
});

test("a backend that is terminated in a transaction is a connection error; nothing was written; the pool stays usable", async () => {
  const stores = await database.open({ poolSize: 2 });
  const scope = stores.scope({ tenant: "t" });
  const killer = new Pool({ connectionString: database.url, max: 1 });
  const broken = scope.transaction(async (tx) => {
    await tx.memory.add({ type: "t", content: 1 });
    await killer.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'",
    );
    await tx.memory.add({ type: "t", content: 2 });
  });
  const error = await refused(broken, "connection", /connection to the server was lost/);
  expect(error.retryable).toBe(true);
  await killer.end();
  expect((await scope.memory.list()).items).toEqual([]);
  await scope.memory.add({ type: "t", content: 3 });
});

test("a server shutdown during calls is a connection error, not a crash", async () => {
  const server = await startPostgres();
  const stores = await UnifiedStoreManager.open({ url: server.url });
  const { memory } = stores.scope({ tenant: "t" });
  await memory.add({ type: "t", content: 1 });
  const stopping = server.stop();
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, (_, i) => memory.add({ type: "t", content: i })),
  );
  await stopping;
  for (const result of results)
    if (result.status === "rejected") expect(result.reason.code).toBe("connection");
  await refused(memory.list(), "connection");
  expect((await stores.health()).status).toBe("down");
  await stores.close();
});

test("with preparedStatements off no statement has a name", async () => {
  const named = async (preparedStatements: boolean): Promise<number> => {
    const pool = new Pool({ connectionString: database.url, max: 1 });
    const stores = await UnifiedStoreManager.open({ pool, preparedStatements });
    await stores.scope({ tenant: "t" }).memory.list();
    await stores.close();
    const { rows } = await pool.query("select count(*)::int as n from pg_prepared_statements");
    await pool.end();
    return rows[0].n;
  };
  expect(await named(true)).toBeGreaterThan(0);
  expect(await named(false)).toBe(0);
});

test("order and search are the same in every locale of the database", async () => {
  const server = await startPostgres();
  try {
    const stores = await Promise.all([
      UnifiedStoreManager.open({ url: await server.createDatabase("swedish", { locale: "sv-SE" }) }),
      UnifiedStoreManager.open({ url: await server.createDatabase("turkish", { locale: "tr-TR" }) }),
      UnifiedStoreManager.open({ url: "sqlite::memory:" }),
    ]);
    const names = [
      "z",
      "Z",
      "a",
      "ä",
      "å",
      "Å",
      "é",
      "e",
      "i",
      "I",
      "ı",
      "İ",
      "😀",
      "\uffee",
      "a b",
      "a-b",
      "_",
    ];
    const answers = await Promise.all(
      stores.map(async (manager) => {
        const scope = manager.scope({ tenant: "t" });
        for (const name of names) await scope.profiles.put({ name, data: name });
        await scope.memory.addMany(
          names.map((text, i) => ({
            type: "t",
            content: { text: `word ${text} word` },
            createdAt: new Date(i * 1000),
          })),
        );
        const listed = (await everything(scope.profiles.list({ limit: 3 }))).map(({ name }) => name);
        const prefixed = (await everything(scope.profiles.list({ prefix: "a" }))).map(({ name }) => name);
        const found = [];
        for (const text of ["I", "i", "ä", "Å", "word"]) {
          for (const mode of ["words", "substring"] as const) {
            found.push((await everything(scope.memory.search({ text, mode }))).map(({ content }) => content));
          }
        }
        return { listed, prefixed, found };
      }),
    );
    const byCodePoint = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    for (const answer of answers) {
      expect(answer.listed).toEqual(byCodePoint);
      expect(answer).toEqual(answers[0]);
    }
    await Promise.all(stores.map((manager) => manager.close()));
  } finally {
    await server.stop();
  }
});

test.each(["Asia/Kathmandu", "America/New_York", "UTC"])(
  "a session in %s reads and writes the same instants",
  async (zone) => {
    const pool = new Pool({ connectionString: database.url, options: `-c timezone=${zone}` });
    const stores = await UnifiedStoreManager.open({ pool });
    const { memory } = stores.scope({ tenant: "t" });
    for (const text of [
      "2025-03-30T01:30:00.001Z",
      "0001-01-01T00:00:00.000Z",
      "9999-12-31T23:59:59.999Z",
      "1900-01-01T00:00:00.000Z",
    ]) {
      const { id } = await memory.add({ type: "t", content: 1, createdAt: new Date(text) });
      expect((await memory.getOrThrow(id)).createdAt).toEqual(new Date(text));
    }
    await stores.close();
    await pool.end();
  },
);

test("a table that was altered after statements were prepared is read correctly", async () => {
  const database = await backend("PostgreSQL").create();
  const other = new Client({ connectionString: database.url });
  await other.connect();
  try {
    const stores = await database.open({ poolSize: 2 });
    const { memory } = stores.scope({ tenant: "acme" });
    const item = await memory.add({ type: "t", content: 1 });
    for (let i = 0; i < 8; i++) await memory.get(item.id);
    await other.query("alter table unified_store.memory_item alter column version type bigint");
    expect(await memory.get(item.id)).toEqual(item);
    expect(await Promise.all([memory.get(item.id), memory.get(item.id)])).toEqual([item, item]);
  } finally {
    await other.end();
    await database.drop();
  }
});
