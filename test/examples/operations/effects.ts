import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { UnifiedStoreManager } from "../../../src";

interface Made {
  folder: string;
  /** Connected to the database of the day, as the superuser. */
  admin: () => Promise<Client>;
  /** The exit codes of `unified-store doctor` so far. */
  doctorCodes: readonly unknown[];
}

/** What each step of the day has to have done. */
export type Effects = Record<string, (made: Made) => Promise<void>>;

export const EFFECTS: Effects = {
  async project({ folder }) {
    expect(require(join(folder, "src/store.js"))).toEqual({
      openStores: expect.any(Function),
      closeStores: expect.any(Function),
    });
    expect(readFileSync(join(folder, ".env"), "utf8")).toMatch(/^DATABASE_URL=postgres.*store_app@/m);
    expect(existsSync(join(folder, "compose.yaml"))).toBe(true);
  },

  async roles({ admin }) {
    const roles = await rows(
      await admin(),
      `select rolname::text as name, rolsuper or rolcreatedb or rolcreaterole as mighty,
        rolpassword like 'SCRAM%' as asked from pg_authid where rolname like 'store%' order by 1`,
    );
    expect(roles).toEqual([
      { name: "store_app", mighty: false, asked: true },
      { name: "store_migrator", mighty: false, asked: true },
    ]);
  },

  async schema({ admin }) {
    const owners =
      "select distinct tableowner::text as name from pg_tables where schemaname = 'unified_store'";
    expect(await rows(await admin(), owners)).toEqual([{ name: "store_migrator" }]);
    expect(await mayInsert(await admin(), "memory_item")).toBe(true);
    expect(await mayInsert(await admin(), "unified_store_schema_migration")).toBe(false);
  },

  async application({ admin }) {
    expect(await factsOf(await admin(), "acme")).toHaveLength(4);
  },

  async copy({ admin, folder }) {
    const pilot = await memoryOf(join(folder, "pilot.db"), "globex");
    expect(pilot).toHaveLength(4);
    expect(await factsOf(await admin(), "globex")).toEqual(pilot);
  },

  async doctor({ admin, folder, doctorCodes }) {
    expect(doctorCodes).toEqual([0, 1, 0]);
    const { findings } = JSON.parse(readFileSync(join(folder, "findings.json"), "utf8"));
    const bad = findings.filter(({ level }: { level: string }) => level !== "info");
    expect(bad.map(({ id }: { id: string }) => id).sort()).toEqual([
      "missing-index",
      "role",
      "table-autovacuum",
    ]);
    const index = `select indisunique and indisvalid as good from pg_index
      where indexrelid = 'unified_store.archive_entry_key'::regclass`;
    expect(await rows(await admin(), index)).toEqual([{ good: true }]);
    const options = "select reloptions from pg_class where oid = 'unified_store.memory_item'::regclass";
    expect(await rows(await admin(), options)).toEqual([{ reloptions: null }]);
    expect(await mayInsert(await admin(), "conversation_message")).toBe(true);
    expect(await mayInsert(await admin(), "unified_store_schema_migration")).toBe(false);
  },

  async retention({ admin }) {
    const kept = `select tenant_id as tenant, array_agg(round(extract(epoch from now() - created_at) / 86400)::int
      order by created_at desc) as days from unified_store.analytics_call group by 1 order by 1`;
    expect(await rows(await admin(), kept)).toEqual([
      { tenant: "acme", days: [1, 30, 200] },
      { tenant: "globex", days: [1, 30, 200] },
    ]);
  },

  async export({ admin, folder }) {
    expect(await memoryOf(join(folder, "laptop.db"), "acme")).toEqual(await factsOf(await admin(), "acme"));
    expect(await memoryOf(join(folder, "laptop.db"), "globex")).toEqual([]);
  },

  async erase({ admin, folder }) {
    const client = await admin();
    const tables = await rows(
      client,
      "select tablename as name from pg_tables where schemaname = 'unified_store'",
    );
    const named = [];
    for (const { name } of tables) {
      const query = `select 1 from unified_store."${name}" as t where t::text like '%globex%'`;
      if ((await rows(client, query)).length > 0) named.push(name);
    }
    expect(named).toEqual([]);
    expect(await factsOf(client, "acme")).toHaveLength(4);
    const receipt = JSON.parse(readFileSync(join(folder, "globex-erased.json"), "utf8"));
    expect(receipt).toMatchObject({ tenant: "globex", rows: 16, complete: true });
  },
};

const rows = async (client: Client, statement: string): Promise<Record<string, unknown>[]> =>
  (await client.query(statement)).rows;

async function mayInsert(client: Client, table: string): Promise<unknown> {
  const query = `select has_table_privilege('store_app', 'unified_store.${table}', 'insert') as may`;
  return (await rows(client, query))[0]!.may;
}

async function factsOf(client: Client, tenant: string): Promise<unknown[]> {
  const { rows } = await client.query(
    "select id::text from unified_store.memory_item where tenant_id = $1 order by 1",
    [tenant],
  );
  return rows.map(({ id }) => id);
}

async function memoryOf(file: string, tenant: string): Promise<unknown[]> {
  await using stores = await UnifiedStoreManager.open({ url: `sqlite:${file}`, migrateSchema: false });
  const { items } = await stores.scope({ tenant, workspace: "research" }).memory.list();
  return items.map(({ id }) => id).sort();
}
