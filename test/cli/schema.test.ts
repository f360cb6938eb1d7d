import { schemaMigrations } from "../../migrations";
import { schema } from "../../src/cli/schema";
import { backend, type TestDatabase } from "../backends";
import { ROOT } from "../support/child";
import { command, type Ended } from "./command";
import { inProcess } from "./in-process";

const run = (...args: string[]): Promise<Ended> => inProcess(schema, args, { folder: ROOT, environment: {} });

describe.each([backend("SQLite on file"), backend("PostgreSQL")])("schema on $name", ({ engine, create }) => {
  const names = schemaMigrations[engine].map(({ name }) => name);
  const [last, before] = [names.at(-1)!, names.at(-2)!];
  let database: TestDatabase;
  beforeAll(async () => {
    database = await create({ migrated: false });
  });
  afterAll(() => database.drop());

  test("migrate tells each step; a second call has nothing to do", async () => {
    const { code, stdout, stderr } = await run("migrate", "--url", database.url);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${names.length} schema migrations applied\n` });
    expect(stderr).toMatch(/^0001-memory …\n[\s\S]*0017-retention: done\n$/);
    const again = await run("migrate", "--url", database.url, "--json");
    expect({ code: again.code, ...JSON.parse(again.stdout) }).toEqual({ code: 0, applied: [] });
  });

  test("down shows, asks, and takes back; status and sql tell what is pending", async () => {
    const stores = await database.open();
    await stores.scope({ tenant: "t" }).retention.put({ store: "analytics", what: "calls", maxRows: 1 });
    await stores.scope({ tenant: "t" }).retention.put({ store: "ingest", what: "usage", maxRows: 1 });
    await stores.close();
    const shown = await run("down", "--to", before, "--url", database.url, "--dry-run");
    expect(shown).toMatchObject({ code: 0, stderr: "" });
    expect(shown.stdout).toMatch(
      /^1 schema migration would be taken back, with 2 rows\n[\s\S]*retention_policy: 2 rows\n/,
    );
    const asked = await run("down", "--to", before, "--url", database.url);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toMatch(
      new RegExp(`Taking back ${last} destroys their tables with 2 rows\\..*say --yes`),
    );
    expect((await run("status", "--url", database.url)).code).toBe(0);
    const done = await run("down", "--to", before, "--url", database.url, "--yes", "--json");
    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ dryRun: false, to: before, rows: 2 });
    const status = await run("status", "--url", database.url, "--json");
    expect(status.code).toBe(3);
    expect(JSON.parse(status.stdout)).toMatchObject({ status: "pending", pending: [last], drift: [] });
    const sql = await run("sql", "--url", database.url);
    expect(sql).toMatchObject({ code: 0, stderr: "" });
    expect(sql.stdout).toMatch(/^-- Schema migrations[\s\S]*begin[\s\S]*insert into [\s\S]*0017-retention/);
    expect(sql.stdout).toBe((await run("sql", "--engine", engine, "--from", before)).stdout);
    expect((await run("migrate", "--url", database.url)).code).toBe(0);
    expect((await run("sql", "--url", database.url)).stdout).toMatch(/Nothing is pending/);
  });

  test("a difference is exit code 1, with what it is", async () => {
    const stores = await database.open();
    await stores.internals.dialect.schema.exclusively((runner) =>
      runner.query('drop index "memory_item_pinned"'),
    );
    const ended = await command("schema", "status", "--url", database.url);
    expect(ended).toMatchObject({ code: 1, stderr: "" });
    expect(ended.stdout).toMatch(/missing: index memory_item\.memory_item_pinned/);
  });
});

test("grants are printed without a database, and refused for SQLite", async () => {
  const printed = await run("grants", "--app-role", "app", "--migrator-role", "Mig rator", "--schema", "s");
  expect(printed.code).toBe(0);
  expect(printed.stdout).toContain('alter schema "s" owner to "Mig rator";\n');
  expect(printed.stdout).toContain(
    'alter default privileges for role "Mig rator" in schema "s" grant select, insert, update, delete on tables to "app";\n',
  );
  const refused = await run("grants", "--app-role", "app", "--url", "sqlite:nowhere.db");
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("SQLite has no roles") });
});

test("usage errors are reported", async () => {
  const cases = [
    [["status", "--url", "sqlite:nowhere.db"], 1, /there is no store at/],
    [["status", "--url", "nowhere.db"], 2, /--url takes postgres:/],
    [["down", "--url", "sqlite:nowhere.db"], 2, /Give --to NAME/],
    [["down", "--to", "sqlite:nowhere.db"], 2, /the database is --url URL/],
    [["sql", "--engine", "mysql"], 2, /--engine takes postgres or sqlite/],
    [["sql", "--engine", "sqlite", "--from", "0001"], 2, /is no schema migration/],
    [["grants"], 2, /Give --app-role NAME/],
    [["grants", "--app-role", "a", "--migrator-role", "a"], 2, /must be another role/],
    [["migrate", "--url", "sqlite::memory:"], 2, /a store in memory/],
    [["migrate", "--url", "sqlite:nowhere.db", "--lock-timeout", "0"], 2, /a whole number from 1/],
    [["up"], 2, /There is no command schema "up"/],
  ] as const;
  for (const [args, code, message] of cases) {
    const ended = await run(...args);
    expect([args, ended.code]).toEqual([args, code]);
    expect(ended.stderr).toMatch(message);
  }
  for (const name of ["status", "migrate", "sql", "grants", "down"])
    expect((await run(name, "--help")).stdout).toMatch(/Examples:[\s\S]*Exit code 0/);
});
