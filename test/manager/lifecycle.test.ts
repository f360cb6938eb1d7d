import { Pool } from "pg";
import { DataSource } from "typeorm";
import { refused } from "../../conformance/suite";
import { schemaMigrations } from "../../migrations";
import { type Logger, UnifiedStoreManager } from "../../src";
import { backend, backends, type TestDatabase } from "../backends";
import { child } from "../support/child";

const databases: TestDatabase[] = [];
const create = async (
  ...[name, options]: [Parameters<typeof backend>[0], { migrated?: boolean }?]
): Promise<TestDatabase> => {
  const database = await backend(name).create(options);
  databases.push(database);
  return database;
};
afterEach(async () => {
  for (const database of databases.splice(0)) await database.drop();
});

describe.each(backends)("on $name", ({ name, shared }) => {
  test("F12 close is idempotent, and later calls are refused as closed", async () => {
    const stores = await (await create(name)).open();
    const scope = stores.scope({ tenant: "t" });
    await Promise.all([stores.close(), stores.close()]);
    await stores.close();
    await stores[Symbol.asyncDispose]();
    await refused(scope.memory.list(), "closed", /open a new one/);
    await refused(
      scope.transaction(async () => {}),
      "closed",
    );
    expect((await stores.health()).status).toBe("down");
  });

  test("a frozen scope has all of its stores", async () => {
    const scope = Object.freeze((await (await create(name)).open()).scope({ tenant: "t" }));
    expect(await scope.analytics.metrics.add({ name: "n", value: 1 })).toMatchObject({ value: 1 });
    expect((await scope.analytics.metrics.list()).items).toHaveLength(1);
  });

  test("health reports engine, latency, pool and pending work", async () => {
    const database = await create(name, { migrated: false });
    const stores = await database.open({ migrateSchema: false });
    const before = await stores.health();
    expect(before).toMatchObject({
      status: "degraded",
      pendingSchemaMigrations: schemaMigrations.sqlite.map((migration) => migration.name),
    });
    await refused(stores.scope({ tenant: "t" }).memory.list(), "schema", /run migrateSchema\(\)/);
    expect(await stores.migrateSchema()).toEqual(before.pendingSchemaMigrations);
    expect(await stores.migrateSchema()).toEqual([]);
    const after = await stores.health();
    expect(after.status).toBe("ok");
    expect(after.engine.version).toMatch(/^\d+\.\d+/);
    expect(after.latencyMs).toBeGreaterThan(0);
    expect(after.pool.max).toBeGreaterThanOrEqual(1);
    await refused(stores.health({ wait: 1 } as never), "validation");
  });

  test("ids and times come from the clock", async () => {
    const stores = await (await create(name)).open({ clock: () => new Date("2030-01-02T03:04:05.678Z") });
    const { id, createdAt } = await stores.scope({ tenant: "t" }).memory.add({ type: "t", content: 1 });
    expect(createdAt).toEqual(new Date("2030-01-02T03:04:05.678Z"));
    expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(createdAt.getTime());
  });

  if (!shared) return;

  test("F4 five processes open an empty database at once: all succeed, the schema is created once", async () => {
    const { url } = await create(name, { migrated: false });
    const script = `
      const stores = await UnifiedStoreManager.open({ url });
      await stores.scope({ tenant: "t" }).memory.add({ type: "t", content: process.pid });
      await stores.close();`;
    const results = await Promise.all(Array.from({ length: 5 }, () => child(script, url)));
    expect(results.map(({ code, stderr }) => [code, stderr])).toEqual(results.map(() => [0, ""]));
    const stores = await UnifiedStoreManager.open({ url });
    expect((await stores.scope({ tenant: "t" }).memory.list()).items).toHaveLength(5);
    await stores.close();
  });

  test("F9 two processes write at once: 40 of 40 survive", async () => {
    const { url } = await create(name);
    const script = `
      const stores = await UnifiedStoreManager.open({ url });
      const { memory } = stores.scope({ tenant: "t" });
      await Promise.all(Array.from({ length: 20 }, (_, i) => memory.add({ type: "t", content: i })));
      await stores.close();`;
    const results = await Promise.all([child(script, url), child(script, url)]);
    expect(results.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ""],
      [0, ""],
    ]);
    const stores = await UnifiedStoreManager.open({ url });
    expect((await stores.scope({ tenant: "t" }).memory.list({ limit: 100 })).items).toHaveLength(40);
    await stores.close();
  });

  test("a transaction of one manager and writes of another on the same database are serialized", async () => {
    const database = await create(name);
    const one = (await database.open()).scope({ tenant: "t" });
    const other = (await database.open()).scope({ tenant: "t" });
    const transaction = one.transaction(async (tx) => {
      await tx.memory.add({ type: "t", content: "in" });
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    await Promise.all([
      transaction,
      ...Array.from({ length: 5 }, (_, i) => other.memory.add({ type: "t", content: i })),
    ]);
    expect((await one.memory.list()).items).toHaveLength(6);
  });

  test("F10 the process ends by itself, with and without close", async () => {
    const { url } = await create(name);
    for (const last of ["await stores.close();", ""]) {
      const { code, stderr } = await child(
        `const stores = await UnifiedStoreManager.open({ url }); await stores.health(); ${last}`,
        url,
      );
      expect([code, stderr]).toEqual([0, ""]);
    }
  });
});

