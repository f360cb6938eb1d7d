import Database from "better-sqlite3";
import { Client } from "pg";
import { DataSource } from "typeorm";
import { refused } from "../../conformance/suite";
import { schemaMigrations } from "../../migrations";
import { type ManagerSettings, UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";

/** A database without stores, and other objects that already exist in it. */
let database: TestDatabase;
afterEach(() => database.drop());

const OBJECTS = `
  select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'unified_store' and c.relkind in ('r', 'i', 'v', 'S') order by 1`;

async function postgres<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
const namesOf = async (client: Client, text: string): Promise<string[]> =>
  (await client.query<{ name: string }>(text)).rows.map(({ name }) => name);

describe("PostgreSQL", () => {
  beforeEach(async () => {
    database = await backend("PostgreSQL").create({ migrated: false });
  });
  const open = (settings?: ManagerSettings): Promise<UnifiedStoreManager> => database.open(settings);

  test("an application's own tables, types and indexes in the schema are listed, and not changed", async () => {
    await postgres((client) =>
      client.query(`create table profile (id int); create type debate as enum ('a'); create view agent as select 1 as one;
        create index memory_item_by_type on profile (id); create table unrelated (id int); create sequence agent_pk`),
    );
    const error = await refused(
      open({ schema: "public" }),
      "schema",
      /do not belong to unified-store \(view agent, sequence agent_pk, type debate, index memory_item_by_type, table profile\)/,
    );
    expect(error.message).toMatch(/schema: "unified_store", or rename them\. Nothing was changed$/);
    const tables = "select tablename::text as name from pg_tables where schemaname = 'public' order by 1";
    expect(await postgres((client) => namesOf(client, tables))).toEqual(["profile", "unrelated"]);
    await (await open()).scope({ tenant: "t" }).profiles.put({ name: "ada", data: 1 });
    expect(await postgres((client) => namesOf(client, tables))).toEqual(["profile", "unrelated"]);
  });

  test("a failed step rolls back all of them, and the next opening creates all", async () => {
    await postgres((client) =>
      client.query(`
        create function refuse() returns event_trigger language plpgsql as $$ begin
          if exists (select from pg_event_trigger_ddl_commands() where object_identity = 'unified_store.agent') then
            raise exception 'the disk is about to be full'; end if; end $$;
        create event trigger refuse on ddl_command_end when tag in ('CREATE TABLE') execute function refuse()`),
    );
    await refused(
      open(),
      "schema",
      /^open: could not apply schema migration 0010-agents: the disk is about to be full\. It was rolled back/,
    );
    const schemas = "select nspname::text as name from pg_namespace where nspname = 'unified_store'";
    expect(await postgres((client) => namesOf(client, schemas))).toEqual([]);
    await postgres((client) => client.query("drop event trigger refuse"));
    const stores = await open();
    expect((await stores.health()).status).toBe("ok");
    // The names checked beforehand are all names that the steps create.
    const made = schemaMigrations.postgres.flatMap(({ objects }) => objects.map(({ name }) => name));
    const ledger = ["unified_store_schema_migration", "unified_store_schema_migration_pkey"];
    expect([...new Set([...made, ...ledger])].sort()).toEqual(
      (await postgres((client) => namesOf(client, OBJECTS))).sort(),
    );
  });

  test("stores that are in public already are pointed out", async () => {
    await postgres((client) => client.query("create table public.unified_store_schema_migration ()"));
    const warnings: unknown[] = [];
    const quiet = (): void => {};
    const logger = {
      debug: quiet,
      info: quiet,
      error: quiet,
      warn: (...said: unknown[]) => void warnings.push(said),
    };
    await open({ logger });
    await open({ logger });
    expect(warnings).toEqual([
      [{ schema: "unified_store", other: "public" }, expect.stringContaining('open with schema: "public"')],
    ]);
  });
});

describe("SQLite", () => {
  beforeEach(async () => {
    database = await backend("SQLite on file").create();
  });
  const look = (): string[] => {
    const db = new Database(database.url.slice("sqlite:".length));
    try {
      return db.prepare("select name from sqlite_schema order by 1").pluck().all() as string[];
    } finally {
      db.close();
    }
  };

  test("every object that the steps create is checked beforehand", async () => {
    await database.open();
    const made = schemaMigrations.sqlite.flatMap(({ objects }) =>
      objects.filter(({ type }) => type !== "key").map(({ name }) => name),
    );
    const own = (name: string): boolean =>
      !name.startsWith("sqlite_") && name !== "unified_store_schema_migration";
    // Of the tables behind a text index, which of them there are is that index's own business.
    const behind = /_search_keys_(data|idx|content|docsize|config)$/;
    expect(made.filter((name) => !behind.test(name)).sort()).toEqual(
      look().filter((name) => own(name) && !behind.test(name)),
    );
    expect(look().filter((name) => behind.test(name) && !made.includes(name))).toEqual([]);
  });

  test("an application's own tables in the file are listed, in any case, and not changed", async () => {
    const db = new Database(database.url.slice("sqlite:".length));
    db.exec(`create table Profile (id); create view agent as select 1; create index memory_item_by_type on Profile (id);
      create table debate_search_keys_data (id); create trigger debate_search_insert after insert on Profile begin select 1; end`);
    db.close();
    const before = look();
    const error = await refused(
      database.open(),
      "schema",
      /\(table Profile, view agent, trigger debate_search_insert, table debate_search_keys_data, index memory_item_by_type\)/,
    );
    expect(error.message).toMatch(/a file of their own, or rename them\. Nothing was changed$/);
    expect(look()).toEqual(before);
  });

  test("a failed step rolls back all of them, and the next opening creates all", async () => {
    const file = database.url.slice("sqlite:".length);
    const dataSource = new DataSource({ type: "better-sqlite3", database: file });
    await dataSource.initialize();
    await dataSource.query("pragma max_page_count = 60");
    await refused(
      UnifiedStoreManager.open({ dataSource }),
      "connection",
      /^open: could not apply schema migration 00\d\d-\w+: the disk is full\. It was rolled back/,
    );
    expect(look()).toEqual([]);
    await dataSource.destroy();
    const stores = await database.open();
    expect((await stores.health()).status).toBe("ok");
  });
});
