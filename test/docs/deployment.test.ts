import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";
import { ROOT } from "../support/child";

/** The roles of docs/deployment.md, with names of this test: roles belong to the whole server. */
const page = readFileSync(join(ROOT, "docs/deployment.md"), "utf8");
const [, statements = ""] = /```sql\n([^`]*)```/.exec(page) ?? [];
const ROLES = ["store_migrator", "store_app"];
const own = (role: string): string => `${role}_${process.pid}`;

let database: TestDatabase;
let admin: Client;
beforeAll(async () => {
  database = await backend("PostgreSQL").create({ migrated: false });
  admin = new Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(ROLES.reduce((text, role) => text.replaceAll(role, own(role)), statements));
});
afterAll(async () => {
  for (const role of ROLES) await admin.query(`drop owned by ${own(role)} cascade; drop role ${own(role)}`);
  await admin.end();
  await database.drop();
});

const as = (role: string): string => database.url.replace(/\/\/[^@/]*@?/, `//${own(role)}@`);

test("one role migrates, the other serves and cannot change the tables", async () => {
  const migrator = await UnifiedStoreManager.open({ url: as("store_migrator") });
  await migrator.close();
  const stores = await UnifiedStoreManager.open({ url: as("store_app"), migrateSchema: false });
  try {
    expect(await stores.health()).toMatchObject({ status: "ok" });
    const { memory } = stores.scope({ tenant: "acme" });
    const { id } = await memory.add({ type: "fact", content: "Whales are mammals" });
    await memory.update(id, { pinned: true });
    expect((await memory.search({ text: "whales" })).items).toHaveLength(1);
    expect(await memory.remove(id)).toBe(true);
  } finally {
    await stores.close();
  }
  const client = new Client({ connectionString: as("store_app") });
  await client.connect();
  await expect(client.query("drop table unified_store.memory_item")).rejects.toMatchObject({ code: "42501" });
  await client.end();
});
