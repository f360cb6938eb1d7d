import { Client } from "pg";
import { refused } from "../../../conformance/suite";
import { UnifiedStoreManager } from "../../../src";
import { applySchemaGrants, schemaGrants } from "../../../src/operations/schema/grants";
import { schemaStatus } from "../../../src/operations/schema/status";
import { backend, type TestDatabase } from "../../backends";
import { keep } from "../../migrations/kept";

/** Roles belong to the whole server. Their names need quotes. */
const APP = `us "app" ${process.pid}`;
const MIGRATOR = `us-Migrator ${process.pid}`;
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

let database: TestDatabase;
let admin: Client;
beforeAll(async () => {
  database = await backend("PostgreSQL").create({ migrated: false });
  admin = new Client({ connectionString: database.url });
  await admin.connect();
  for (const role of [APP, MIGRATOR]) await admin.query(`create role ${quoted(role)} login`);
});
afterAll(async () => {
  for (const role of [APP, MIGRATOR])
    await admin.query(`drop owned by ${quoted(role)} cascade; drop role ${quoted(role)}`);
  await admin.end();
  await database.drop();
});

const as = (role: string): string => database.url.replace(/\/\/[^@/]*@?/, `//${encodeURIComponent(role)}@`);

test("the serving role runs every store, and changes no table", async () => {
  const roles = { appRole: APP, migratorRole: MIGRATOR };
  const stores = await database.open({ migrateSchema: false });
  // Before there are tables, and again when there are some of another role.
  await applySchemaGrants(stores, roles);
  await (await UnifiedStoreManager.open({ url: as(MIGRATOR) })).close();
  await admin.query(
    "alter table unified_store.profile owner to current_user; alter table unified_store.debate owner to current_user",
  );
  expect(await applySchemaGrants(stores, roles)).toEqual(schemaGrants(roles));
  const owners = await admin.query(
    "select distinct pg_get_userbyid(relowner)::text as owner from pg_class where relnamespace = 'unified_store'::regnamespace",
  );
  expect(owners.rows).toEqual([{ owner: MIGRATOR }]);

  await using served = await UnifiedStoreManager.open({ url: as(APP), migrateSchema: false });
  expect(await served.health()).toMatchObject({ status: "ok" });
  for (const [, read, value] of await keep(served.scope({ tenant: "t" })))
    expect(await read()).toEqual(value);
  expect((await schemaStatus(served)).status).toBe("ok");

  const client = new Client({ connectionString: as(APP) });
  await client.connect();
  try {
    for (const statement of [
      "create table unified_store.of_mine ()",
      "create schema of_mine",
      "drop table unified_store.profile",
      "alter table unified_store.profile add column x text",
      "truncate unified_store.profile",
      "create index on unified_store.profile (name)",
      "delete from unified_store.unified_store_schema_migration",
      "insert into unified_store.unified_store_schema_migration values ('x', now())",
    ])
      await expect(client.query(statement)).rejects.toMatchObject({ code: "42501" });
  } finally {
    await client.end();
  }

  // Tables of a later migration are the serving role's to read and write.
  const migrator = new Client({ connectionString: as(MIGRATOR) });
  await migrator.connect();
  await migrator.query("create table unified_store.later (id int)");
  await migrator.end();
  const { rows } = await admin.query(
    "select has_table_privilege($1, 'unified_store.later', 'insert') as writes, has_table_privilege($1, 'unified_store.later', 'truncate') as empties",
    [APP],
  );
  expect(rows).toEqual([{ writes: true, empties: false }]);
});

test("roles of which nothing would be gained are refused", async () => {
  const stores = await database.open({ migrateSchema: false });
  const apply = (appRole: string, migratorRole?: string) =>
    applySchemaGrants(stores, { appRole, migratorRole });
  await refused(
    apply("nobody there"),
    "validation",
    /appRole does not exist: .*`create role "nobody there" login`/,
  );
  await refused(apply(APP, "nobody there"), "validation", /migratorRole does not exist/);
  const { rows } = await admin.query("select current_user::text as me");
  await refused(apply(rows[0].me, MIGRATOR), "validation", /is a superuser/);
  expect(() => schemaGrants({ appRole: "a", migratorRole: "a" })).toThrow(/must be another role/);
  expect(() => schemaGrants({ appRole: "" })).toThrow(/1 to 63 bytes/);
  const memory = await backend("SQLite in memory").create();
  await refused(
    applySchemaGrants(await memory.open(), { appRole: "a" }),
    "not_supported",
    /SQLite has no roles/,
  );
  await memory.drop();
});
