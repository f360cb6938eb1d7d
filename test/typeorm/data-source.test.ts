import { Pool, types } from "pg";
import {
  Column,
  DataSource,
  Entity,
  type EntitySubscriberInterface,
  EventSubscriber,
  In,
  IsNull,
  LessThan,
  Like,
  MoreThan,
  PrimaryColumn,
  Raw,
} from "typeorm";
import { refused } from "../../conformance/suite";
import { UnifiedStoreManager } from "../../src";
import {
  createDataSource,
  MemoryItemEntity,
  MemoryPolicyEntity,
  type StoresDataSourceOptions,
  scopeWhere,
} from "../../src/typeorm";
import { backend as backendNamed, backends, type TestDatabase } from "../backends";

/** The application's own table. */
@Entity({ name: "app_note" })
class Note {
  @PrimaryColumn({ type: "varchar" })
  id!: string;

  @Column({ type: "varchar", name: "item_id" })
  itemId!: string;
}

describe.each(backends)("$name", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let acme: ReturnType<UnifiedStoreManager["scope"]>;
  let tenants = 0;
  beforeAll(async () => {
    database = await backend.create();
    stores = await database.open({ poolSize: 2 });
  });
  beforeEach(() => {
    acme = stores.scope({ tenant: `acme-${++tenants}` });
  });
  afterAll(() => database.drop());

  test("repositories and query builders read what the stores wrote", async () => {
    const source = await createDataSource(stores);
    expect(source.isInitialized).toBe(true);
    await acme.memory.addMany([
      { type: "fact", content: { text: "a\0b" }, createdAt: new Date("2024-01-01") },
      { type: "note", content: 2, createdAt: new Date("2025-01-01") },
    ]);
    await stores.scope({ tenant: "other" }).memory.add({ type: "fact", content: 3 });
    const items = source.getRepository(MemoryItemEntity);
    const where = scopeWhere(acme);
    expect(await items.findBy({ ...where, type: In(["fact"]) })).toMatchObject([
      { content: { text: "a\0b" } },
    ]);
    expect(await items.countBy({ ...where, createdAt: LessThan(new Date("2024-06-01")) })).toBe(1);
    expect(
      await items.countBy({ ...where, createdAt: MoreThan(new Date("2023-06-01")), schemaVersion: IsNull() }),
    ).toBe(2);
    expect(
      await items.countBy({ ...where, type: Like("no%"), decayScore: Raw((column) => `${column} >= 0`) }),
    ).toBe(1);
    expect(await items.find({ where, order: { createdAt: "DESC" }, take: 1 })).toMatchObject([
      { content: 2 },
    ]);

    await source.getRepository(MemoryPolicyEntity).insert({
      tenant: acme.tenant,
      name: "default",
      ttlDays: 30,
      hide: false,
      updatedAt: new Date(0),
      version: 1,
    });
    const joined = await source
      .createQueryBuilder(MemoryItemEntity, "item")
      .innerJoin(
        MemoryPolicyEntity,
        "policy",
        "policy.tenant = item.tenant and policy.name = item.policyName",
      )
      .select(["item.type as type", "policy.ttlDays as days"])
      .where(where)
      .andWhere("item.createdAt > :since", { since: new Date("2024-06-01") })
      .getRawMany();
    expect(joined).toEqual([{ type: "note", days: 30 }]);
    await source.destroy();
  });

  test("destroy keeps the manager open, and leaves nothing on its pool", async () => {
    const before = listeners(stores);
    const source = await createDataSource(stores);
    const runner = source.createQueryRunner();
    await runner.startTransaction();
    await runner.manager.insert(MemoryPolicyEntity, {
      tenant: acme.tenant,
      name: "p",
      ttlDays: 1,
      hide: false,
      updatedAt: new Date(0),
      version: 1,
    });
    await source.destroy();
    await expect(source.getRepository(MemoryItemEntity).count()).rejects.toThrow(
      /not (connected|established)|connection/i,
    );
    expect(await acme.memory.policies.list()).toMatchObject({ items: [] });
    expect(stores.internals.dialect.pool()).toMatchObject({ waiting: 0 });
    expect(listeners(stores)).toEqual(before);
    // It can be initialized again.
    await source.initialize();
    expect(await source.getRepository(MemoryPolicyEntity).countBy({ tenant: acme.tenant })).toBe(0);
    await source.destroy();
  });

  test("close waits for query runners, and refuses later calls", async () => {
    const own = await database.open({ poolSize: 2 });
    const source = await createDataSource(own);
    const runner = source.createQueryRunner();
    await runner.query("select 1");
    let closed = false;
    const closing = own.close().then(() => {
      closed = true;
    });
    await refused(source.getRepository(MemoryItemEntity).count(), "closed", /the manager was closed/);
    await refused(
      source.transaction(async () => 1),
      "closed",
      /the manager was closed/,
    );
    await runner.query("select 1");
    expect(closed).toBe(false);
    await runner.release();
    await closing;
    await refused(source.getRepository(MemoryItemEntity).find(), "closed", /the manager was closed/);
    await refused(source.createQueryRunner().query("select 1"), "closed");
    await refused(createDataSource(own), "closed");
    await source.destroy();
  });

  test("entities of an application's own exist beside the stores' entities, and join with them", async () => {
    const heard: string[] = [];
    @EventSubscriber()
    class Subscriber implements EntitySubscriberInterface<Note> {
      listenTo = () => Note;
      async beforeInsert({ entity }: { entity: Note }): Promise<void> {
        // On one connection this would wait for the save's transaction, if it did not join it.
        await acme.memory.add({ id: entity.itemId, type: "fact", content: "by a subscriber" });
        heard.push(entity.id);
      }
    }
    const source = await createDataSource(stores, { entities: [Note], subscribers: [Subscriber] });
    await source.query("create table app_note (id varchar primary key, item_id varchar)");
    try {
      expect(source.getMetadata(Note).schema).toBeUndefined();
      const itemId = "00000000-0000-7000-8000-00000000000a";
      await source.getRepository(Note).save({ id: "n", itemId });
      expect(heard).toEqual(["n"]);
      const found = await source
        .createQueryBuilder(Note, "note")
        .innerJoinAndMapOne("note.item", MemoryItemEntity, "item", "cast(item.id as varchar) = note.itemId")
        .getOne();
      expect(found).toMatchObject({ id: "n", item: { content: "by a subscriber" } });
      await expect(source.getRepository(Note).save({ id: "m", itemId })).rejects.toMatchObject({
        code: "unique_violation",
      });
      expect(await source.getRepository(Note).count()).toBe(1);
    } finally {
      await source.query("drop table app_note");
      await source.destroy();
    }
  });

  test("its writes are searchable after a reindex, and its removals are no longer found", async () => {
    const source = await createDataSource(stores);
    const items = source.getRepository(MemoryItemEntity);
    const { id } = await acme.memory.add({ type: "fact", content: "Whales are mammals" });
    const other = { ...(await items.findOneByOrFail({ id })), id: "00000000-0000-7000-8000-00000000000b" };
    await items.insert({ ...other, content: "Whales sing" as never });
    const found = async (): Promise<string[]> => {
      const { items } = await acme.memory.search({ text: "whales" });
      return items.map((item) => item.id).sort();
    };
    expect(await found()).toEqual([id]);
    await stores.reindex({ all: true });
    expect(await found()).toEqual([other.id, id]);
    await items.delete({ ...scopeWhere(acme), id });
    expect(await found()).toEqual([other.id]);
    await source.destroy();
  });

  test("it changes no table, and its metadata matches the tables", async () => {
    const source = await createDataSource(stores);
    await refused(source.synchronize(), "not_supported", /stores\.migrateSchema\(\)/);
    await refused(source.dropDatabase(), "not_supported");
    expect((await source.driver.createSchemaBuilder().log()).upQueries).toEqual([]);
    await source.destroy();
  });

  test("errors of the database are TypeORM's, with the driver's inside", async () => {
    const source = await createDataSource(stores);
    await expect(source.query("select nothing from nowhere")).rejects.toMatchObject({
      name: "QueryFailedError",
      driverError: { code: expect.stringMatching(/SQLITE_ERROR|42P01/) },
    });
    expect(await source.query("select 1 as one")).toEqual([{ one: 1 }]);
    await source.destroy();
  });
});

