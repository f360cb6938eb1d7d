import Database from "better-sqlite3";
import { Client } from "pg";
import { schemaMigrations } from "../../../migrations";
import { stepsOf } from "../../../src/db/schema/schema-state";
import { pendingSchemaSql, schemaSql, scriptText } from "../../../src/operations/schema/sql";
import { schemaStatus, statusOf } from "../../../src/operations/schema/status";
import { backend, type TestDatabase } from "../../backends";
import { INDEX, stepsWith } from "./steps";

const BEFORE = schemaMigrations.sqlite.at(-3)!.name;

describe.each([backend("SQLite on file"), backend("PostgreSQL")])("on $name", ({ engine, create }) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await create({ migrated: false });
  });
  afterEach(() => database.drop());

  /** As a DBA does: one statement after the other, and none behind a failure. */
  async function runByHand(sql: string): Promise<void> {
    if (engine === "sqlite") {
      const db = new Database(database.url.slice("sqlite:".length));
      db.exec(sql);
      db.close();
      return;
    }
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      for (const statement of sql.split(/;\n/)) await client.query(statement);
    } finally {
      await client.end();
    }
  }

  const opened = async () => {
    const warnings: unknown[] = [];
    const quiet = (): void => {};
    const warn = (...said: unknown[]): void => void warnings.push(said);
    const logger = { debug: quiet, info: quiet, error: quiet, warn };
    const stores = await database.open({ migrateSchema: false, logger });
    expect(warnings).toEqual([]);
    return stores;
  };

  test("all of it, run by hand, is a database that is opened without complaint", async () => {
    const { migrations, sql } = schemaSql({ engine });
    expect(migrations).toEqual(stepsOf({ engine }).map(({ name }) => name));
    await runByHand(sql);
    const stores = await opened();
    expect(await stores.health()).toMatchObject({ status: "ok", pendingReindex: [] });
    expect(await schemaStatus(stores)).toMatchObject({ status: "ok", drift: [] });
    const { memory } = stores.scope({ tenant: "t" });
    await memory.add({ type: "t", content: { text: "by hand" } });
    expect((await memory.search({ text: "hand" })).items).toHaveLength(1);
    expect(await stores.migrateSchema()).toEqual([]);
    expect(await pendingSchemaSql(stores)).toEqual({ migrations: [], sql: "" });
  });

  test("what a database lacks is printed, also behind a migration that is named", async () => {
    const upTo = stepsOf({ engine }).slice(0, -2);
    const { dialect } = (await database.open({ migrateSchema: false })).internals;
    await runByHand(scriptText(dialect.schema.script, upTo, { isNew: true, begun: null }).sql);
    const stores = await database.open({ migrateSchema: false });
    const pending = await pendingSchemaSql(stores);
    expect(pending.migrations).toHaveLength(2);
    expect(schemaSql({ engine, from: BEFORE })).toEqual(pending);
    await stores.close();
    await runByHand(pending.sql);
    const status = await schemaStatus(await opened());
    expect(status).toMatchObject({ status: "ok", drift: [] });
  });

  test("an online part is outside of the transactions", async () => {
    const steps = stepsWith(engine, [INDEX]);
    const stores = await database.open();
    const { sql } = scriptText(stores.internals.dialect.schema.script, steps.slice(-1), {
      isNew: false,
      begun: null,
    });
    if (engine === "postgres")
      expect(sql).toMatch(/commit;\ncreate index concurrently "profile_by_note"[^;]*;\nbegin;/);
    await runByHand(sql);
    const { status, drift, applied } = await statusOf(stores.internals.dialect, { steps });
    expect({ status, drift, last: applied.at(-1) }).toEqual({
      status: "ok",
      drift: [],
      last: "9000-of-a-test",
    });
  });
});

test("names are quoted, and a wrong one is refused", () => {
  const { sql } = schemaSql({ engine: "postgres", schema: `it's "mine"` });
  expect(sql).toContain(`set local search_path to "it's ""mine""";`);
  expect(sql).toContain(`hashtextextended('unified-store migration it''s "mine"', 0)`);
  expect(() => schemaSql({ engine: "postgres", from: "0001" })).toThrow(
    /options\.from is no schema migration/,
  );
  expect(() => schemaSql({ engine: "mysql" as "postgres" })).toThrow(/options\.engine must be/);
});
