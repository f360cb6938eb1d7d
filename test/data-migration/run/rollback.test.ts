import { rmSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import type { UnifiedStoreManager } from "../../../src";
import { FallbackStores } from "../../../src/data-migration/on-demand/stores";
import { retryRejectedRows } from "../../../src/data-migration/run/rejections";
import { rollbackMigration } from "../../../src/data-migration/run/rollback";
import { runMigration } from "../../../src/data-migration/run/run-migration";

import { migrationStatus } from "../../../src/data-migration/run/status";
import { type Backend, backends, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { contentsOf, hashOf } from "../support/contents";
import { smallFiles } from "../support/small-files";

const FILES = ["memory.db", "kg.db", "profiles.db", "archive.db", "interactions.db"];

describe.each<Backend>([...backends])("on $name", ({ create }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let folder: string;
  beforeEach(async () => {
    database = await create();
    stores = await database.open();
    folder = temporaryFolder();
    smallFiles(folder, FILES);
  });
  afterEach(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const run = () => runMigration(stores, { from: folder, tenant: "operator" });
  const change = (file: string, ...statements: string[]): void => {
    const db = new BetterSqlite3(join(folder, file));
    for (const statement of statements) db.exec(statement);
    db.close();
  };

  test("a rollback restores exactly the state before the run", async () => {
    const operator = stores.scope({ tenant: "operator" });
    await operator.memory.add({ type: "fact", content: "there before" });
    await operator.profiles.put({ name: "Ada", data: { there: "before" } });
    await operator.graph.nodes.upsert({ type: "noun.synset", name: "entity#00001740" });
    const before = await hashOf(stores);
    const report = await run();
    expect(report.error).toBeNull();
    expect(await hashOf(stores)).not.toBe(before);
    expect(await rollbackMigration(stores, report.runId)).toMatchObject({ leftAlone: 0 });
    expect(await hashOf(stores)).toBe(before);
  });

  test("rows that a second run has updated are restored to the first run's version", async () => {
    await run();
    const before = await contentsOf(stores);
    change(
      "memory.db",
      "update memory_items set content_json = '{\"text\": \"changed\"}', ts_last_used = '2026-01-01' where id < 20",
      "insert into memory_items select id + 100000, tenant, workspace, type, content_json, embedding_json, ts_created, ts_last_used, retention_policy, decay_score, pinned, archived from memory_items where id < 50",
    );
    change("profiles.db", "update profiles set data = '{\"changed\": true}' where rowid < 5");
    const second = await run();
    expect(second.status).toBe("done");
    const tables = second.sources.flatMap(({ tables }) => tables);
    expect(tables.find(({ table }) => table === "memory_items")).toMatchObject({
      updated: 19,
      verified: true,
    });
    expect(tables.find(({ table }) => table === "profiles")).toMatchObject({ updated: 4, verified: true });
    const after = await hashOf(stores);
    const dry = await rollbackMigration(stores, second.runId, { dryRun: true });
    expect(await hashOf(stores)).toBe(after);
    expect((await migrationStatus(stores))[0]).toMatchObject({ runId: second.runId, status: "done" });
    const rolledBack = await rollbackMigration(stores, second.runId);
    expect(rolledBack).toMatchObject({ dryRun: false, removed: 49, restored: 23, leftAlone: 0 });
    expect(dry).toEqual({ ...rolledBack, dryRun: true });
    expect(await contentsOf(stores)).toEqual(before);
  });

  test("later changes of the application are kept, and so are the rows that they refer to", async () => {
    const report = await run();
    const acme = stores.scope({ tenant: "acme", workspace: "main" });
    const [item] = (await acme.memory.list({ limit: 1 })).items;
    await acme.memory.update(item!.id, { content: "the application's now" });
    const wordnet = stores.scope({ tenant: "wordnet" });
    const [node] = (await wordnet.graph.nodes.list({ limit: 1 })).items;
    const own = await wordnet.graph.nodes.upsert({ type: "own", name: "own" });
    await wordnet.graph.edges.upsert({ from: own.id, to: node!.id, type: "likes" });
    const rolledBack = await rollbackMigration(stores, report.runId);
    expect(rolledBack.leftAlone).toBe(2);
    expect(rolledBack.examples.map(({ table, why }) => `${table} ${why}`).sort()).toEqual([
      "graph_node referred to",
      "memory_item changed",
    ]);
    const left = await contentsOf(stores);
    expect(
      [...left].filter(([, rows]) => rows.length > 0).map(([table, rows]) => [table, rows.length]),
    ).toEqual([
      ["memory_item", 1],
      ["graph_node", 2],
      ["graph_edge", 1],
      ["memory_item_search", 1],
      ["graph_node_search", 2],
    ]);
    expect(await wordnet.graph.edges.list({ limit: 10 })).toMatchObject({ items: [{ type: "likes" }] });
  });

  /** Stops the rollback after this number of batches. */
  const rollBackHalf = async (runId: string, batches: number): Promise<void> => {
    const stop = new AbortController();
    let seen = 0;
    const onProgress = () => {
      if (++seen === batches) stop.abort();
    };
    const rollback = rollbackMigration(stores, runId, { signal: stop.signal, onProgress });
    await expect(rollback).rejects.toThrow("aborted");
  };

  test("rows that an interrupted rollback has removed do not count as removed by the application", async () => {
    const before = await hashOf(stores);
    const report = await runMigration(stores, { from: folder, tenant: "operator", batchSize: 20 });
    await rollBackHalf(report.runId, 5);
    await expect(run()).rejects.toMatchObject({ code: "conflict" });
    const resumed = runMigration(stores, { from: folder, tenant: "operator", resume: report.runId });
    await expect(resumed).rejects.toMatchObject({ code: "conflict" });
    await expect(retryRejectedRows(stores, report.runId)).rejects.toMatchObject({ code: "conflict" });
    const old = await FallbackStores.open({ stores, from: folder, tenant: "operator" });
    await expect(old.ready()).rejects.toMatchObject({ code: "conflict" });
    await old.close();
    expect(await migrationStatus(stores)).toMatchObject([{ status: "rolling_back" }]);
    expect(await rollbackMigration(stores, report.runId)).toMatchObject({ leftAlone: 0 });
    expect(await hashOf(stores)).toBe(before);
    expect(await run()).toMatchObject({ status: "done" });
  });

  test("rows that an interrupted rollback has restored do not count as changed by the application", async () => {
    await run();
    const before = await hashOf(stores);
    change("profiles.db", "update profiles set data = '{\"changed\": true}'");
    const second = await runMigration(stores, { from: folder, tenant: "operator", batchSize: 10 });
    let seen = 0;
    const stop = new AbortController();
    await expect(
      rollbackMigration(stores, second.runId, {
        signal: stop.signal,
        onProgress: ({ table }) => {
          // The second pass.
          if (table === "profiles" && ++seen === 6) stop.abort();
        },
      }),
    ).rejects.toThrow("aborted");
    expect(await rollbackMigration(stores, second.runId)).toMatchObject({ leftAlone: 0 });
    expect(await hashOf(stores)).toBe(before);
  });

  test("only the newest run can be rolled back, and each only once", async () => {
    const first = await run();
    const second = await run();
    await expect(rollbackMigration(stores, first.runId)).rejects.toMatchObject({ code: "conflict" });
    await rollbackMigration(stores, second.runId);
    await expect(rollbackMigration(stores, second.runId)).rejects.toMatchObject({ code: "conflict" });
    await rollbackMigration(stores, first.runId);
    await expect(rollbackMigration(stores, "0000")).rejects.toMatchObject({ code: "not_found" });
  });
});