test("unsupported operations are refused by name", async () => {
  const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
  const options = (given: object) => createDataSource(stores, given as StoresDataSourceOptions);
  await refused(options({ synchronize: true }), "validation", /^options\.synchronize does not apply/);
  await refused(options({ url: "x" }), "validation", /^options\.url/);
  await refused(
    createDataSource(stores, null as unknown as undefined),
    "validation",
    /^options must be an object/,
  );
  await refused(createDataSource({} as UnifiedStoreManager), "validation", /^stores must be an open/);
  await stores.close();
});

test("two engines at once, each with its own types; a schema of its own", async () => {
  const database = await backendNamed("PostgreSQL").create({ migrated: false });
  const postgres = await database.open({ schema: "own_schema" });
  const sqlite = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
  const [a, b] = await Promise.all([createDataSource(postgres), createDataSource(sqlite)]);
  for (const [stores, source] of [
    [postgres, a],
    [sqlite, b],
  ] as const) {
    await stores.scope({ tenant: "t" }).memory.add({ type: "fact", content: [], embedding: [1, 2] });
    const [item] = await source.getRepository(MemoryItemEntity).find();
    expect(item).toMatchObject({ content: [], pinned: false });
  }
  await sqlite.close();
  await database.drop();
});

describe("PostgreSQL", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await backendNamed("PostgreSQL").create();
  });
  afterAll(() => database.drop());

  test("a transaction's deadline stops a query of TypeORM's", async () => {
    const stores = await database.open({ poolSize: 1 });
    const source = await createDataSource(stores);
    const slow = stores.scope({ tenant: "t" }).transaction(
      async (tx) => {
        await source.within(tx).query("select pg_sleep(60)");
      },
      { timeoutMs: 50 },
    );
    await refused(slow, "timeout");
    expect(await source.query("select 1 as one")).toEqual([{ one: 1 }]);
    await stores.close();
  });

  test("a connection that is lost is not used again", async () => {
    const stores = await database.open({ poolSize: 1 });
    const source = await createDataSource(stores);
    await expect(source.query("select pg_terminate_backend(pg_backend_pid())")).rejects.toThrow();
    expect(await source.query("select 1 as one")).toEqual([{ one: 1 }]);
    await stores.close();
  });

  test("an open transaction of a query runner does not affect the next caller of the pool", async () => {
    const stores = await database.open({ poolSize: 1 });
    const source = await createDataSource(stores);
    await source.query("begin");
    await stores.scope({ tenant: "t" }).memory.add({ type: "fact", content: 1 });
    const other = await database.open({ poolSize: 1 });
    expect((await other.scope({ tenant: "t" }).memory.list()).items).toHaveLength(1);
    await stores.close();
  });

  test("parsers that an application has given the driver change nothing here", async () => {
    const pool = new Pool({
      connectionString: database.url,
      max: 1,
      types: {
        getTypeParser: ((oid: number) =>
          oid === 3802 || oid === 1184 ? String : types.getTypeParser(oid)) as never,
      },
    });
    const stores = await UnifiedStoreManager.open({ pool });
    const source = await createDataSource(stores);
    const at = new Date("2024-02-03T04:05:06.789Z");
    await stores
      .scope({ tenant: "parsers" })
      .memory.add({ type: "fact", content: { a: [1] }, createdAt: at });
    const [item] = await source.getRepository(MemoryItemEntity).findBy({ tenant: "parsers" });
    expect(item).toMatchObject({ content: { a: [1] }, createdAt: at });
    await stores.close();
    await pool.end();
  });
});

test("a manager over a DataSource of the application's gives one over the same connection", async () => {
  const lender = await new DataSource({ type: "better-sqlite3", database: ":memory:" }).initialize();
  const stores = await UnifiedStoreManager.open({ dataSource: lender });
  const source = await createDataSource(stores);
  await stores.scope({ tenant: "t" }).memory.add({ type: "fact", content: 1 });
  expect(await source.getRepository(MemoryItemEntity).count()).toBe(1);
  await source.destroy();
  await stores.close();
  expect(await lender.query("select count(*) as n from memory_item")).toEqual([{ n: 1 }]);
  await lender.destroy();
});

/** The numbers of a manager's listeners on its pool; empty without a pool. */
function listeners(stores: UnifiedStoreManager): number[] {
  const { lender } = stores.internals.dialect as unknown as { lender?: Pool };
  return lender ? lender.eventNames().map((name) => lender.listenerCount(name)) : [];
}
