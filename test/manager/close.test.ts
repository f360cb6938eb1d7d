import { DataSource } from "typeorm";
import { refused } from "../../conformance/suite";
import { UnifiedStoreManager } from "../../src";
import { backends, type TestDatabase } from "../backends";

describe.each(backends)("on $name", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeEach(async () => {
    database = await backend.create();
    stores = await database.open({ poolSize: 2 });
  });
  afterEach(() => database.drop());

  test("close waits for running calls and transactions, and refuses new ones", async () => {
    const scope = stores.scope({ tenant: "t" });
    await scope.memory.list();
    const calls = Array.from({ length: 40 }, (_, i) => scope.memory.add({ type: "t", content: i }));
    let begun = (): void => {};
    const inside = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const transaction = scope.transaction(async (tx) => {
      begun();
      await tx.memory.add({ type: "t", content: "first" });
      await new Promise((resolve) => setImmediate(resolve));
      await tx.memory.add({ type: "t", content: "second" });
      return (await tx.memory.list({ limit: 100 })).items.length;
    });
    await inside;
    const closing = stores.close();
    await refused(scope.memory.add({ type: "t", content: "new" }), "closed");
    await refused(stores.migrateSchema(), "closed");
    await Promise.all(calls);
    expect(await transaction).toBeGreaterThanOrEqual(2);
    await closing;
    await stores.close();
  });

  test("close inside a transaction is refused: it would wait for itself", async () => {
    const scope = stores.scope({ tenant: "t" });
    await scope.transaction(async (tx) => {
      await refused(stores.close(), "conflict", /inside a transaction/);
      await tx.memory.add({ type: "t", content: 1 });
    });
    expect((await scope.memory.list()).items).toHaveLength(1);
  });

  test("a failing clock is refused before anything is written", async () => {
    let now: unknown = new Date();
    const odd = await database.open({ clock: () => now as Date });
    const { memory } = odd.scope({ tenant: "clock" });
    for (now of [new Date("+020000-01-01T00:00:00Z"), new Date(Number.NaN), 5, undefined]) {
      await refused(memory.add({ type: "t", content: 1 }), "validation", /clock must return a valid Date/);
    }
    now = new Date();
    expect((await memory.list()).items).toEqual([]);
  });
});

test("F17 a borrowed SQLite connection: writes outside its owner's transaction are not rolled back with it", async () => {
  const database = await backends.find(({ name }) => name === "SQLite on file")!.create();
  const source = new DataSource({ type: "better-sqlite3", database: database.url.slice("sqlite:".length) });
  await source.initialize();
  try {
    const before = (await source.query("pragma busy_timeout")) as unknown;
    const stores = await UnifiedStoreManager.open({ dataSource: source });
    expect(await source.query("pragma busy_timeout")).toEqual(before);
    const { memory } = stores.scope({ tenant: "t" });
    const runner = source.createQueryRunner();
    await runner.startTransaction();
    const beside = [
      memory.add({ type: "t", content: "beside" }),
      memory.policies.put({ name: "beside", ttlDays: 1 }),
    ];
    await new Promise((resolve) => setTimeout(resolve, 20));
    await runner.rollbackTransaction();
    await Promise.all(beside);
    expect((await memory.list()).items).toHaveLength(1);
    expect(await memory.policies.get("beside")).not.toBeNull();
    await stores.close();
  } finally {
    await source.destroy();
    await database.drop();
  }
});
