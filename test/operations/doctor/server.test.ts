import type { Client } from "pg";
import { UnifiedStoreManager } from "../../../src";
import { diagnose } from "../../../src/operations";
import { type PostgresServer, startPostgres } from "../../../src/testing/postgres/server";
import { until } from "../../support/until";
import { connected, foundBy, foundSoon, run } from "./support";

/** A server of its own, whose roles and settings no other test shares. */
let server: PostgresServer;
let url: string;
let stores: UnifiedStoreManager;
beforeAll(async () => {
  const settings = {
    shared_preload_libraries: "pg_stat_statements",
    max_connections: 20,
    max_prepared_transactions: 2,
  };
  server = await startPostgres({ durable: true, settings });
  url = await server.createDatabase("app");
  stores = await UnifiedStoreManager.open({ url });
});
afterAll(async () => {
  await stores?.close();
  await server?.stop();
});

const as = (role: string): string => url.replace("postgres@", `${role}@`);

/** What a check says on connections that begin now. */
async function anew(id: string, at = url) {
  const fresh = await UnifiedStoreManager.open({ url: at, migrateSchema: false });
  try {
    return await foundBy(id, fresh);
  } finally {
    await fresh.close();
  }
}

/** With a setting of the whole server, which each session has as soon as it has read it. */
async function withServer(name: string, value: string, work: () => Promise<void>): Promise<void> {
  const holds = (wanted: (now: string) => boolean): Promise<void> =>
    until(() => connected(url, async (client) => wanted(await shown(client, name))));
  const before = await connected(url, (client) => shown(client, name));
  await run(stores, `alter system set ${name} = ${value}`);
  await run(stores, "select pg_reload_conf()");
  await holds((now) => now !== before);
  try {
    await work();
  } finally {
    await run(stores, `alter system reset ${name}`);
    await run(stores, "select pg_reload_conf()");
    await holds((now) => now === before);
  }
}
const shown = async (client: Client, name: string): Promise<string> =>
  (await client.query(`select current_setting('${name}') as value`)).rows[0].value;

describe("roles", () => {
  beforeAll(async () => {
    for (const each of ["reader", "writer", "owner"]) await run(stores, `create role ${each} login`);
    await run(stores, "grant usage on schema unified_store to reader, writer");
    await run(stores, "grant select on all tables in schema unified_store to reader");
    await run(stores, "grant select, insert, update, delete on all tables in schema unified_store to writer");
  });

  test("a superuser is a fact", async () => {
    expect(await foundBy("role", stores)).toMatchObject([
      { subject: "postgres", level: "info", found: expect.stringContaining("superuser") },
    ]);
  });

  test("one that may only read is an error, which the cure mends", async () => {
    const [finding] = await anew("role", as("reader"));
    expect(finding).toMatchObject({ subject: "reader", level: "error" });
    expect(finding!.found).toMatch(/may not read and write all tables/);
    for (const statement of finding!.cure!.split("; ")) await run(stores, statement);
    expect(await anew("role", as("reader"))).toMatchObject([{ level: "info" }]);
  });

  test("one that lacks some tables gets them, and not the list of schema migrations again", async () => {
    const list = "unified_store.unified_store_schema_migration";
    await run(stores, `revoke insert on unified_store.agent_event, ${list} from writer`);
    const [finding] = await anew("role", as("writer"));
    for (const statement of finding!.cure!.split("; ")) await run(stores, statement);
    expect(await anew("role", as("writer"))).toMatchObject([{ level: "info" }]);
    await connected(as("writer"), async (client) => {
      const may = `select has_table_privilege('${list}', 'insert') as may`;
      expect((await client.query(may)).rows).toEqual([{ may: false }]);
    });
  });

  test("one that serves the stores, and one that owns them", async () => {
    const [serving] = await anew("role", as("writer"));
    expect(serving).toMatchObject({ level: "info", found: expect.stringContaining("may not apply") });
    const owned = await server.createDatabase("owned");
    await connected(
      owned,
      async (client) => void (await client.query("create schema unified_store authorization owner")),
    );
    const at = owned.replace("postgres@", "owner@");
    await (await UnifiedStoreManager.open({ url: at })).close();
    const [owning] = await anew("role", at);
    expect(owning).toMatchObject({ level: "info", found: expect.stringContaining("may apply") });
  });

  test("row-level security without a policy for the role, which the cure mends", async () => {
    await run(stores, "alter table unified_store.profile enable row level security");
    await run(stores, "create policy others on unified_store.profile to reader using (true)");
    await run(stores, "create policy look on unified_store.profile for select to writer using (true)");
    expect(await foundBy("row-security", stores)).toEqual([]);
    expect(await anew("row-security", as("reader"))).toEqual([]);
    const [finding] = await anew("row-security", as("writer"));
    expect(finding).toMatchObject({ subject: "profile", level: "error" });
    expect(finding!.found).toMatch(/lets role writer insert, update, delete$/);
    await run(stores, finding!.cure!);
    expect(await anew("row-security", as("writer"))).toEqual([]);
  });

  test("what a role may not read is a fact, and the other checks go on", async () => {
    await run(stores, "create extension pg_stat_statements schema public");
    await run(stores, "revoke select on public.pg_stat_statements from public");
    const fresh = await UnifiedStoreManager.open({ url: as("writer"), migrateSchema: false });
    const { checks, findings } = await diagnose(fresh);
    await fresh.close();
    const failed = findings.filter(({ found }) => found.startsWith("this could not be checked"));
    expect(failed).toMatchObject([{ id: "slow-statements", level: "info", cure: null }]);
    expect(failed[0]!.found).toMatch(/pg_stat_statements/);
    expect(checks.indexOf("slow-statements")).toBeLessThan(checks.length - 1);
    await run(stores, "drop extension pg_stat_statements");
  });
});

