import { readdirSync, rmSync } from "node:fs";
import { Client } from "pg";
import { Cleanup } from "../../../benchmarks/cleanup";
import { openPostgres } from "../../../benchmarks/subjects/postgres";
import { openSqlite } from "../../../benchmarks/subjects/sqlite";
import type { Subject } from "../../../benchmarks/types";
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

const engines: [string, (cleanup: Cleanup) => Promise<Subject>, () => Promise<string[]>][] = [
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
  let subject: Subject;
  beforeEach(async () => {
    cleanup = new Cleanup();
    subject = await open(cleanup);
  });
  afterEach(() => cleanup.run());

  test("says what it is", () => {
    expect(subject.title).toMatch(/^(SQLite|PostgreSQL) \d+\.\d+/);
    for (const [, text] of subject.facts) expect(text).toMatch(/\w/);
  });

  test("is gone after the run", async () => {
    expect(await remains()).toHaveLength(1);
    await cleanup.run();
    expect(await remains()).toEqual([]);
  });

  test("records what is sent during the work alone, each time, and where nobody measures", async () => {
    const add = () =>
      subject.record((scope) => scope.memory.add({ type: "fact", content: { text: "recorded" } }));
    const texts = await add();
    expect(texts[0]).toMatch(/insert into .*"memory_item"/);
    expect(texts.join(" ")).toContain("memory_item_search");
    expect(await add()).toEqual(texts);
    const [get, ...more] = await subject.record((scope) => scope.memory.get(crypto.randomUUID()));
    expect(get).toMatch(/^select/);
    expect(more).toEqual([]);
    expect((await subject.scope.memory.list()).items).toEqual([]);
  });

  test("gives hand what ours has, and lets ours see what upkeep did", async () => {
    const item = await subject.scope.memory.add({ type: "fact", content: { text: "kept" } });
    await subject.upkeep.settle();
    const table = subject.upkeep.table("memory_item");
    const rows = await subject.hand.run(`select id from ${table}`, []);
    expect(Array.from(rows, ([id]) => id)).toEqual([item.id]);
    await subject.upkeep.run(`delete from ${table}`);
    expect(await subject.scope.memory.get(item.id)).toBeNull();
  });
});
