import { setTimeout as pause } from "node:timers/promises";
import BetterSqlite3 from "better-sqlite3";
import { Client } from "pg";
import type { UnifiedStoreManager } from "../../../src";
import { openSources } from "../../../src/data-migration/files/open-sources";
import { Ledger } from "../../../src/data-migration/ledger/ledger";
import { checkOptions, type RunOptions } from "../../../src/data-migration/options";
import { rollbackMigration } from "../../../src/data-migration/run/rollback";
import { runMigration } from "../../../src/data-migration/run/run-migration";

import { verifyStep } from "../../../src/data-migration/step/verify-step";
import { type Backend, backend, backends, type TestDatabase } from "../../backends";
import { TestFiles } from "../sources/files";

const NODES = `
  insert into kg_nodes (id, tenant, type, name, attrs_json, created_at) values
    (1, 'acme', 'word', 'one', '{}', '2024-01-01'), (2, 'acme', 'word', 'two', '{}', '2024-01-01'),
    (3, 'acme', 'word', 'three', '{}', '2024-01-01');
  insert into kg_edges (id, src_id, dst_id, type, weight, provenance_id, created_at) values
    (1, 1, 2, 'is', 1, null, '2024-01-01'), (2, 2, 3, 'is', 1, null, '2024-01-01'),
    (3, 1, 2, 'is', 1, null, '2024-01-01');`;

describe.each<Backend>([...backends])("on $name", ({ create }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let files: TestFiles;
  let path: string;
  beforeEach(async () => {
    database = await create();
    stores = await database.open();
    files = new TestFiles();
    path = files.like("kg", NODES);
  });
  afterEach(async () => {
    files.remove();
    await database.drop();
  });

  const graph = () => stores.scope({ tenant: "acme" }).graph;
  async function run(options: Partial<RunOptions> = {}) {
    const report = await runMigration(stores, { from: path, batchSize: 1, ...options });
    expect(report).toMatchObject({ error: null, status: "done" });
    return Object.fromEntries(report.sources[0]!.tables.map((table) => [table.table, table]));
  }

  test("moved rows that the application has removed stay removed, and so do their dependent rows", async () => {
    await run();
    const node = await graph().nodes.getByName({ type: "word", name: "one" });
    await graph().nodes.remove(node!.id);
    for (let again = 0; again < 2; again++) {
      const { kg_nodes, kg_edges } = await run();
      expect(kg_nodes).toMatchObject({ moved: 3, unchanged: 2, kept: 1, quarantined: 0, verified: true });
      expect(kg_edges).toMatchObject({ moved: 3, unchanged: 1, kept: 2, quarantined: 0, verified: true });
      expect(await graph().nodes.getByName({ type: "word", name: "one" })).toBeNull();
      expect((await graph().edges.list()).items).toHaveLength(1);
    }
  });

  test("a table that the application has emptied stays empty, and a new row of the file is moved", async () => {
    await run({ batchSize: 1000 });
    for await (const node of graph().nodes.list()) await graph().nodes.remove(node.id);
    const db = new BetterSqlite3(path);
    db.exec("update kg_nodes set attrs_json = '{\"of\":1}' where id = 1");
    db.exec(
      "insert into kg_nodes (id, tenant, type, name, attrs_json, created_at) values (4, 'acme', 'word', 'four', '{}', '2024-01-01')",
    );
    db.close();
    const { kg_nodes } = await run({ batchSize: 1000 });
    expect(kg_nodes).toMatchObject({ moved: 4, kept: 3, quarantined: 0, verified: true });
    expect((await graph().nodes.list()).items.map(({ name }) => name)).toEqual(["four"]);
  });

  test("a row that the application has changed is kept, even if it comes from several rows of the file", async () => {
    await run();
    const edges = (await graph().edges.list()).items;
    for (const { from, to, type } of edges) await graph().edges.upsert({ from, to, type, weight: 7 });
    const { kg_edges } = await run();
    expect(kg_edges).toMatchObject({ moved: 3, kept: 3, quarantined: 0, verified: true });
    expect((await graph().edges.list()).items.map(({ weight }) => weight)).toEqual([7, 7]);
  });

  test("a row with a natural key that the application has created again belongs to the application", async () => {
    await run();
    const node = await graph().nodes.getByName({ type: "word", name: "three" });
    await graph().nodes.remove(node!.id);
    const made = await graph().nodes.upsert({ type: "word", name: "three", attrs: { mine: true } });
    const { kg_nodes } = await run();
    expect(kg_nodes).toMatchObject({ moved: 3, kept: 1, quarantined: 0, verified: true });
    expect(await graph().nodes.getByName({ type: "word", name: "three" })).toEqual(made);
  });

  test("a change of the application between copying and verification is no difference; a later change is one", async () => {
    await run();
    const report = await runMigration(stores, { from: path });
    await graph().nodes.upsert({ type: "word", name: "one", attrs: { mine: true } });
    await graph().nodes.remove((await graph().nodes.getByName({ type: "word", name: "three" }))!.id);
    const options = checkOptions({ from: path });
    const ledger = new Ledger(stores.internals);
    const opened = await openSources(report.runId, options, {
      earlier: (await ledger.runs.get(report.runId)).sources,
      target: "",
    });
    try {
      const [source] = opened.sources;
      const context = { database: stores.internals, runId: report.runId, options };
      const verify = (inUse: boolean) => verifyStep({ ...context, inUse }, source!, source!.steps[0]!);
      expect(await verify(true)).toMatchObject({ rows: 3, verified: true, differing: 0 });
      expect(await verify(false)).toMatchObject({ rows: 3, verified: false, differing: 2 });
    } finally {
      await opened.discard();
    }
  });
});

