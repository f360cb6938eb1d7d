import { rmSync } from "node:fs";
import { join } from "node:path";
import type { UnifiedStoreManager } from "../../../src";
import {
  type MigrationReport,
  type RejectedRow,
  rejectedRows,
  retryRejectedRows,
  rollbackMigration,
  verifyMigration,
} from "../../../src/data-migration";
import { runMigration } from "../../../src/data-migration/run/run-migration";
import { type Backend, backends, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { contentsOf } from "../support/contents";
import { makeFile } from "../support/made-file";

const GRAPH = [
  "create table kg_nodes (id integer primary key, tenant text, type text, name text, attrs_json text, created_at text)",
  `create table kg_edges (id integer primary key, src_id integer, dst_id integer, type text, weight real, provenance_id integer,
    created_at text)`,
  "create table kg_provenance (id integer primary key, node_id integer, source_url text)",
];

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

  const make = (name: string, ...statements: string[]): void => makeFile(join(folder, name), statements);
  const run = (options: object = {}): Promise<MigrationReport> =>
    runMigration(stores, { from: folder, tenant: "operator", ...options });
  const reject = async (runId: string, table: string, key: object): Promise<RejectedRow> => {
    const rows = await rejectedRows(stores, runId);
    return rows.find((row) => row.table === table && JSON.stringify(row.key) === JSON.stringify(key))!;
  };
  const integer = (value: number): object => ({ $integer: value });
  const tables = (report: MigrationReport) => report.sources.flatMap((source) => source.tables);

  /**
   * Two nodes with the same name and different attributes, and one without a time, with edges and
   * facts of all.
   */
  const makeGraph = (): void =>
    make(
      "kg.db",
      ...GRAPH,
      `insert into kg_nodes values (1, 'acme', 'person', 'Ada', '{}', '2024-01-01'), (2, 'acme', 'person', 'Ada', '{"b": 1}', '2024-01-01'),
        (3, 'acme', 'person', 'Bob', '{', '2024-01-01'), (4, 'acme', 'person', 'Cy', '{}', '2024-01-01')`,
      `insert into kg_provenance (id, node_id, source_url) values (1, 3, 'https://example.org/'), (2, 2, 'https://example.org/')`,
      `insert into kg_edges values (1, 1, 3, 'knows', 1, null, '2024-01-01'), (2, 2, 4, 'knows', 1, null, '2024-01-01')`,
    );

  test("a corrected row is moved, then the rows that refer to it; all are verified, and a rollback removes them", async () => {
    await stores
      .scope({ tenant: "acme" })
      .graph.nodes.upsert({ type: "person", name: "Cy", attrs: { there: "before" } });
    const before = await contentsOf(stores);
    makeGraph();
    const report = await run();
    expect(tables(report).map(({ table, moved, quarantined }) => [table, moved, quarantined])).toEqual([
      ["kg_nodes", 1, 3],
      ["kg_provenance", 1, 1],
      ["kg_edges", 1, 1],
    ]);
    // The child alone still has no parent, and stays unchanged.
    const child = await reject(report.runId, "kg_edges", { id: integer(1) });
    expect(await retryRejectedRows(stores, report.runId, { ids: [child.id] })).toMatchObject({
      moved: 0,
      rejected: 1,
    });
    expect(await reject(report.runId, "kg_edges", { id: integer(1) })).toEqual(child);
    const node = await reject(report.runId, "kg_nodes", { id: integer(3) });
    const twin = await reject(report.runId, "kg_nodes", { id: integer(2) });
    const values: Record<string, Record<string, string>> = {
      [node.id]: { attrs_json: '{"mended": true}' },
      [twin.id]: { name: "Ada II" },
    };
    expect(await retryRejectedRows(stores, report.runId, { values })).toMatchObject({
      moved: 4,
      rejected: 1,
    });
    const { items } = await stores.scope({ tenant: "acme" }).graph.nodes.list({ limit: 10 });
    const found = items.map(({ name, attrs }) => [name, attrs] as const);
    expect(found.sort(([a], [b]) => (a < b ? -1 : 1))).toEqual([
      ["Ada", {}],
      ["Ada II", { b: 1 }],
      ["Bob", { mended: true }],
      ["Cy", { there: "before" }],
    ]);
    const verified = await verifyMigration(stores, report.runId);
    for (const table of tables(verified)) expect(table).toMatchObject({ verified: true, differences: [] });
    expect(await rejectedRows(stores, report.runId)).toMatchObject([{ key: { id: integer(4) } }]);
    expect(verified.status).toBe("done_with_quarantine");
    expect(await rollbackMigration(stores, report.runId)).toMatchObject({ leftAlone: 0 });
    expect(await contentsOf(stores)).toEqual(before);
  });

  test("a row that is still invalid keeps the values of its file, with the latest reason", async () => {
    makeGraph();
    const report = await run();
    const node = await reject(report.runId, "kg_nodes", { id: integer(3) });
    const values = { [node.id]: { attrs_json: "[]" } };
    expect(await retryRejectedRows(stores, report.runId, { ids: [node.id], values })).toMatchObject({
      moved: 0,
      rejected: 1,
    });
    const kept = await reject(report.runId, "kg_nodes", { id: integer(3) });
    expect(kept).toEqual({ ...node, reason: "attrs_json is not a JSON object" });
    const { sources } = await verifyMigration(stores, report.runId);
    expect(sources[0]!.tables[0]).toMatchObject({ moved: 2, quarantined: 2, verified: true });
    await expect(retryRejectedRows(stores, report.runId, { ids: ["no such row"] })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("a second row with the same key is never treated as the first, in any retry", async () => {
    make(
      "memory.db",
      "create table memory_items (id integer, tenant text, workspace text, type text, content_json text, ts_created text)",
      "insert into memory_items select value % 3, 'acme', 'main', 'fact', value, '2024-01-01' from json_each('[0, 1, 2, 3, 4, 5, 6, 7]')",
    );
    const report = await run({ batchSize: 2 });
    expect(tables(report)[0]).toMatchObject({ sourceRows: 8, moved: 3, quarantined: 5, verified: true });
    expect(await retryRejectedRows(stores, report.runId)).toMatchObject({
      ...{ moved: 0, rejected: 5 },
      reasons: [{ reason: "the target has another memory_item of this key, and it differs", count: 5 }],
    });
    const acme = stores.scope({ tenant: "acme", workspace: "main" }).memory;
    const contents = async () => (await acme.list({ limit: 10 })).items.map(({ content }) => content).sort();
    expect(await contents()).toEqual([0, 1, 2]);
    const [row] = await rejectedRows(stores, report.runId);
    const values = { [row!.id]: { id: integer(10) as never } };
    expect(await retryRejectedRows(stores, report.runId, { ids: [row!.id], values })).toMatchObject({
      moved: 1,
      rejected: 0,
    });
    expect(await contents()).toHaveLength(4);
    const verified = await verifyMigration(stores, report.runId);
    expect(tables(verified)[0]).toMatchObject({ moved: 4, quarantined: 4, verified: true });
    const again = await run({ batchSize: 3 });
    expect(tables(again)[0]).toMatchObject({ moved: 3, unchanged: 3, quarantined: 5, verified: true });
  });

  test("large values are moved with a higher limit, as text, bytes or UTF-16, and verified to the last byte", async () => {
    const large = "0123456789abcdé".repeat(200_000);
    const profiles = ["create table profiles (name text primary key, data text)"];
    const quoted = `'"${large}"'`;
    make(
      "utf8/profiles.db",
      ...profiles,
      `insert into profiles values ('text', ${quoted}), ('bytes', cast(${quoted} as blob))`,
    );
    make(
      "utf16/profiles.db",
      "pragma encoding = 'UTF-16be'",
      ...profiles,
      `insert into profiles values ('utf16', ${quoted}), ('small', '1')`,
    );
    const before = await contentsOf(stores);
    const report = await run({ maxValueBytes: 100_000 });
    expect(report.error).toBeNull();
    expect(tables(report)).toMatchObject([
      { moved: 1, quarantined: 1 },
      { moved: 0, quarantined: 2 },
    ]);
    expect(await retryRejectedRows(stores, report.runId, { maxValueBytes: 1 << 20 })).toMatchObject({
      moved: 0,
      rejected: 3,
    });
    expect(await retryRejectedRows(stores, report.runId)).toMatchObject({ moved: 3, rejected: 0 });
    const operator = stores.scope({ tenant: "operator" }).profiles;
    for (const name of ["text", "bytes", "utf16"])
      expect((await operator.get(name))?.data === large).toBe(true);
    const verified = await verifyMigration(stores, report.runId);
    expect(verified.status).toBe("done");
    for (const table of tables(verified)) expect(table).toMatchObject({ quarantined: 0, verified: true });
    await operator.put({ name: "bytes", data: large.replace(/é$/, "e") });
    const differing = await verifyMigration(stores, report.runId);
    expect(tables(differing).map(({ differing }) => differing)).toEqual([0, 1]);
    await operator.put({ name: "bytes", data: "the application's" });
    expect(await rollbackMigration(stores, report.runId)).toMatchObject({ leftAlone: 1, removed: 3 });
    await operator.remove("bytes");
    expect(await contentsOf(stores)).toEqual(before);
  });
});
