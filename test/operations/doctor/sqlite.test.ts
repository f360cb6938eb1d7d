import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import SqliteDriver from "better-sqlite3";
import { UnifiedStoreManager } from "../../../src";
import { levelOf } from "../../../src/dialect/sqlite/diagnostics/checks/wal-size";
import { diagnose } from "../../../src/operations";
import { backend, type TestDatabase } from "../../backends";
import { foundBy, run } from "./support";

describe("SQLite", () => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let path: string;
  beforeEach(async () => {
    database = await backend("SQLite on file").create();
    stores = await database.open();
    path = database.url.replace("sqlite:", "");
  });
  afterEach(() => database.drop());

  test.each([
    ["synchronous", "off", "error"],
    ["foreign_keys", "off", "error"],
    ["journal_mode", "delete", "warning"],
  ])("pragma %s = %s is found, which the cure mends", async (name, value, level) => {
    await run(stores, `pragma ${name} = ${value}`);
    const findings = await foundBy("settings", stores);
    expect(findings).toMatchObject([
      { subject: name, level },
      { subject: null, level: "info" },
    ]);
    await run(stores, findings[0]!.cure!);
    expect(await foundBy("settings", stores)).toMatchObject([{ level: "info" }]);
  });

  test("a connection that may not write, which the cure mends", async () => {
    await run(stores, "pragma query_only = on");
    const [finding] = await foundBy("read-only", stores);
    expect(finding).toMatchObject({ subject: "query_only", level: "warning" });
    await run(stores, finding!.cure!);
    expect(await foundBy("read-only", stores)).toEqual([]);
  });

  test("rows that refer to nothing", async () => {
    await run(stores, "pragma foreign_keys = off");
    await run(
      stores,
      `insert into retrieval_config_version (tenant_id, name, version, settings, created_at)
       values ('a', 'gone', 1, '{}', '2026-01-01T00:00:00.000Z')`,
    );
    await run(stores, "pragma foreign_keys = on");
    const findings = await foundBy("foreign-keys", stores);
    expect(findings).toMatchObject([{ subject: "retrieval_config_version", level: "error" }]);
    expect(findings[0]!.found).toMatch(/1 row of .* rows of retrieval_config that/);
  });

  test("a broken page is an error that names no contents, and the other checks go on", async () => {
    const { memory } = stores.scope({ tenant: "a" });
    const content = `secret ${"word ".repeat(50)}`;
    await memory.addMany(Array.from({ length: 200 }, () => ({ type: "t", content })));
    await stores.close();
    const size = 4096;
    const bytes = readFileSync(path);
    const page = bytes.indexOf("secret") - (bytes.indexOf("secret") % size);
    const file = openSync(path, "r+");
    writeSync(file, Buffer.alloc(size, 0x7f), 0, size, page);
    closeSync(file);
    const damaged = await UnifiedStoreManager.open({ url: database.url, migrateSchema: false });
    try {
      const { findings, checks } = await diagnose(damaged);
      const [finding] = findings;
      expect(finding).toMatchObject({ id: "integrity", level: "error" });
      expect(finding!.found).toMatch(/damaged: .*memory_item/);
      expect(finding!.cure).toContain(".recover");
      expect(JSON.stringify(findings)).not.toContain("secret");
      expect(findings.map(({ id }) => id)).toContain("settings");
      expect(checks.length).toBeGreaterThan(10);
    } finally {
      await damaged.close();
    }
  });

  test("another connection that keeps the write lock", async () => {
    expect(await foundBy("locked", stores)).toEqual([]);
    const other = new SqliteDriver(path);
    try {
      other.exec("begin immediate");
      expect(await foundBy("locked", stores)).toMatchObject([{ level: "warning" }]);
      other.exec("rollback");
      expect(await foundBy("locked", stores)).toEqual([]);
    } finally {
      other.close();
    }
  });

  test("a long log, the sizes of tables, and free pages", async () => {
    const reader = new SqliteDriver(path, { readonly: true });
    try {
      reader.exec("begin");
      reader.prepare("select count(*) from profile").get();
      await run(
        stores,
        `insert into agent_state (tenant_id, workspace_id, key, value, version)
         values ('a', 'b', 'c', hex(zeroblob(${10 * 1024 * 1024})), 1)`,
      );
      const [log] = await foundBy("wal-size", stores);
      expect(log).toMatchObject({ level: "info" });
      expect((await foundBy("largest-tables", stores)).map(({ subject }) => subject)).toContain(
        "agent_state",
      );
      reader.exec("rollback");
      await run(stores, log!.cure!);
      expect(await foundBy("wal-size", stores)).toEqual([]);
      await run(stores, "pragma secure_delete = off");
      await run(stores, "delete from agent_state");
      const [free] = await foundBy("free-pages", stores);
      expect(free).toMatchObject({ level: "info" });
      await run(stores, free!.cure!);
      expect(await foundBy("free-pages", stores)).toEqual([]);
    } finally {
      reader.close();
    }
    expect([levelOf(2 ** 25), levelOf(2 ** 26)]).toEqual(["info", "warning"]);
  });

  test("a table that was never analyzed, which the cure mends", async () => {
    await run(
      stores,
      `insert into memory_policy select 'a', 'x' || value, 1, 0, '2026-01-01T00:00:00.000Z', 1
       from (with recursive n (value) as (select 1 union all select value + 1 from n limit 10000) select value from n)`,
    );
    const [finding] = await foundBy("statistics", stores);
    expect(finding).toMatchObject({ subject: "memory_policy", level: "info" });
    await run(stores, finding!.cure!);
    expect(await foundBy("statistics", stores)).toEqual([]);
  });
});
