import { type UnifiedStoreError, UnifiedStoreManager } from "../../src";
import { createDataSource, MemoryItemEntity, type StoresDataSource, scopeWhere } from "../../src/typeorm";
import { backends, type TestDatabase } from "../backends";

/** Shared transactions of TypeORM and the stores, on one connection or pool. */
const item = (id: number, type = "fact") => ({
  tenant: "acme",
  workspace: "default",
  id: `00000000-0000-7000-8000-${String(id).padStart(12, "0")}`,
  type,
  content: { n: id },
  policyName: "default",
  decayScore: 1,
  pinned: false,
  archived: false,
  createdAt: new Date(0),
  lastUsedAt: new Date(0),
  version: 1,
});
const ofCode = (code: UnifiedStoreError["code"], message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });
function latch(): { opened: Promise<void>; open(): void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe.each(backends)("$name", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let source: StoresDataSource;
  let acme: ReturnType<UnifiedStoreManager["scope"]>;
  beforeAll(async () => {
    database = await backend.create();
    stores = await database.open();
    source = await createDataSource(stores);
  });
  afterAll(() => database.drop());
  let tenants = 0;
  beforeEach(() => {
    acme = stores.scope({ tenant: `acme-${++tenants}` });
  });
  const count = (): Promise<number> => source.getRepository(MemoryItemEntity).countBy(scopeWhere(acme));
  const own = (id: number, type?: string) => ({ ...item(id, type), tenant: acme.tenant });

  test("an entity manager within a transaction sees its rows, and its writes are rolled back with it", async () => {
    const done = acme.transaction(async (tx) => {
      await tx.memory.add({ type: "fact", content: 1 });
      const manager = source.within(tx);
      expect(await manager.countBy(MemoryItemEntity, scopeWhere(acme))).toBe(1);
      await manager.insert(MemoryItemEntity, own(1));
      await manager.save(MemoryItemEntity, own(2));
      expect((await tx.memory.get(own(2).id))?.content).toEqual({ n: 2 });
      throw new Error("undo");
    });
    await expect(done).rejects.toThrow("undo");
    expect(await count()).toBe(0);
  });

  test("it is refused after the transaction has ended, and outside of one", async () => {
    const [late, tx] = await acme.transaction(async (tx) => [source.within(tx), tx] as const);
    await expect(late.count(MemoryItemEntity)).rejects.toEqual(ofCode("closed", /the transaction has ended/));
    await expect(late.save(MemoryItemEntity, own(1))).rejects.toEqual(ofCode("closed", /has ended/));
    await expect(late.transaction(async () => 1)).rejects.toEqual(ofCode("closed", /has ended/));
    expect(() => source.within(tx)).toThrow(/the transaction has ended/);
    expect(() => source.within(acme)).toThrow(/^tx must be the scope that a transaction of the same manager/);
    const other = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
    const foreign = other.scope({ tenant: "t" }).transaction(async (its) => source.within(its));
    await expect(foreign).rejects.toEqual(ofCode("validation", /same manager/));
    await other.close();
  });

  test("its own transaction is a savepoint, which stores take part in", async () => {
    await acme.transaction(async (tx) => {
      const manager = source.within(tx);
      await manager.insert(MemoryItemEntity, own(1));
      const inner = manager.transaction(async (nested) => {
        await nested.insert(MemoryItemEntity, own(2));
        await tx.memory.add({ type: "fact", content: 1 });
        // The outer manager uses the open savepoint too.
        expect(await manager.countBy(MemoryItemEntity, scopeWhere(acme))).toBe(3);
        await nested.insert(MemoryItemEntity, own(2));
      });
      await expect(inner).rejects.toThrow(/unique|duplicate/i);
      await manager.transaction((nested) => nested.insert(MemoryItemEntity, own(3)));
    });
    const kept = await source
      .getRepository(MemoryItemEntity)
      .find({ where: scopeWhere(acme), order: { id: 1 } });
    expect(kept.map(({ id }) => id)).toEqual([own(1).id, own(3).id]);
  });

  test("a failed statement ends it, like a failed statement of a store", async () => {
    const done = acme.transaction(async (tx) => {
      const manager = source.within(tx);
      await manager.insert(MemoryItemEntity, own(1));
      await expect(manager.insert(MemoryItemEntity, own(1))).rejects.toThrow(/unique|duplicate/i);
    });
    await expect(done).rejects.toEqual(ofCode("conflict", /an earlier statement of this transaction failed/));
    expect(await count()).toBe(0);
  });

  test("statements that end transactions are refused inside one", async () => {
    await acme.transaction(async (tx) => {
      const manager = source.within(tx);
      for (const text of ["commit", " -- a word\n ROLLBACK", "/* b */ begin", "savepoint s", "end;"])
        await expect(manager.query(text)).rejects.toEqual(ofCode("conflict", /transaction\(…\)/));
      await expect(manager.queryRunner!.startTransaction()).rejects.toEqual(ofCode("conflict", /savepoints/));
      await manager.insert(MemoryItemEntity, own(1));
    });
    expect(await count()).toBe(1);
  });

  test("the DataSource itself joins the transaction of the task", async () => {
    const done = acme.transaction(async (tx) => {
      await source.getRepository(MemoryItemEntity).insert(own(1));
      await source.getRepository(MemoryItemEntity).save(own(2));
      await source.transaction((manager) => manager.insert(MemoryItemEntity, own(3)));
      expect((await tx.memory.list()).items).toHaveLength(3);
      const runner = source.createQueryRunner();
      await expect(runner.startTransaction()).rejects.toEqual(
        ofCode("conflict", /a transaction is open here/),
      );
      await runner.release();
      throw new Error("undo");
    });
    await expect(done).rejects.toThrow("undo");
    expect(await count()).toBe(0);
  });

  test("stores join a transaction of the DataSource's", async () => {
    const done = source.transaction(async (manager) => {
      await manager.insert(MemoryItemEntity, own(1));
      await acme.memory.add({ type: "fact", content: 1 });
      await acme.transaction((tx) => tx.memory.add({ type: "fact", content: 2 }));
      expect(await manager.countBy(MemoryItemEntity, scopeWhere(acme))).toBe(3);
      throw new Error("undo");
    });
    await expect(done).rejects.toThrow("undo");
    expect(await count()).toBe(0);
    await source.transaction("SERIALIZABLE", async (manager) => {
      await manager.insert(MemoryItemEntity, own(1));
      await acme.memory.add({ type: "fact", content: 1 });
    });
    expect(await count()).toBe(2);
  });

  test("concurrent calls of other tasks do not join a transaction", async () => {
    const entered = latch();
    const end = latch();
    const undone = acme.transaction(async (tx) => {
      await tx.memory.add({ type: "fact", content: 1 });
      entered.open();
      await end.opened;
      throw new Error("undo");
    });
    await entered.opened;
    const others = [
      source.getRepository(MemoryItemEntity).insert(own(1)),
      source.getRepository(MemoryItemEntity).save(own(2)),
      source.transaction((manager) => manager.insert(MemoryItemEntity, own(3))),
      acme.memory.add({ type: "fact", content: 4 }),
    ];
    await new Promise(setImmediate);
    end.open();
    await expect(undone).rejects.toThrow("undo");
    await Promise.all(others);
    expect(await count()).toBe(4);
  });

  test("nor do they join a query runner's transaction", async () => {
    const runner = source.createQueryRunner();
    await runner.startTransaction();
    await runner.manager.insert(MemoryItemEntity, own(1));
    const others = [
      acme.memory.add({ type: "fact", content: 1 }),
      acme.transaction((tx) => tx.memory.add({ type: "fact", content: 1 })),
      source.getRepository(MemoryItemEntity).insert(own(2)),
      source.getRepository(MemoryItemEntity).save(own(3)),
    ];
    await new Promise(setImmediate);
    // A second one is a savepoint.
    await runner.startTransaction();
    await runner.manager.insert(MemoryItemEntity, own(4));
    await runner.rollbackTransaction();
    expect(await runner.manager.existsBy(MemoryItemEntity, { ...scopeWhere(acme), id: own(4).id })).toBe(
      false,
    );
    await runner.rollbackTransaction();
    await runner.release();
    await Promise.all(others);
    expect(await count()).toBe(4);
  });

  test("an open transaction of a query runner is rolled back at its release", async () => {
    const runner = source.createQueryRunner();
    await runner.query(backend.engine === "sqlite" ? "begin" : "start transaction");
    await runner.manager.insert(MemoryItemEntity, own(1));
    await runner.release();
    expect(await count()).toBe(0);
    await expect(runner.query("select 1")).rejects.toThrow(/released/);
  });

  test("concurrent tasks have separate transactions", async () => {
    const repository = source.getRepository(MemoryItemEntity);
    const saving = Array.from({ length: 12 }, (_, i) => [
      repository.save(own(i)),
      source.transaction(async (manager) => {
        await manager.insert(MemoryItemEntity, own(100 + i));
        if (i % 2) throw new Error("undo");
      }),
      acme.memory.add({ type: "fact", content: i }),
    ]).flat();
    const outcomes = await Promise.allSettled(saving);
    expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(6);
    expect(await count()).toBe(30);
  });
});
