import { rmSync } from "node:fs";
import { join } from "node:path";
import type { UnifiedStoreManager } from "../../../src";
import { type MigrationReport, rejectedRows } from "../../../src/data-migration";
import { runMigration } from "../../../src/data-migration/run/run-migration";
import { type Backend, backends, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { makeFile } from "../support/made-file";

const CHANGED = "it was changed in the source and in the target since it was moved";

/**
 * A row that the three-way merge rejects is not written, so other rows of its batch do not have it.
 */
describe.each<Backend>([...backends])("on $name", ({ create }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let folder: string;
  beforeEach(async () => {
    database = await create();
    stores = await database.open();
    folder = temporaryFolder();
  });
  afterEach(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const change = (file: string, ...statements: string[]): void => makeFile(join(folder, file), statements);
  const run = (): Promise<MigrationReport> => runMigration(stores, { from: folder, tenant: "acme" });
  const table = (report: MigrationReport) => report.sources[0]!.tables[0]!;
  const reasons = async ({ runId }: MigrationReport): Promise<string[]> =>
    (await rejectedRows(stores, runId)).map(({ reason }) => reason);

  test("its duplicate is rejected too", async () => {
    change(
      "memory.db",
      "create table memory_items (id integer, tenant text, workspace text, type text, content_json text, ts_created text)",
      "insert into memory_items select 1, 'acme', 'default', 'fact', '1', '2024-01-01' from json_each('[1, 2]')",
    );
    expect(table(await run())).toMatchObject({ moved: 2, duplicates: 1, quarantined: 0, verified: true });
    const { memory } = stores.scope({ tenant: "acme" });
    const [item] = (await memory.list({})).items;
    await memory.update(item!.id, { content: "the application's" });
    change("memory.db", "update memory_items set content_json = '10'");
    const report = await run();
    expect(table(report)).toMatchObject({ moved: 0, duplicates: 0, quarantined: 2, verified: true });
    expect(await reasons(report)).toEqual([
      CHANGED,
      "another memory_item has the same key already, and differs from this row",
    ]);
    expect((await memory.list({})).items).toMatchObject([{ content: "the application's" }]);
  });

  test("another row gets the unique key that it would have had", async () => {
    const { graph } = stores.scope({ tenant: "acme" });
    change(
      "kg.db",
      "create table kg_nodes (id integer primary key, tenant text, type text, name text, attrs_json text, created_at text)",
      "insert into kg_nodes values (1, 'acme', 'person', 'Ada', '{}', '2024-01-01')",
    );
    expect(await run()).toMatchObject({ status: "done", error: null });
    await graph.nodes.upsert({ type: "person", name: "Ada", attrs: { mine: true } });
    change(
      "kg.db",
      "update kg_nodes set name = 'Grace' where id = 1",
      "insert into kg_nodes values (2, 'acme', 'person', 'Grace', '{}', '2024-01-01')",
    );
    const report = await run();
    expect(table(report)).toMatchObject({ moved: 1, duplicates: 0, quarantined: 1, verified: true });
    expect(await reasons(report)).toEqual([CHANGED]);
    const nodes = (await graph.nodes.list({})).items.map(({ name, attrs }) => ({ name, attrs }));
    expect(nodes).toEqual(
      expect.arrayContaining([
        { name: "Ada", attrs: { mine: true } },
        { name: "Grace", attrs: {} },
      ]),
    );
  });
});
