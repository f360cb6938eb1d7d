import { tables } from "../../../entities";
import { selection } from "../../../src/db/table";
import { raw } from "../../../src/dialect/sql";
import { copyStores } from "../../../src/operations/copy/copy-stores";
import { COPIED_TABLES } from "../../../src/operations/copy/tables";
import { Databases, mustBeEqual } from "./databases";
import { fill } from "./filled";

/** Tables of the database as a whole, and full-text tables that triggers fill. */
const STAY =
  /^(migration_|retention_(default|hiding|pruning)$|search_scheme$|sqlite_|unified_store_)|_search_keys/;

test("every table of a database is copied, or known to stay", async () => {
  await using databases = new Databases();
  const { internals } = await databases.stores("SQLite in memory");
  const statement = raw("select name from sqlite_master where type = 'table'");
  const returns = selection<{ name: string }>({ name: "name" });
  const rows = await internals.run({ statement, returns, context: { operation: "test" } });
  const found = rows
    .map(({ name }) => name)
    .filter((name) => !STAY.test(name) && name !== "schema_migration");
  expect(found.sort()).toEqual(COPIED_TABLES.map(({ name }) => name).sort());
});

test("parents come before their children, and rows before what is made of them", () => {
  const names = COPIED_TABLES.map(({ name }) => name);
  for (const { name, references } of tables)
    for (const { table } of Object.values(references))
      expect(names.indexOf(table().name)).toBeLessThanOrEqual(names.indexOf(name));
  for (const { name, of } of COPIED_TABLES)
    expect(names.indexOf(of)).toBeLessThanOrEqual(names.indexOf(name));
});

test("rows of all tables reach the other engine and come back as they were", async () => {
  await using databases = new Databases();
  const first = await databases.stores("SQLite on file");
  await fill(first, "a");
  await fill(first, "b");
  const server = await databases.stores("PostgreSQL");
  const heard = new Set<string>();
  const report = await copyStores(first, server, {
    onProgress: ({ phase, table, rows, total }) => {
      heard.add(`${phase} ${table}`);
      expect(rows).toBeLessThanOrEqual(total);
    },
  });
  await mustBeEqual(server, first);
  // Vectors of some tables alone are in what the test fills.
  const filled = COPIED_TABLES.filter(({ kind }) => kind === "rows" || kind === "search");
  expect(filled.filter(({ name }) => !(name in report.tables))).toEqual([]);
  expect(report.tables).toMatchObject({ memory_item_sketch: { inserted: 6 } });
  expect(report).toMatchObject({ replaced: 0, kept: 0, reindexed: [] });
  for (const table of Object.keys(report.tables)) {
    expect(heard).toContain(`copy ${table}`);
    expect(heard).toContain(`verify ${table}`);
  }
  const { memory, retrieval } = server.scope({ tenant: "a" });
  expect((await memory.search({ text: "kept" })).items).toHaveLength(1);
  const near = await retrieval.search({ text: "kept", in: ["memory"] });
  expect(near.hits.length).toBeGreaterThan(0);

  for (const name of ["SQLite on file", "SQLite in memory"] as const) {
    const back = await databases.stores(name);
    await copyStores(server, back);
    await mustBeEqual(back, first);
  }
});

test("some tenants, workspaces and stores are copied alone", async () => {
  await using databases = new Databases();
  const from = await databases.stores("SQLite in memory");
  const to = await databases.stores("SQLite in memory");
  const add = (tenant: string, workspace: string): Promise<unknown> =>
    from.scope({ tenant, workspace }).memory.add({ type: "t", content: tenant + workspace });
  await add("a", "v");
  await add("a", "w");
  await add("b", "v");
  await from.scope({ tenant: "a" }).memory.policies.put({ name: "p", ttlDays: 1 });
  await from.scope({ tenant: "a", workspace: "v" }).profiles.put({ name: "p", data: 1 });
  const itemsOf = async (tenant: string, workspace: string): Promise<unknown[]> =>
    (await to.scope({ tenant, workspace }).memory.list()).items.map(({ content }) => content);

  const one = await copyStores(from, to, { tenants: ["a"], workspaces: ["v"], stores: ["memory"] });
  expect(one.tables).toEqual({
    memory_item: { inserted: 1, replaced: 0, kept: 0 },
    memory_item_search: { inserted: 1, replaced: 0, kept: 0 },
    memory_policy: { inserted: 1, replaced: 0, kept: 0 },
  });
  // What belongs to the tenant as a whole is there already.
  const other = await copyStores(from, to, { tenants: ["a"], workspaces: ["w"] });
  expect(other.tables.memory_policy).toEqual({ inserted: 0, replaced: 0, kept: 1 });
  await copyStores(from, to, { tenants: ["b"] });
  expect([await itemsOf("a", "v"), await itemsOf("a", "w"), await itemsOf("b", "v")]).toEqual([
    ["av"],
    ["aw"],
    ["bv"],
  ]);
  expect((await to.scope({ tenant: "a", workspace: "v" }).profiles.list()).items).toEqual([]);
});
