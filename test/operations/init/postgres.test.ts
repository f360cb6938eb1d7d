import { rmSync } from "node:fs";
import { Client } from "pg";
import { UnifiedStoreManager } from "../../../src";
import { schema } from "../../../src/cli/schema";
import { initProject } from "../../../src/operations/init/init-project";
import { backend, type TestDatabase } from "../../backends";
import { inProcess } from "../../cli/in-process";
import { temporaryFolder } from "../../support/folder";

interface Compose {
  services: Record<string, Record<string, unknown>>;
  volumes: Record<string, unknown>;
}
const yaml: { safeLoad(text: string): unknown } = require("js-yaml");

/** Roles belong to the whole server: those of this test have names of their own. */
const own = (text: string): string => text.replaceAll(/store_(app|migrator)/g, `store_$1_${process.pid}`);
const [MIGRATOR, APP] = [own("store_migrator"), own("store_app")];
const ENVIRONMENT = { STORE_MIGRATOR_PASSWORD: "it's \\ 'one'", STORE_APP_PASSWORD: "another" };

let folder: string;
let texts: Record<string, string>;
let database: TestDatabase;
let admin: Client;
beforeAll(async () => {
  folder = temporaryFolder();
  const { files } = await initProject({ folder, database: "agents" });
  texts = Object.fromEntries(files.map(({ path, contents }) => [path, contents]));
  database = await backend("PostgreSQL").create({ migrated: false });
  admin = new Client({ connectionString: database.url });
  await admin.connect();
});
afterAll(async () => {
  for (const role of [APP, MIGRATOR]) await admin.query(`drop owned by ${role} cascade; drop role ${role}`);
  await admin.end();
  await database.drop();
  rmSync(folder, { recursive: true });
});

/** What psql does with it: variables of the environment, put in as literals. */
function asPsql(script: string, environment: Record<string, string>): string {
  const variables = new Map<string, string>();
  const statements = script.replaceAll(/^\\(\w+) (\S+) (\S+)$/gm, (_, command, name, from) => {
    expect([command, from in environment]).toEqual(["getenv", true]);
    variables.set(name, environment[from]!);
    return "";
  });
  return statements.replaceAll(/:'(\w+)'/g, (_, name) => admin.escapeLiteral(variables.get(name)!));
}

const as = (role: string): string => database.url.replace(/\/\/[^@/]*@?/, `//${role}@`);
const run = (...args: string[]) => inProcess(schema, args, { folder, environment: {} });

test("compose.yaml has the server with its port, volume, health check and both passwords", () => {
  const { services, volumes } = yaml.safeLoad(texts["compose.yaml"]!) as Compose;
  expect(Object.keys(services)).toEqual(["postgres"]);
  const server = services.postgres!;
  expect(server.image).toMatch(/^postgres:\d+\.\d+$/);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose puts in the variable.
  expect(server.ports).toEqual(["127.0.0.1:${POSTGRES_PORT:-5432}:5432"]);
  expect(server.healthcheck).toMatchObject({
    test: expect.arrayContaining(["pg_isready", "--host=127.0.0.1", "--dbname=agents"]),
    retries: 30,
  });
  expect(server.volumes).toEqual([
    "postgres:/var/lib/postgresql",
    "./postgres/roles.sql:/docker-entrypoint-initdb.d/roles.sql:ro",
  ]);
  expect(Object.keys(volumes)).toEqual(["postgres"]);
  const { POSTGRES_DB, ...passwords } = server.environment as Record<string, string>;
  expect(POSTGRES_DB).toBe("agents");
  expect(Object.keys(passwords)).toEqual(["POSTGRES_PASSWORD", ...Object.keys(ENVIRONMENT)]);
  // Compose refuses to start where one is not set, or empty.
  for (const [name, value] of Object.entries(passwords)) expect(value).toContain(`\${${name}:?`);
});

test("with the roles of the script one migrates, and the other serves and changes no table", async () => {
  await admin.query(asPsql(own(texts["postgres/roles.sql"]!), ENVIRONMENT));
  const { rows } = await admin.query(
    "select rolname::text as role, rolsuper, rolcreatedb, rolcreaterole, rolpassword is null as open from pg_authid where rolname = any ($1) order by 1",
    [[APP, MIGRATOR]],
  );
  const plain = { rolsuper: false, rolcreatedb: false, rolcreaterole: false, open: false };
  expect(rows).toEqual([
    { role: APP, ...plain },
    { role: MIGRATOR, ...plain },
  ]);

  // As the scripts db:migrate and db:grants do.
  expect(await run("migrate", "--url", as(MIGRATOR))).toMatchObject({ code: 0 });
  const beforeGrants = await UnifiedStoreManager.open({ url: as(APP), migrateSchema: false });
  expect(await beforeGrants.health()).toMatchObject({ status: "ok" });
  await beforeGrants.close();
  const grants = ["grants", "--app-role", APP, "--apply", "--url", as(MIGRATOR)];
  expect(await run(...grants)).toMatchObject({ code: 0, stderr: expect.stringContaining("Applied.") });

  await using stores = await UnifiedStoreManager.open({ url: as(APP), migrateSchema: false });
  expect(await stores.health()).toMatchObject({ status: "ok" });
  const { memory } = stores.scope({ tenant: "acme" });
  const added = await memory.add({ type: "fact", content: { text: "Whales are mammals" } });
  expect(await memory.get(added.id)).toEqual(added);

  const client = new Client({ connectionString: as(APP) });
  await client.connect();
  try {
    for (const statement of [
      "create table unified_store.mine (id int)",
      "create table public.mine (id int)",
      "create schema mine",
      "drop table unified_store.memory_item",
      "insert into unified_store.unified_store_schema_migration values ('x', now())",
    ])
      await expect(client.query(statement)).rejects.toMatchObject({ code: "42501" });
  } finally {
    await client.end();
  }
});