describe("settings", () => {
  test("a role whose transactions are read-only, which the cure mends", async () => {
    await run(stores, "alter database app set default_transaction_read_only = on");
    const [finding] = await anew("read-only");
    expect(finding).toMatchObject({ subject: "default_transaction_read_only", level: "warning" });
    for (const statement of finding!.cure!.split("; "))
      await run(stores, `set default_transaction_read_only = off; ${statement}`);
    expect(await anew("read-only")).toEqual([]);
  });

  test.each([
    ["fsync", "off", "error"],
    ["autovacuum", "off", "warning"],
    ["full_page_writes", "off", "error"],
    ["synchronous_commit", "off", "info"],
    ["standard_conforming_strings", "off", "warning"],
    ["track_counts", "off", "warning"],
    ["work_mem", "'1MB'", "info"],
  ])("%s = %s is found, with its cure", async (name, value, level) => {
    await withServer(name, value, async () => {
      const findings = (await anew("settings")).filter(({ subject }) => subject === name);
      expect(findings).toMatchObject([
        { level, cure: expect.stringContaining(`alter system reset ${name}`) },
      ]);
    });
    expect((await anew("settings")).map(({ subject }) => subject)).toEqual([null]);
  });

  test("encoding, DateStyle and TimeZone are facts", async () => {
    await run(stores, "alter database app set timezone = 'Asia/Tokyo'");
    const [finding] = await anew("settings");
    await run(stores, "alter database app reset timezone");
    expect(finding).toMatchObject({
      level: "info",
      found: expect.stringMatching(/^encoding UTF8.*Asia\/Tokyo/),
    });
  });
});

test("statements that take long, without their values", async () => {
  const [absent] = await foundBy("slow-statements", stores);
  expect(absent).toMatchObject({ subject: "pg_stat_statements", level: "info" });
  await run(stores, absent!.cure!);
  expect(await foundBy("slow-statements", stores)).toEqual([]);
  await run(stores, "select 'secret', pg_sleep(0.02), count(*) from \"unified_store\".profile");
  const [slow, ...others] = await foundBy("slow-statements", stores);
  expect(others).toEqual([]);
  expect(slow).toMatchObject({ level: "info", cure: null });
  expect(slow!.found).toMatch(/^1 call took \d+ ms on average: select \$1, pg_sleep\(\$2\)/);
  await run(stores, "drop extension pg_stat_statements");
});

test("a prepared transaction that nobody ended, and its end by the cure", async () => {
  await connected(url, async (client) => {
    await client.query("begin; insert into unified_store.search_scheme values ('x', 1, 1, null, '')");
    await client.query("prepare transaction 'left over'");
  });
  const [finding] = await foundBy("long-transaction", stores, { longTransactionMs: 0 });
  expect(finding).toMatchObject({ subject: "left over", level: "warning" });
  await run(stores, finding!.cure!);
  expect(await foundBy("long-transaction", stores, { longTransactionMs: 0 })).toEqual([]);
});

test("connections near the server's limit", async () => {
  expect(await foundBy("connections", stores)).toEqual([]);
  const fill = async (left: number): Promise<void> => {
    if (left > 0) return connected(url, () => fill(left - 1));
    const [finding] = await foundSoon("connections", stores, (findings) => findings.length > 0);
    expect(finding).toMatchObject({ subject: "max_connections", level: "warning" });
    expect(finding!.found).toMatch(/^1\d of 17 connections/);
  };
  await fill(14);
});
