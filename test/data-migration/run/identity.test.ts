import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { UnifiedStoreManager } from "../../../src";
import { type MigrationReport } from "../../../src/data-migration";
import { runMigration } from "../../../src/data-migration/run/run-migration";
import { type Backend, backends, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";
import { contentsOf, hashOf } from "../support/contents";
import { makeFile } from "../support/made-file";

const ITEMS =
  "create table memory_items (id integer primary key, tenant text, workspace text, type text, content_json text, ts_created text)";
const PROFILES = "create table profiles (name text primary key, data text)";
const contents = new Map<string, unknown>();

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

  const at = (name: string): string => join(folder, name);
  /** A file of the items 1 to 3, whose contents describe themselves. */
  const make = (name: string, says: string): void =>
    makeFile(at(name), [
      ITEMS,
      `insert into memory_items select value, 'acme', 'main', 'fact', '"${says} ' || value || '"', '2024-01-01' from json_each('[1, 2, 3]')`,
    ]);
  const run = async (...from: string[]): Promise<MigrationReport> => {
    const report = await runMigration(stores, { from: from.length > 0 ? from : folder, tenant: "operator" });
    expect(report).toMatchObject({ status: "done", error: null });
    for (const table of tables(report)) expect(table).toMatchObject({ verified: true, quarantined: 0 });
    return report;
  };
  const tables = (report: MigrationReport) => report.sources.flatMap((source) => source.tables);
  const names = (report: MigrationReport): string[] => report.sources.map(({ name }) => name).sort();
  const said = async (): Promise<unknown[]> =>
    (await stores.scope({ tenant: "acme", workspace: "main" }).memory.list({ limit: 100 })).items
      .map(({ content }) => content)
      .sort();

  test("two files of one kind do not collide, in one run or in two, and their rows have the same ids in all targets", async () => {
    make("a/memory.db", "a");
    make("b/memory.db", "b");
    expect(names(await run())).toEqual(["a/memory", "b/memory"]);
    make("c/memory.db", "c");
    expect(names(await run(at("c")))).toEqual(["memory"]);
    expect(await said()).toEqual(["a", "b", "c"].flatMap((file) => [1, 2, 3].map((id) => `${file} ${id}`)));
    contents.set(stores.internals.dialect.engine + contents.size, await contentsOf(stores));
    const [first, ...others] = contents.values();
    for (const other of others) expect(other).toEqual(first);
    const before = await hashOf(stores);
    const again = await run();
    expect(names(again)).toEqual(["a/memory", "b/memory", "memory"]);
    for (const table of tables(again)) expect(table).toMatchObject({ unchanged: 3 });
    expect(await hashOf(stores)).toBe(before);
  });

  test("a file keeps its name when it is moved", async () => {
    make("old/memory.db", "a");
    const first = await run(at("old/memory.db"));
    const before = await hashOf(stores);
    mkdirSync(at("new"));
    renameSync(at("old/memory.db"), at("new/renamed.sqlite"));
    const second = await run(at("new"));
    expect(names(second)).toEqual(names(first));
    expect(tables(second)).toMatchObject([{ unchanged: 3 }]);
    expect(await hashOf(stores)).toBe(before);
  });

  test("a copy with later changes loses nothing, beside the original file and in its place", async () => {
    make("a/memory.db", "a");
    await run(at("a"));
    mkdirSync(at("b"));
    copyFileSync(at("a/memory.db"), at("b/memory.db"));
    makeFile(at("b/memory.db"), [
      "update memory_items set content_json = '\"only in the copy\"' where id = 2",
      "insert into memory_items values (4, 'acme', 'main', 'fact', '\"added to the copy\"', '2024-01-02')",
    ]);
    makeFile(at("a/memory.db"), [
      "insert into memory_items values (4, 'acme', 'main', 'fact', '\"added to the first\"', '2024-01-02')",
    ]);
    const both = await run();
    expect(both.sources).toHaveLength(2);
    const all = await said();
    for (const each of ["a 1", "a 2", "a 3", "only in the copy", "added to the copy", "added to the first"])
      expect(all).toContain(each);
    const before = await hashOf(stores);
    await run();
    expect(await hashOf(stores)).toBe(before);
  });

  test("a linked file is one file, under any of its names", async () => {
    make("memory.db", "a");
    symlinkSync(at("memory.db"), at("link.db"));
    symlinkSync(folder, `${folder}-link`);
    try {
      const first = await run(at("link.db"));
      const second = await run(at("memory.db"), at("link.db"), `${folder}-link`);
      expect(second.sources).toHaveLength(1);
      expect(names(second)).toEqual(names(first));
      expect(tables(second)).toMatchObject([{ unchanged: 3 }]);
    } finally {
      rmSync(`${folder}-link`);
    }
  });

  test("a file has the name that it was given", async () => {
    make("a.db", "a");
    make("b.db", "b");
    expect(names(await run(`first=${at("a.db")}`, `second=${at("b.db")}`))).toEqual(["first", "second"]);
    const before = await hashOf(stores);
    expect(names(await run(at("a.db")))).toEqual(["first"]);
    copyFileSync(at("b.db"), at("c.db"));
    expect(names(await run(`second=${at("c.db")}`))).toEqual(["second"]);
    expect(await hashOf(stores)).toBe(before);
    const twice = runMigration(stores, { from: [`x=${at("a.db")}`, `x=${at("b.db")}`] });
    await expect(twice).rejects.toMatchObject({ code: "validation" });
    expect(names(await run(`third=${at("c.db")}`))).toEqual(["third"]);
    expect(await said()).toHaveLength(9);
  });

  test("one file holds stores of several kinds", async () => {
    make("all.db", "a");
    makeFile(at("all.db"), [PROFILES, "insert into profiles values ('Ada', '{}')", "create table other (x)"]);
    const report = await run();
    expect(report.sources.map(({ source, name }) => [source, name]).sort()).toEqual([
      ["memory", "all"],
      ["profiles", "all"],
    ]);
    expect(report.sources.flatMap(({ unknownTables }) => unknownTables)).toEqual([
      { table: "other", rows: 0 },
    ]);
    const before = await hashOf(stores);
    for (const table of tables(await run())) expect(table).toMatchObject({ unchanged: table.sourceRows });
    expect(await hashOf(stores)).toBe(before);
  });

  test("rows with the same natural key in two files become one row, and their dependent rows refer to it", async () => {
    for (const [name, title] of [
      ["a.db", "of a"],
      ["b.db", "of b"],
    ] as const)
      makeFile(at(name), [
        "create table creator_profile (id integer primary key, slug text)",
        "create table episode (id integer primary key, creator_id integer, platform text, external_id text, title text)",
        `insert into creator_profile values (${name === "a.db" ? 1 : 7}, 'ada')`,
        `insert into episode values (1, ${name === "a.db" ? 1 : 7}, 'youtube', '${name}', '${title}')`,
      ]);
    await run();
    const { ingest } = stores.scope({ tenant: "operator" });
    const creators = (await ingest.creators.list({ limit: 10 })).items;
    expect(creators).toHaveLength(1);
    const episodes = (await ingest.episodes.list({ creatorId: creators[0]!.id, limit: 10 })).items;
    expect(episodes.map(({ title }) => title).sort()).toEqual(["of a", "of b"]);
    const before = await hashOf(stores);
    await run();
    expect(await hashOf(stores)).toBe(before);
  });
});
