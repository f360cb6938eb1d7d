import { readdirSync, rmSync } from "node:fs";
import { Client } from "pg";
import { Cleanup } from "../../../benchmarks/cleanup";
import { openPostgres } from "../../../benchmarks/contenders/postgres";
import { openSqlite } from "../../../benchmarks/contenders/sqlite";
import type { Testbed } from "../../../benchmarks/types";
import { backend, type TestDatabase } from "../../backends";
import { temporaryFolder } from "../../support/folder";

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  folder = temporaryFolder();
  database = await backend("PostgreSQL").create({ migrated: false });
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

const engines: [string, (cleanup: Cleanup) => Promise<Testbed>, () => Promise<string[]>][] = [
  ["sqlite", (cleanup) => openSqlite({ folder }, cleanup), async () => readdirSync(folder)],
  ["postgres", (cleanup) => openPostgres({ url: database.url, poolSize: 2 }, cleanup), schemas],
];

async function schemas(): Promise<string[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    const found = await client.query("select nspname as name from pg_namespace where nspname like '%bench%'");
    return found.rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

describe.each(engines)("%s", (_engine, open, remains) => {
  let cleanup: Cleanup;
  let testbed: Testbed;
  beforeEach(async () => {
    cleanup = new Cleanup();
    testbed = await open(cleanup);
  });
  afterEach(() => cleanup.run());

  test("describes itself", () => {
    expect(testbed.title).toMatch(/^(SQLite|PostgreSQL) \d+\.\d+/);
    for (const [, text] of testbed.facts) expect(text).toMatch(/\w/);
  });

  test("is removed after the run", async () => {
    expect(await remains()).toHaveLength(1);
    await cleanup.run();
    expect(await remains()).toEqual([]);
  });

  test("records only statements of the work, each time, and not on the measured connection", async () => {
    const add = () =>
      testbed.record((scope) => scope.memory.add({ type: "fact", content: { text: "recorded" } }));
    const texts = await add();
    expect(texts[0]).toMatch(/insert into .*"memory_item"/);
    expect(texts.join(" ")).toContain("memory_item_search");
    expect(await add()).toEqual(texts);
    const [get, ...more] = await testbed.record((scope) => scope.memory.get(crypto.randomUUID()));
    expect(get).toMatch(/^select/);
    expect(more).toEqual([]);
    expect((await testbed.scope.memory.list()).items).toEqual([]);
  });

  test("gives the baseline the subject's rows, and lets the subject see changes of the upkeep", async () => {
    const item = await testbed.scope.memory.add({ type: "fact", content: { text: "kept" } });
    await testbed.upkeep.settle();
    const table = testbed.upkeep.table("memory_item");
    const rows = await testbed.baseline.run(`select id from ${table}`, []);
    expect(Array.from(rows, ([id]) => id)).toEqual([item.id]);
    await testbed.upkeep.run(`delete from ${table}`);
    expect(await testbed.scope.memory.get(item.id)).toBeNull();
  });
});
