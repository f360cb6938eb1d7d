import { UnifiedStoreError, type UnifiedStoreManager } from "../../src";
import { asCommands } from "../../src/cli/doctor/cures";
import { targetAt } from "../../src/cli/target/target";
import { unopened } from "../../src/operations/doctor/diagnose";
import { backend, type TestDatabase } from "../backends";
import { run } from "../operations/doctor/support";
import { command } from "./command";

let database: TestDatabase;
let stores: UnifiedStoreManager;
beforeAll(async () => {
  database = await backend("SQLite on file").create();
  stores = await database.open();
});
afterAll(() => database.drop());

test("exit codes follow --fail-on, and the text fits 80 columns", async () => {
  const doctor = (...more: string[]) => command("doctor", "--to", database.url, ...more);
  const [well, facts] = await Promise.all([doctor(), doctor("--fail-on", "info")]);
  expect([well.code, facts.code]).toEqual([0, 1]);
  expect(well.stdout).toMatch(/^SQLite [\d.]+ at /);
  expect(well.stdout).toMatch(/\n✓ All is well: \d facts\.\n$/);
  await run(stores, "drop index memory_item_by_created");
  const scheme = "update search_scheme set scheme = 1 where table_name = 'memory_item'";
  await run(stores, scheme);
  const [lenient, strict, json] = await Promise.all([
    doctor(),
    doctor("--fail-on", "warning", "--only", "missing-index,reindex"),
    doctor("--json", "--only", "missing-index,reindex"),
  ]);
  expect([lenient.code, strict.code, json.code]).toEqual([0, 1, 0]);
  expect(strict.stdout).toContain("! missing-index: index memory_item_by_created");
  expect(strict.stdout).toMatch(/reindex --to sqlite:/);
  expect(JSON.parse(json.stdout)).toMatchObject({
    checks: ["reindex", "missing-index"],
    counts: { error: 0, warning: 2, info: 0 },
    findings: [
      { id: "reindex", cure: expect.stringMatching(/ reindex --to sqlite:/) },
      { id: "missing-index" },
    ],
  });
});

test("cures that the program has a command for begin it", () => {
  const cures = ["await stores.migrateSchema();", "await stores.reindex();", "vacuum;", null];
  const findings = cures.map(
    (cure) => ({ id: "x", level: "info", subject: null, found: "y", cure }) as const,
  );
  const target = targetAt({ to: "postgres://app:secret@db/agents", schema: "mine" });
  const diagnosis = unopened(new UnifiedStoreError("connection", "down"), "postgres", "there");
  const commands = asCommands({ ...diagnosis, findings }, target).findings.map(({ cure }) => cure);
  const to = / --url '?postgres:\/\/app\S*@db\/agents'? --schema mine$/;
  expect(commands[0]).toMatch(/ schema migrate /);
  expect(commands[0]).toMatch(to);
  expect(commands[1]).toMatch(/ reindex /);
  expect(commands[1]).not.toContain("secret");
  expect(commands.slice(2)).toEqual(["vacuum;", null]);
});

test("a database that cannot be opened is the finding; wrong options are told", async () => {
  const nowhere = "postgres://app:secret@127.0.0.1:1/none";
  const cases = [
    [["--to", nowhere], 1, /^PostgreSQL at postgres:\/\/app.*@127\.0\.0\.1:1\/none\n[\s\S]*✗ connection: /],
    [["--to", database.url, "--only", "nope"], 2, /missing-index/],
    [["--to", database.url, "--fail-on", "all"], 2, /error, warning or info/],
    [["--to", "sqlite::memory:"], 2, /in memory/],
    [["--help"], 0, /Examples:/],
  ] as const;
  const ends = await Promise.all(cases.map(([args]) => command("doctor", ...args)));
  for (const [i, [, code, message]] of cases.entries()) {
    expect(ends[i]!.code).toBe(code);
    expect(ends[i]!.stdout + ends[i]!.stderr).toMatch(message);
    expect(ends[i]!.stdout + ends[i]!.stderr).not.toContain("secret");
  }
});
