import type { UnifiedStoreManager } from "../../src";
import { selection } from "../../src/db/table";
import { raw } from "../../src/dialect/sql";
import { backend, type TestDatabase } from "../backends";
import { command, RunningCommand } from "./command";

const NOTHING = selection<Record<string, never>>({});

describe.each([backend("SQLite on file"), backend("PostgreSQL")])("reindex on $name", ({ create }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await create();
    stores = await database.open();
    const items = Array.from({ length: 300 }, (_, n) => ({
      type: "t",
      content: `note ${n} ${"x ".repeat(60)}end`,
    }));
    await stores.scope({ tenant: "a" }).memory.addMany(items);
  });
  afterAll(() => database.drop());

  const outdate = async (): Promise<void> => {
    const table = stores.internals.dialect.table("search_scheme");
    const statement = raw(`update ${table} set scheme = 1 where table_name = 'memory_item'`);
    await stores.internals.run({ statement, returns: NOTHING, context: { operation: "test" } });
  };
  const pending = async (): Promise<string[]> => (await stores.health()).pendingReindex;

  test("rebuilds pending entries; a second call has nothing to do", async () => {
    await outdate();
    expect(await pending()).toEqual(["memory_item"]);
    const { code, stdout, stderr } = await command("reindex", "--url", database.url);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "300 rows indexed\n  memory_item: 300 rows\n" });
    expect(stderr).toMatch(/^memory_item: 300 of 300 rows, 100\s%\n$/);
    expect(await pending()).toEqual([]);
    expect(await command("reindex", "--to", database.url, "--json", "--quiet")).toEqual({
      code: 0,
      stdout: `${JSON.stringify({ tables: {}, rows: 0 }, null, 2)}\n`,
      stderr: "",
    });
  });

  test("applies another bound, and keeps its progress when it is interrupted", async () => {
    const { memory } = stores.scope({ tenant: "a" });
    expect((await memory.search({ text: "end" })).items).not.toEqual([]);
    const running = new RunningCommand(["reindex", "--to", database.url, "--max-characters", "100"], {
      holdAt: /memory_item: 300/,
    });
    await running.says(/memory_item: 300/);
    running.signal("SIGINT");
    running.release();
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toMatchObject({
      code: 130,
      stderr: expect.stringContaining("goes on behind it"),
    });
    expect((await memory.search({ text: "end" })).items).toEqual([]);
    expect((await command("reindex", "--to", database.url, "--max-characters", "100")).code).toBe(0);
    const later = await database.open();
    expect(later.internals.maxCharacters).toBe(100);
    expect((await later.health()).pendingReindex).toEqual([]);
  });
});

test("usage errors are reported", async () => {
  const cases = [
    [["--to", "sqlite:nowhere.db"], 1, /there is no store at/],
    [["--max-characters", "99", "--to", "sqlite:nowhere.db"], 2, /from 100 to 100000000/],
    [["memory_item", "--to", "sqlite:nowhere.db"], 2, /does not take "memory_item"/],
    [["--help"], 0, /^$/],
  ] as const;
  const ends = await Promise.all(cases.map(([args]) => command("reindex", ...args)));
  for (const [i, [, code, message]] of cases.entries()) {
    expect(ends[i]!.code).toBe(code);
    expect(ends[i]!.stderr).toMatch(message);
  }
});
