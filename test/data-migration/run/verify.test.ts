import { rmSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import type { UnifiedStoreManager } from "../../../src";
import { nextStepText } from "../../../src/data-migration/report/next-step";
import { ProgressDisplay } from "../../../src/data-migration/report/progress";
import type { MigrationReport } from "../../../src/data-migration/report/types";
import { runMigration } from "../../../src/data-migration/run/run-migration";

import { verifyMigration } from "../../../src/data-migration/run/verify";
import { selection } from "../../../src/db/table";
import { raw, sql, TableName } from "../../../src/dialect/sql";
import { whole } from "../../../src/presentation/figures";
import { type Backend, backend, backends, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { smallFiles } from "../support/small-files";

const FILES = ["memory.db", "kg.db", "interactions.db"];

describe.each<Backend>([...backends])("on $name", ({ create, shared }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let folder: string;
  let run: string;
  beforeAll(async () => {
    database = await create();
    stores = await database.open();
    folder = temporaryFolder();
    smallFiles(folder, FILES);
    run = (await runMigration(stores, { from: folder, tenant: "operator" })).runId;
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const update = async (table: string, change: string): Promise<void> => {
    await stores.internals.run({
      statement: sql`update ${new TableName(table)} set ${raw(change)}`,
      returns: selection<object>({}),
      context: { operation: "test" },
    });
  };
  const differences = (report: MigrationReport) =>
    report.sources.flatMap(({ tables, derived }) =>
      [...tables, ...derived].flatMap(({ table, differences }) =>
        differences.map(({ columns, problem }) => ({ table, columns, problem })),
      ),
    );

  test("moved rows are verified as equal", async () => {
    const report = await verifyMigration(stores, run);
    expect(differences(report)).toEqual([]);
    for (const { tables } of report.sources) for (const table of tables) expect(table.verified).toBe(true);
  });

  test("missing files of the run are named, and nothing is reported as verified", async () => {
    const elsewhere = temporaryFolder();
    try {
      smallFiles(elsewhere, ["memory.db"]);
      const only = (from: string) => verifyMigration(stores, run, { from });
      await expect(only(join(folder, "kg.db"))).rejects.toMatchObject({
        code: "validation",
        message: expect.stringMatching(
          /^from lacks \S+memory\.db and \S+interactions\.db, .*nothing was compared/,
        ),
      });
      // The same store at another path is recognized by its first rows. The other two are still
      // missing.
      await expect(only(elsewhere)).rejects.toMatchObject({
        code: "validation",
        message: expect.stringMatching(/^from lacks \S+interactions\.db and \S+kg\.db, /),
      });
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  test("a table that the file no longer has is named, and nothing is reported as verified", async () => {
    const db = new BetterSqlite3(join(folder, "kg.db"));
    try {
      db.exec("alter table kg_edges rename to lost");
      await expect(verifyMigration(stores, run)).rejects.toMatchObject({
        code: "validation",
        message: expect.stringMatching(/kg\.db no longer has the table of the step kg_edges, /),
      });
    } finally {
      db.exec("alter table lost rename to kg_edges");
      db.close();
    }
  });

  if (shared)
    test("texts are compared as the target indexes them, with any bound", async () => {
      const bounded = await database.open({ search: { maxCharacters: 100 } });
      const table = new TableName("memory_item_search");
      const longest = sql`select max(length(search_text)) from ${table}`;
      const length = async (): Promise<number> => {
        const returns = selection<{ most: number }>({ most: "count" });
        const [row] = await stores.internals.run({
          statement: longest,
          returns,
          context: { operation: "test" },
        });
        return row!.most;
      };
      const before = await length();
      expect(before).toBeGreaterThan(100);
      await bounded.reindex();
      expect(await length()).toBeLessThanOrEqual(100);
      const later = await database.open();
      expect(differences(await verifyMigration(later, run))).toEqual([]);
      await stores.reindex();
      expect(await length()).toBe(before);
      expect(differences(await verifyMigration(stores, run))).toEqual([]);
    });

  test("its progress starts at zero and ends at the last row, for each table and target", async () => {
    const log: string[] = [];
    const display = new ProgressDisplay({ stream: { write: (text: string) => log.push(text) }, env: {} });
    const report = await verifyMigration(stores, run, { onProgress: (event) => display.update(event) });
    display.stop();
    const verified = log
      .map((line) => /^(.*): ([\d,]+) rows verified in /.exec(line))
      .flatMap((match) => (match ? [`${match[1]}: ${match[2]}`] : []));
    expect(verified.sort()).toEqual(
      report.sources
        .flatMap(({ tier, name, tables, derived }) => [
          ...tables.map((each) => `${tier} ${name} ${each.table}: ${whole(each.sourceRows)}`),
          ...derived.map(
            (each) => `${tier} ${name} ${each.table} to ${each.target}: ${whole(each.sourceRows)}`,
          ),
        ])
        .sort(),
    );
    expect(verified.length).toBeGreaterThan(6);
  });

  /**
   * A change of one row, the statement that undoes it, and the expected location of the difference.
   */
  const changes: [table: string, change: string, undo: string, found: object][] = [
    [
      "graph_node",
      "name = name || ' '",
      "name = rtrim(name)",
      { table: "kg_nodes", columns: ["graph_node.name"] },
    ],
    [
      "graph_edge",
      "weight = weight + 1e-9",
      "weight = 1",
      { table: "kg_edges", columns: ["graph_edge.weight"] },
    ],
    [
      "memory_item_search",
      "search_text = search_text || '.'",
      "search_text = rtrim(search_text, '.')",
      { table: "memory_items", columns: ["memory_item_search"] },
    ],
    [
      "conversation_message",
      "position = position + 1000",
      "position = position - 1000",
      { table: "discord_interactions", columns: ["conversation_message.position"] },
    ],
  ];
  const KEYS: Record<string, string> = { memory_item_search: "item_id" };

  test.each(changes)("a single change in %s is found", async (table, change, undo, found) => {
    const key = KEYS[table] ?? "id";
    const ids = selection<{ id: string }>({ id: "uuid" });
    const statement = sql`select ${raw(`${key} as id`)} from ${new TableName(table)} order by ${raw(key)} limit 1`;
    const [first] = await stores.internals.run({ statement, returns: ids, context: { operation: "test" } });
    const at = `where ${key} = '${first!.id}'`;
    await update(table, `${change} ${at}`);
    expect(differences(await verifyMigration(stores, run))).toEqual([{ ...found, problem: "differs" }]);
    await update(table, `${undo} ${at}`);
    expect(differences(await verifyMigration(stores, run))).toEqual([]);
  });

  test("missing rows and changed files are reported", async () => {
    const acme = stores.scope({ tenant: "acme", workspace: "main" });
    const [item] = (await acme.memory.list({ limit: 1 })).items;
    await acme.memory.remove(item!.id);
    const gone = await verifyMigration(stores, run);
    expect(differences(gone)).toEqual([{ table: "memory_items", columns: [], problem: "missing" }]);
    const db = new BetterSqlite3(join(folder, "kg.db"));
    db.exec("update kg_nodes set name = 'renamed' where id = 7");
    db.close();
    const report = await verifyMigration(stores, run, { from: folder });
    expect(differences(report)).toContainEqual({
      table: "kg_nodes",
      columns: ["graph_node.name"],
      problem: "differs",
    });
    expect(report.next.map((each) => nextStepText(each)).join(" ")).toContain(
      "kg.db has changed since the run",
    );
  });
});

test("in a table of several batches all rows are reported as verified, including rows with a value that is too large to read", async () => {
  const folder = temporaryFolder();
  const database = await backend("SQLite in memory").create();
  try {
    const path = join(folder, "old.db");
    const db = new BetterSqlite3(path);
    db.exec(`create table profiles (name text primary key, data text);
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 1440)
      insert into profiles select 'p' || i, '{}' from n;
      update profiles set data = printf('"%.5000c"', 'x') where name = 'p7'`);
    db.close();
    const stores = await database.open();
    const options = { from: path, tenant: "operator", maxValueBytes: 4000 };
    const { runId } = await runMigration(stores, options);
    const log: string[] = [];
    const display = new ProgressDisplay({ stream: { write: (text: string) => log.push(text) }, env: {} });
    await verifyMigration(stores, runId, { onProgress: (event) => display.update(event) });
    expect(log.slice(2).map((line) => line.replace(/ in .*\n$/, ""))).toEqual([
      "P0 old profiles: verifying 1,440 rows\n",
      "P0 old profiles: 1,440 rows verified",
    ]);
  } finally {
    await database.drop();
    rmSync(folder, { recursive: true });
  }
});