describe("on PostgreSQL", () => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let files: TestFiles;
  let application: Client;
  beforeEach(async () => {
    database = await backend("PostgreSQL").create();
    stores = await database.open();
    files = new TestFiles();
    application = new Client({ connectionString: database.url });
    await application.connect();
  });
  afterEach(async () => {
    await application.end();
    files.remove();
    await database.drop();
  });

  /** The application has changed a row and not committed it yet. */
  async function whileChanging<T>(work: () => Promise<T>): Promise<T> {
    await application.query("begin");
    await application.query(
      `update unified_store.graph_node set attrs = '{"application": 1}' where name = 'one'`,
    );
    const working = work();
    const blocked =
      "select pid from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))";
    while ((await application.query(blocked)).rows.length === 0) await pause(20);
    await application.query("commit");
    return working;
  }

  test("a run does not overwrite an uncommitted change of the application", async () => {
    const path = files.like("kg", NODES);
    await runMigration(stores, { from: path });
    const db = new BetterSqlite3(path);
    db.exec(`update kg_nodes set attrs_json = '{"file":1}'`);
    db.close();
    const { graph } = stores.scope({ tenant: "acme" });
    const run = await whileChanging(() => runMigration(stores, { from: path }));
    expect(run.sources[0]!.tables[0]).toMatchObject({ updated: 2, quarantined: 1 });
    expect((await graph.nodes.getByName({ type: "word", name: "one" }))!.attrs).toEqual({ application: 1 });
  });

  test("a rollback does not overwrite it either", async () => {
    const path = files.like("kg", NODES);
    await runMigration(stores, { from: path });
    const db = new BetterSqlite3(path);
    db.exec(`update kg_nodes set attrs_json = '{"file":1}'`);
    db.close();
    const { runId } = await runMigration(stores, { from: path });
    expect(await whileChanging(() => rollbackMigration(stores, runId))).toMatchObject({
      restored: 2,
      leftAlone: 1,
    });
    const { graph } = stores.scope({ tenant: "acme" });
    expect((await graph.nodes.getByName({ type: "word", name: "one" }))!.attrs).toEqual({ application: 1 });
  });
});
