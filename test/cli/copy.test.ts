import { rmSync } from "node:fs";
import { join } from "node:path";
import { UnifiedStoreManager } from "../../src";
import { temporaryFolder } from "../support/folder";
import { command } from "./command";

let folder: string;
let from: string;
beforeAll(async () => {
  folder = temporaryFolder();
  from = `sqlite:${join(folder, "from.db")}`;
  await using stores = await UnifiedStoreManager.open({ url: from });
  await stores.scope({ tenant: "a" }).memory.add({ type: "t", content: "note" });
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string): string => join(folder, name);

test("copy copies once, and refuses a tenant that has rows", async () => {
  const line = ["copy", "--from", from, "--to", `sqlite:${file("to.db")}`];
  const dry = await command(...line, "--dry-run", "--json");
  expect(JSON.parse(dry.stdout)).toMatchObject({ dryRun: true, tables: { memory_item: 1 } });
  const { code, stdout } = await command(...line);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^2 rows in .*\n {2}memory_item: 1 row\n/),
  });
  const again = await command(...line);
  expect(again.code).toBe(1);
  expect(again.stderr).toMatch(/^conflict: .*--merge/);
  expect((await command(...line, "--restart")).stderr).toMatch(/no terminal to ask on: say --yes/);
});

test("export and load, and backup", async () => {
  const exported = await command("export", "--from", from, "--out", file("out"));
  expect(exported).toMatchObject({ code: 0, stdout: expect.stringMatching(/^2 rows, /) });
  const loaded = await command(
    "load",
    "--from",
    file("out"),
    "--to",
    `sqlite:${file("loaded.db")}`,
    "--json",
  );
  expect(JSON.parse(loaded.stdout)).toMatchObject({ inserted: 2, replaced: 0, kept: 0 });
  const backed = await command("backup", "--from", from, "--out", file("backup.db"));
  expect(backed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^2 rows, .* checked, in /) });
});

test.each([
  [["copy", "--to", "sqlite:x.db"], 2, /From where\?/],
  [["copy", "--from", "sqlite:nowhere.db", "--to", "sqlite:x.db"], 1, /there is no store at/],
  [["load", "--from", "nowhere", "--to", "sqlite:x.db"], 1, /has no manifest.json/],
  [["backup", "--from", "postgres://u@nowhere/d", "--out", "x.db"], 1, /use pg_dump/],
])("%j", async (line, code, message) => {
  const ended = await command(...line);
  expect(ended.code).toBe(code);
  expect(ended.stderr).toMatch(message);
});
