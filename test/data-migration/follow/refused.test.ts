import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { UnifiedStoreManager } from "../../../src";
import { removeChangeLog } from "../../../src/data-migration/follow/file/change-log";
import { Ledger } from "../../../src/data-migration/ledger/ledger";
import type { MigrationReport } from "../../../src/data-migration/report/types";
import { cutoverMigration } from "../../../src/data-migration/run/cutover";
import { runMigration } from "../../../src/data-migration/run/run-migration";

import { backend, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { until } from "../../support/until";
import { sha256 } from "../files/picture";
import { copies, schemaOf } from "./files";

let folder: string;
let database: TestDatabase;
let stores: UnifiedStoreManager;
beforeEach(async () => {
  folder = temporaryFolder();
  database = await backend("SQLite in memory").create();
  stores = await database.open();
});
afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

const pathOf = (name: string): string => join(folder, `${name}.db`);

function change(name: string, statement: string): void {
  const db = new Database(pathOf(name));
  db.exec(statement);
  db.close();
}

async function follow(
  options: { signal?: AbortSignal; resume?: string } = {},
): Promise<Promise<MigrationReport>[]> {
  const ended = runMigration(stores, { from: folder, tenant: "operator", follow: true, ...options });
  ended.catch(() => undefined);
  await Promise.race([until(async () => (await lastRun())?.status === "following"), ended]);
  return [ended];
}

const lastRun = async () => (await new Ledger(stores.internals).runs.all())[0];

test("an unwritable file is refused before any file is written", async () => {
  copies(folder, ["memory", "profiles"]);
  // SQLite opens a file with a newer write format only for reading.
  const bytes = readFileSync(pathOf("profiles"));
  bytes[18] = 3;
  writeFileSync(pathOf("profiles"), bytes);
  const before = [sha256(pathOf("memory")), sha256(pathOf("profiles"))];
  await expect(
    runMigration(stores, { from: folder, tenant: "operator", follow: true }),
  ).rejects.toMatchObject({
    code: "validation",
    message: expect.stringContaining("profiles.db cannot be written, which `follow: true` needs"),
  });
  expect([sha256(pathOf("memory")), sha256(pathOf("profiles"))]).toEqual(before);
  expect(await lastRun()).toBeUndefined();
});

test("a run that is refused before copying leaves nothing in the files", async () => {
  copies(folder, ["memory", "profiles"]);
  const before = [schemaOf(pathOf("memory")), schemaOf(pathOf("profiles"))];
  await expect(runMigration(stores, { from: folder, follow: true })).rejects.toMatchObject({
    message: expect.stringContaining("rows of profiles name no tenant"),
  });
  expect([schemaOf(pathOf("memory")), schemaOf(pathOf("profiles"))]).toEqual(before);
});

test.each([
  ["a table gets another column", "alter table memory_items add column more text"],
  ["a table is added", "create table another (id integer primary key)"],
  ["the file is vacuumed", "vacuum"],
  ["the log is taken out", "drop table _unified_store_changes"],
])("if %s, following ends with an error that names the cause", async (_, statement) => {
  copies(folder, ["memory"]);
  const [ended] = await follow();
  change("memory", statement);
  expect(await ended).toMatchObject({
    status: "failed",
    error: expect.stringContaining("memory.db cannot be followed any further"),
  });
  await removeChangeLog(pathOf("memory"));
  expect(JSON.stringify(schemaOf(pathOf("memory")))).not.toContain("_unified_store");
});

test("a run that was stopped while following is resumed without its snapshot", async () => {
  copies(folder, ["memory"]);
  const stop = new AbortController();
  const [ended] = await follow({ signal: stop.signal });
  stop.abort();
  expect(await ended).toMatchObject({ status: "interrupted", error: null });
  change("memory", "delete from memory_items where id = 3");
  const run = (await lastRun())!;
  const [again] = await follow({ resume: run.id });
  const report = await cutoverMigration(stores, run.id);
  expect(report).toMatchObject({ runId: run.id, status: "done" });
  expect(await again).toMatchObject({ status: "done" });
  await expect(cutoverMigration(stores, run.id)).rejects.toMatchObject({ code: "conflict" });
});

test("an application's change of a moved row stays, and is reported", async () => {
  copies(folder, ["memory"]);
  const [ended] = await follow();
  const memory = stores.scope({ tenant: "default", workspace: "main" }).memory;
  const all = new Database(pathOf("memory"), { readonly: true });
  const [first] = all.prepare("select tenant, workspace from memory_items where id = 3").all() as [
    { tenant: string; workspace: string },
  ];
  all.close();
  const own = stores.scope(first).memory;
  const { items } = await own.list({ limit: 100 });
  await own.update(items[0]!.id, { content: { text: "the application's" } });
  change("memory", "delete from memory_items");
  const report = await cutoverMigration(stores, (await lastRun())!.id);
  expect(report.error).toBeNull();
  expect(await ended).toMatchObject({ status: "done" });
  expect((await own.list({ limit: 100 })).items.map(({ content }) => content)).toEqual([
    { text: "the application's" },
  ]);
  expect((await memory.list({ limit: 100 })).items.length).toBeLessThanOrEqual(1);
  const table = report.sources[0]!.tables.find((each) => each.table === "memory_items");
  expect(table).toMatchObject({
    sourceRows: 0,
    coercions: [{ name: "gone from the source, but left: the application has changed it", count: 1 }],
  });
});

test("only a following run can be cut over", async () => {
  copies(folder, ["memory"]);
  const { runId } = await runMigration(stores, { from: folder });
  await expect(cutoverMigration(stores, runId)).rejects.toMatchObject({ code: "conflict" });
  await expect(cutoverMigration(stores, "00000000-0000-7000-8000-000000000000")).rejects.toMatchObject({
    code: "not_found",
  });
});