test("F6 a connection that the server ends is logged, and the next call works", async () => {
  const warnings: string[] = [];
  const quiet = () => {};
  const logger: Logger = {
    debug: quiet,
    info: quiet,
    error: quiet,
    warn: (_fields, message) => void warnings.push(message),
  };
  const database = await create("PostgreSQL");
  const stores = await database.open({ logger, poolSize: 1 });
  const { memory } = stores.scope({ tenant: "t" });
  const killer = new Pool({ connectionString: database.url, max: 1 });
  for (let round = 0; round < 5; round++) {
    await memory.list();
    await killer.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await memory.list();
  }
  await killer.end();
  await memory.add({ type: "t", content: 1 });
  expect((await memory.list()).items).toHaveLength(1);
  expect((await stores.health()).status).toBe("ok");
  expect(warnings.filter((message) => !/connection (was )?lost|retry/.test(message))).toEqual([]);
});

test("the caller's pool is used, and never closed", async () => {
  const database = await create("PostgreSQL", { migrated: false });
  const pool = new Pool({ connectionString: database.url });
  const stores = await UnifiedStoreManager.open({ pool, schema: "agents" });
  await stores.scope({ tenant: "t" }).memory.add({ type: "t", content: 1 });
  await stores.close();
  expect((await pool.query("select count(*)::int as n from agents.memory_item")).rows).toEqual([{ n: 1 }]);
  expect((await pool.query("select to_regclass('public.memory_item') as t")).rows).toEqual([{ t: null }]);
  await pool.end();
});

test.each(["SQLite on file", "PostgreSQL"] as const)(
  "a DataSource on %s that is passed in is used, and never closed",
  async (name) => {
    const database = await create(name, { migrated: false });
    const dataSource = new DataSource(
      name === "PostgreSQL"
        ? { type: "postgres", url: database.url }
        : { type: "better-sqlite3", database: database.url.slice("sqlite:".length) },
    );
    await dataSource.initialize();
    const stores = await UnifiedStoreManager.open({ dataSource });
    await stores.scope({ tenant: "t" }).memory.add({ type: "t", content: 1 });
    await stores.close();
    const table = name === "PostgreSQL" ? "unified_store.memory_item" : "memory_item";
    expect(await dataSource.query(`select tenant_id from ${table}`)).toEqual([{ tenant_id: "t" }]);
    await dataSource.destroy();
  },
);

test("drivers load only when they are used", async () => {
  const postgres = await create("PostgreSQL");
  const loaded = `
    const stores = await UnifiedStoreManager.open({ url });
    await stores.scope({ tenant: "t" }).memory.list();
    await stores.close();
    const drivers = ["pg", "better-sqlite3"].filter((driver) => Object.keys(require.cache).some((file) => file.includes("node_modules/" + driver + "/")));
    console.log(drivers.join());`;
  expect((await child(loaded, "sqlite::memory:")).stdout.trim()).toBe("better-sqlite3");
  expect((await child(loaded, postgres.url)).stdout.trim()).toBe("pg");
});

test.each([
  ["sqlite::memory:", "better-sqlite3"],
  ["postgres://localhost/none", "pg"],
])("with %s and its driver missing, the error names the package", async (url, driver) => {
  const script = `
    const Module = require("node:module");
    const resolve = Module._resolveFilename;
    Module._resolveFilename = function (request, ...rest) {
      if (request === ${JSON.stringify(driver)}) throw Object.assign(new Error("Cannot find module '" + request + "'"), { code: "MODULE_NOT_FOUND" });
      return resolve.call(this, request, ...rest);
    };
    const error = await UnifiedStoreManager.open({ url }).catch((thrown) => thrown);
    console.log(error.code, error.message);`;
  const { stdout } = await child(script, url);
  expect(stdout).toContain("not_supported");
  expect(stdout).toContain(`npm install ${driver}`);
});
