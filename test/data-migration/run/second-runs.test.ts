import { rmSync } from "node:fs";
import { join } from "node:path";
import type { MemoryItem, UnifiedStoreManager } from "../../../src";
import {
  type MigrationReport,
  rejectedRows,
  retryRejectedRows,
  rollbackMigration,
} from "../../../src/data-migration";
import { nextStepText } from "../../../src/data-migration/report/next-step";
import { runMigration } from "../../../src/data-migration/run/run-migration";
import { type Backend, backends, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { contentsOf } from "../support/contents";
import { makeFile } from "../support/made-file";

const CHANGED = "it was changed in the source and in the target since it was moved";

describe.each<Backend>([...backends])("on $name", ({ create }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let folder: string;
  beforeEach(async () => {
    database = await create();
    stores = await database.open();
    folder = temporaryFolder();
    change(
      "create table memory_items (id integer primary key, tenant text, workspace text, type text, content_json text, ts_created text)",
      "insert into memory_items select value, 'acme', 'main', 'fact', value, '2024-01-01' from json_each('[1, 2, 3, 4, 5, 6]')",
    );
  });
  afterEach(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const change = (...statements: string[]): void => makeFile(join(folder, "memory.db"), statements);
  const run = (options: object = {}): Promise<MigrationReport> =>
    runMigration(stores, { from: folder, ...options });
  const memory = () => stores.scope({ tenant: "acme", workspace: "main" }).memory;
  const items = async (): Promise<MemoryItem[]> => (await memory().list({ limit: 100 })).items;
  const itemOf = async (content: unknown): Promise<MemoryItem> =>
    (await items()).find((item) => item.content === content)!;
  const contents = async (): Promise<unknown[]> => (await items()).map(({ content }) => content).sort();
  const table = (report: MigrationReport) => report.sources[0]!.tables[0]!;

  test("rows with natural keys that were replaced under new numbers are updated", async () => {
    const path = join(folder, "profiles.db");
    makeFile(path, [
      "create table profiles (name text primary key, data text not null)",
      "insert into profiles select 'p' || value, '{}' from json_each('[1, 2, 3, 4, 5, 6]')",
    ]);
    const profiles = () => stores.scope({ tenant: "operator" }).profiles;
    const only = { from: path, tenant: "operator", batchSize: 2 };
    await runMigration(stores, only);
    await profiles().put({ name: "p3", data: { mine: true } });
    await profiles().remove("p4");
    makeFile(path, [
      "insert or replace into profiles select name, '{\"new\": true}' from profiles where name in ('p1', 'p2')",
      "insert or replace into profiles select name, data from profiles where name in ('p3', 'p4')",
    ]);
    const second = await runMigration(stores, only);
    expect(second).toMatchObject({ status: "done", error: null });
    expect(table(second)).toMatchObject({ moved: 6, updated: 2, kept: 2, unchanged: 2, verified: true });
    expect((await profiles().get("p2"))?.data).toEqual({ new: true });
    expect((await profiles().get("p3"))?.data).toEqual({ mine: true });
    expect(await profiles().get("p4")).toBeNull();
  });

  test("changes and new rows of the source are moved, changes and new rows of the application stay", async () => {
    await run();
    await memory().update((await itemOf(2)).id, { content: "the application's 2" });
    await memory().add({ type: "fact", content: "the application's own" });
    change(
      "update memory_items set content_json = 30 where id = 3",
      "delete from memory_items where id = 4",
      "insert into memory_items values (7, 'acme', 'main', 'fact', '7', '2024-01-01')",
    );
    const second = await run({ batchSize: 2 });
    expect(second).toMatchObject({ status: "done", error: null });
    expect(table(second)).toMatchObject({
      sourceRows: 6,
      moved: 6,
      unchanged: 3,
      updated: 1,
      kept: 1,
      verified: true,
    });
    const expected = [1, 30, 4, 5, 6, 7, "the application's 2", "the application's own"];
    expect(await contents()).toEqual(expected.sort());
    const third = await run();
    expect(table(third)).toMatchObject({ moved: 6, unchanged: 5, updated: 0, kept: 1, verified: true });
    expect(await contents()).toEqual(expected);
  });

  test("rows that both have changed go to quarantine, in every run until they agree", async () => {
    await run();
    await memory().update((await itemOf(2)).id, { content: "the application's 2" });
    change("update memory_items set content_json = 20 where id = 2");
    for (const _ of ["second", "third"]) {
      const report = await run({ batchSize: 2 });
      expect(report.status).toBe("done_with_quarantine");
      expect(table(report)).toMatchObject({
        moved: 5,
        quarantined: 1,
        unchanged: 5,
        kept: 0,
        verified: true,
      });
      expect(await rejectedRows(stores, report.runId)).toMatchObject([
        { key: { id: { $integer: 2 } }, reason: CHANGED, column: null, raw: { content_json: "20" } },
      ]);
      // A retry overwrites neither side.
      expect(await retryRejectedRows(stores, report.runId)).toMatchObject({ moved: 0, rejected: 1 });
    }
    expect(await contents()).toEqual([1, 3, 4, 5, 6, "the application's 2"]);
    change("update memory_items set content_json = '\"the application''s 2\"' where id = 2");
    const item = await itemOf("the application's 2");
    const report = await run();
    expect(await memory().get(item.id)).toEqual(item);
    expect(table(report)).toMatchObject({ sourceRows: 6, verified: true });
  });

  test("a row that was invalid in one run is compared with the version that was moved earlier", async () => {
    await run();
    change("update memory_items set content_json = '{' where id = 5");
    const second = await run({ batchSize: 4 });
    expect(table(second)).toMatchObject({ moved: 5, quarantined: 1, verified: true });
    const [reject] = await rejectedRows(stores, second.runId);
    const before = await contentsOf(stores);
    const values = { [reject!.id]: { content_json: "50" } };
    expect(await retryRejectedRows(stores, second.runId, { values })).toEqual({
      moved: 1,
      rejected: 0,
      reasons: [],
    });
    expect(await contents()).toEqual([1, 2, 3, 4, 50, 6]);
    expect(await rollbackMigration(stores, second.runId)).toMatchObject({
      restored: 1,
      removed: 0,
      leftAlone: 0,
    });
    expect(await contentsOf(stores)).toEqual(before);
    await run();
    change("update memory_items set content_json = 51 where id = 5");
    expect(table(await run())).toMatchObject({ moved: 6, updated: 1, kept: 0, verified: true });
    expect(await contents()).toEqual([1, 2, 3, 4, 51, 6]);
  });

  test("a run with onInvalid fail ends at the first invalid row, and writes nothing of its batch", async () => {
    change("update memory_items set content_json = 'marked contents' where id = 4");
    const failed = await run({ onInvalid: "fail", batchSize: 2 });
    expect(failed).toMatchObject({
      status: "failed",
      error: expect.stringContaining("4: content_json is not JSON"),
    });
    const cure =
      /roll it back with `rollbackMigration\(.*`, mend the row or use `onInvalid: "quarantine"`, and run again/;
    expect(failed.next).toEqual([{ action: "mend_row", runId: failed.runId }]);
    expect(nextStepText(failed.next[0]!)).toMatch(cure);
    expect(nextStepText(failed.next[0]!)).not.toContain("resume");
    expect(JSON.stringify(failed)).not.toContain("marked contents");
    expect(await contents()).toEqual([1, 2]);
    expect(table(failed)).toMatchObject({ moved: 2, quarantined: 0 });
    change("update memory_items set content_json = 40 where id = 4");
    await expect(run({ resume: failed.runId })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/memory\.db has changed since run .* began.*rollbackMigration/),
    });
    await expect(run()).rejects.toMatchObject({ code: "conflict", message: expect.stringMatching(cure) });
    expect(await rollbackMigration(stores, failed.runId)).toMatchObject({ removed: 2 });
    expect(await run({ onInvalid: "fail" })).toMatchObject({ status: "done" });
    expect(await contents()).toEqual([1, 2, 3, 40, 5, 6]);
  });
});
