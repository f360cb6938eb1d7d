import type { UnifiedStoreManager } from "../../../src";
import { buildDeferredIndexes, deferIndexes } from "../../../src/data-migration/batch/defer-indexes";
import type { OpenSource } from "../../../src/data-migration/files/open-sources";
import { Ledger } from "../../../src/data-migration/ledger/ledger";
import type { RunRecord } from "../../../src/data-migration/ledger/run-record";
import { rollbackMigration } from "../../../src/data-migration/run/rollback";
import { memory } from "../../../src/data-migration/sources/memory";
import { selection } from "../../../src/db/table";
import { raw, sql } from "../../../src/dialect/sql";
import { type Backend, backends, type TestDatabase } from "../../backends";

const INDEXES = {
  postgres: `select indexdef as name from pg_indexes where schemaname = 'unified_store'
    union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint order by 1`,
  sqlite: "select coalesce(sql, name) as name from sqlite_master where type in ('index', 'table') order by 1",
};

describe.each<Backend>([...backends])("on $name", ({ create, engine }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeEach(async () => {
    database = await create();
    stores = await database.open();
  });
  afterEach(() => database.drop());

  const indexes = async (): Promise<string[]> => {
    const returns = selection<{ name: string }>({ name: "name" });
    const statement = sql`${raw(INDEXES[engine])}`;
    const rows = await stores.internals.run({ statement, returns, context: { operation: "test" } });
    return rows.map(({ name }) => name);
  };
  const begin = async (): Promise<RunRecord> => {
    const run: RunRecord = {
      ...{
        id: "00000000-0000-7000-8000-000000000001",
        status: "running",
        deferredIndexes: null,
        purged: null,
        error: null,
      },
      ...{
        endedByRejection: false,
        cutoverRequested: false,
        sources: [],
        startedAt: new Date(),
        finishedAt: null,
      },
      options: {
        ...{ tiers: ["P0"], tenant: null, workspace: "default", onInvalid: "quarantine" },
        ...{ batchSize: 1, follow: false, embeddingModel: null, maxValueBytes: 1 },
      },
    };
    await new Ledger(stores.internals).runs.begin(run);
    return run;
  };
  /** A file with this number of rows in each table. */
  const file = (rows: number): OpenSource =>
    ({ ...memory, steps: memory.steps, file: { countOf: () => rows } }) as unknown as OpenSource;

  test("deferred indexes of a new table are built again as they were", async () => {
    const before = await indexes();
    const run = await begin();
    await deferIndexes(stores.internals, run, [file(20_000)]);
    const without = await indexes();
    expect(without.join("\n")).not.toContain("memory_item_by_type");
    // Unique indexes stay.
    expect(without.join("\n")).toContain("memory_item_pk");
    await buildDeferredIndexes(stores.internals, run);
    expect(await indexes()).toEqual(before);
    expect((await new Ledger(stores.internals).runs.get(run.id)).deferredIndexes).toBeNull();
  });

  test("tables with rows, or with few rows to come, are not changed", async () => {
    const before = await indexes();
    await deferIndexes(stores.internals, await begin(), [file(19_999)]);
    expect(await indexes()).toEqual(before);
    await stores.scope({ tenant: "acme" }).memory.add({ type: "fact", content: 1 });
    const run = (await new Ledger(stores.internals).runs.all())[0]!;
    await stores.scope({ tenant: "acme" }).memory.policies.put({ name: "default", ttlDays: 1 });
    await deferIndexes(stores.internals, run, [file(20_000)]);
    expect(await indexes()).toEqual(before);
  });

  test("a rollback restores indexes that a killed run had dropped", async () => {
    const before = await indexes();
    const run = await begin();
    await deferIndexes(stores.internals, run, [file(20_000)]);
    expect(await indexes()).not.toEqual(before);
    await rollbackMigration(stores, run.id);
    expect(await indexes()).toEqual(before);
  });
});
