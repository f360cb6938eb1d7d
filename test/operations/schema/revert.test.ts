import { refused } from "../../../conformance/suite";
import { schemaMigrations } from "../../../migrations";
import type { UnifiedStoreManager } from "../../../src";
import { revertSchema } from "../../../src/operations/schema/revert";
import { schemaStatus } from "../../../src/operations/schema/status";
import { reversalText } from "../../../src/operations/schema/text";
import { backends, type TestDatabase } from "../../backends";

const TO = "0013-embeddings";

describe.each(backends)("on $name", (backend) => {
  const names = schemaMigrations[backend.engine].map(({ name }) => name);
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeEach(async () => {
    database = await backend.create();
    stores = await database.open();
  });
  afterEach(() => database.drop());

  test("the rows that go are told before, and the rest stays", async () => {
    const scope = stores.scope({ tenant: "t" });
    const kept = await scope.memory.add({ type: "t", content: { text: "kept" } });
    await scope.documents.put({ source: "s", text: "# gone\n\ntext" });
    await scope.retrieval.configs.put({ name: "c" });
    const ahead = await revertSchema(stores, { to: TO, dryRun: true });
    expect(ahead.reverted.map(({ migration }) => migration)).toEqual(
      names.slice(names.indexOf(TO) + 1).reverse(),
    );
    const tables = ahead.reverted.flatMap((each) => each.tables);
    expect(tables).toContainEqual({ table: "document", rows: 1 });
    expect(tables).toContainEqual({ table: "retrieval_config", rows: 1 });
    expect(ahead.rows).toBe(tables.reduce((sum, { rows }) => sum + rows, 0));
    expect(reversalText(ahead)).toMatch(/would be taken back, with \d+ rows[\s\S]*document: 1 row\n/);
    expect(await scope.documents.list()).toMatchObject({ items: [{ source: "s" }] });

    const told: string[] = [];
    const done = await revertSchema(stores, { to: TO, onProgress: (name) => told.push(name) });
    expect(done).toEqual({ ...ahead, dryRun: false });
    expect(told).toEqual(ahead.reverted.map(({ migration }) => migration));
    expect(await schemaStatus(stores)).toMatchObject({
      status: "pending",
      pending: names.slice(names.indexOf(TO) + 1),
      drift: [],
    });
    expect((await revertSchema(stores, { to: TO })).reverted).toEqual([]);
    expect(await stores.migrateSchema()).toEqual(names.slice(names.indexOf(TO) + 1));
    expect(await scope.memory.get(kept.id)).toEqual(kept);
    expect((await scope.documents.list()).items).toEqual([]);
  });

  test("what is not applied, or of another version, is refused", async () => {
    await refused(
      revertSchema(stores, { to: "0013" }),
      "validation",
      /options\.to is no schema migration: use one of 0001-memory, /,
    );
    await revertSchema(stores, { to: TO });
    await refused(
      revertSchema(stores, { to: names.at(-1)! }),
      "validation",
      /is not applied: the newest is 0013-embeddings/,
    );
    const { schema } = stores.internals.dialect;
    await schema.exclusively((runner) => runner.recordApplied("9999-of-tomorrow", new Date()));
    await refused(
      revertSchema(stores, { to: "0001-memory" }),
      "schema",
      /does not know \(9999-of-tomorrow\)/,
    );
    expect((await schemaStatus(stores)).applied).toContain(TO);
  });
});
