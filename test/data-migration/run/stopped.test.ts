import { copyFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import type { UnifiedStoreManager } from "../../../src";
import { nextStepText } from "../../../src/data-migration/report/next-step";
import { planMigration } from "../../../src/data-migration/run/plan";
import { rollbackMigration } from "../../../src/data-migration/run/rollback";
import { runMigration } from "../../../src/data-migration/run/run-migration";

import { migrationStatus } from "../../../src/data-migration/run/status";
import { type Backend, backend, backends, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { contentsOf, hashOf } from "../support/contents";
import { smallFiles } from "../support/small-files";

const snapshots = (): string[] => readdirSync(tmpdir()).filter((file) => file.startsWith("unified-store-"));

describe.each<Backend>([...backends])("on $name", ({ create }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let folder: string;
  beforeEach(async () => {
    database = await create();
    stores = await database.open();
    folder = temporaryFolder();
    smallFiles(folder, ["memory.db", "kg.db", "archive.db"]);
  });
  afterEach(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  test("a run that is stopped can be resumed, even if its file has changed since", async () => {
    const stop = new AbortController();
    let events = 0;
    const first = await runMigration(stores, {
      from: folder,
      tenant: "operator",
      batchSize: 10,
      signal: stop.signal,
      onProgress: ({ phase }) => {
        if (phase === "copy" && ++events === 12) stop.abort();
      },
    });
    expect(first).toMatchObject({ status: "interrupted", error: null });
    expect(first.next[0]).toMatchObject({ runId: first.runId });
    await expect(runMigration(stores, { from: folder, tenant: "operator" })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(first.runId),
    });
    const db = new BetterSqlite3(join(folder, "memory.db"));
    db.exec("delete from memory_items");
    db.close();
    const second = await runMigration(stores, { from: folder, resume: first.runId });
    expect(second).toMatchObject({ runId: first.runId, status: "done" });
    expect(second.sources.flatMap(({ tables }) => tables)).toContainEqual(
      expect.objectContaining({ table: "memory_items", sourceRows: 200, moved: 200, verified: true }),
    );
    expect(snapshots().filter((file) => file.includes(first.runId))).toEqual([]);
  });

  test("without its snapshot a run continues only with its original files", async () => {
    const stop = new AbortController();
    const options = { from: folder, tenant: "operator", batchSize: 10 };
    const onProgress = ({ phase }: { phase: string }): void => {
      if (phase === "copy") stop.abort();
    };
    const { runId } = await runMigration(stores, { ...options, signal: stop.signal, onProgress });
    for (const file of snapshots().filter((each) => each.includes(runId)))
      rmSync(join(tmpdir(), file), { recursive: true });
    const db = new BetterSqlite3(join(folder, "memory.db"));
    db.exec("update memory_items set pinned = 1 - pinned where id = 5");
    db.close();
    // A retry does not treat it as the first file either.
    for (let attempt = 0; attempt < 2; attempt++)
      await expect(runMigration(stores, { ...options, resume: runId })).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining("has changed since"),
      });
    await rollbackMigration(stores, runId);
    expect(await runMigration(stores, options)).toMatchObject({ status: "done" });
  });

  test("a run that could not be resumed can be resumed after the cause is fixed, even if its file has changed since", async () => {
    const stop = new AbortController();
    const options = { from: folder, tenant: "operator", batchSize: 10 };
    const onProgress = ({ phase }: { phase: string }): void => {
      if (phase === "copy") stop.abort();
    };
    const { runId } = await runMigration(stores, { ...options, signal: stop.signal, onProgress });
    const db = new BetterSqlite3(join(folder, "memory.db"));
    db.exec("delete from memory_items");
    db.close();
    const damaged = join(folder, "other.db");
    writeFileSync(damaged, "SQLite format 3\0");
    await expect(runMigration(stores, { ...options, resume: runId })).rejects.toMatchObject({
      code: "validation",
    });
    rmSync(damaged);
    expect(await runMigration(stores, { ...options, resume: runId })).toMatchObject({ status: "done" });
  });

  test("two runs at once on one target: the second is refused, and writes nothing", async () => {
    const before = await contentsOf(stores);
    const release = await stores.internals.dialect.acquireLock("migration");
    await expect(runMigration(stores, { from: folder, tenant: "operator" })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("another data migration is under way"),
    });
    await release!();
    expect(await contentsOf(stores)).toEqual(before);
    expect(await migrationStatus(stores)).toEqual([]);
  });

  test("a plan and a dry run predict a run, and write nothing", async () => {
    const db = new BetterSqlite3(join(folder, "kg.db"));
    db.pragma("foreign_keys = off");
    db.exec("update kg_nodes set attrs_json = '{\"a\": NaN}' where id = 3");
    db.exec("update kg_edges set src_id = 999999 where id = 1");
    db.close();
    const before = await hashOf(stores);
    const options = { from: folder, tenant: "operator" };
    const plan = await planMigration(stores, { from: folder });
    expect(plan.needsTenant).toEqual(["archive"]);
    const dry = await runMigration(stores, { ...options, dryRun: true });
    expect(dry).toMatchObject({ dryRun: true, status: "done_with_quarantine" });
    expect(await hashOf(stores)).toBe(before);
    expect(await migrationStatus(stores)).toEqual([]);
    const run = await runMigration(stores, options);
    const outcome = ({ tables }: (typeof run.sources)[number]) =>
      tables.map(({ table, moved, quarantined, reasons }) => ({ table, moved, quarantined, reasons }));
    expect(dry.sources.map(outcome)).toEqual(run.sources.map(outcome));
    expect(
      plan.sources.map(({ tables }) =>
        tables.map(({ table, willMove: moved, willNotFit: quarantined, reasons }) => ({
          ...{ table, moved, quarantined, reasons },
        })),
      ),
    ).toEqual(run.sources.map(outcome));
  });

  test("a failed tier stops the later ones", async () => {
    const db = new BetterSqlite3(join(folder, "memory.db"));
    db.exec("update memory_items set content_json = 'no JSON' where id = 20");
    db.close();
    const report = await runMigration(stores, { from: folder, tenant: "operator", onInvalid: "fail" });
    expect(report).toMatchObject({
      status: "failed",
      error: expect.stringContaining("memory_items 20: content_json is not JSON"),
    });
    expect((await contentsOf(stores)).get("graph_node")).toEqual([]);
  });

  test("a tenant for rows without one is required before anything is written", async () => {
    await expect(runMigration(stores, { from: folder })).rejects.toMatchObject({
      code: "validation",
      message: expect.stringContaining("archive"),
    });
    expect(await migrationStatus(stores)).toEqual([]);
  });
});

test("a unified store is not a source: if named it is refused, in a folder it is skipped and reported", async () => {
  const [target, other] = [
    await backend("SQLite in memory").create(),
    await backend("SQLite on file").create(),
  ];
  const folder = temporaryFolder();
  try {
    smallFiles(folder, ["kg.db"]);
    await (await other.open()).close();
    const path = join(folder, "store.db");
    copyFileSync(other.url.replace(/^sqlite:/, ""), path);
    const stores = await target.open();
    await expect(runMigration(stores, { from: path, tenant: "operator" })).rejects.toMatchObject({
      code: "validation",
      message: expect.stringMatching(
        /store\.db is a unified store itself: did you swap the source and the target\?$/,
      ),
    });
    const report = await runMigration(stores, { from: folder, tenant: "operator", dryRun: true });
    expect(report.sources.map(({ name }) => name)).toEqual(["kg"]);
    expect(report.next.map((each) => nextStepText(each)).join(" ")).toMatch(
      /store\.db was skipped: it is a unified store itself\./,
    );
  } finally {
    rmSync(folder, { recursive: true });
    await target.drop();
    await other.drop();
  }
});
