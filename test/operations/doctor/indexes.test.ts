import { Client } from "pg";
import type { UnifiedStoreManager } from "../../../src";
import type { Finding } from "../../../src/operations";
import { backend, backends, type TestDatabase } from "../../backends";
import { connected, foundBy, foundSoon, run } from "./support";

const cureOf = ([finding]: readonly Finding[]): string => finding!.cure!;

describe.each(backends)("indexes on $name", ({ create, engine }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await create();
    stores = await database.open();
  });
  afterAll(() => database.drop());
  const table = (name: string): string => stores.internals.dialect.table(name);
  const schema = engine === "postgres" ? "unified_store." : "";

  test("a dropped index and a dropped unique one are found, and the cures make them again", async () => {
    await run(stores, `drop index ${schema}memory_item_by_created`);
    await run(stores, `drop index ${schema}profile_key`);
    const findings = await foundBy("missing-index", stores);
    expect(findings.map(({ subject, level }) => [subject, level])).toEqual([
      ["profile_key", "error"],
      ["memory_item_by_created", "warning"],
    ]);
    for (const { cure } of findings) await run(stores, cure!);
    expect(await foundBy("missing-index", stores)).toEqual([]);
  });

  test("a dropped table is found, without its indexes", async () => {
    await run(stores, `drop table ${table("agent_consumer")}`);
    expect(await foundBy("missing-index", stores)).toMatchObject([
      { subject: "agent_consumer", level: "error", cure: null },
    ]);
  });

  test("an index that another repeats is found, and the cure drops it and not the store's", async () => {
    const of = `${table("profile")} ("tenant_id", "workspace_id", "name")`;
    await run(stores, `create index profile_again on ${of}`);
    await run(stores, `create index profile_partial on ${of} where version > 1`);
    await run(stores, `create index profile_partial_again on ${of} where version > 1`);
    const findings = await foundBy("duplicate-index", stores);
    expect(findings).toMatchObject([
      {
        subject: "profile_again",
        level: "warning",
        found: expect.stringContaining("the same as profile_key"),
      },
      { subject: "profile_partial_again", level: "warning" },
    ]);
    for (const { cure } of findings) await run(stores, cure!);
    expect(await foundBy("duplicate-index", stores)).toEqual([]);
  });
});

describe("indexes of PostgreSQL", () => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await backend("PostgreSQL").create();
    stores = await database.open();
  });
  afterAll(() => database.drop());

  test("a dropped key is found, and the cure makes it again", async () => {
    await run(stores, "alter table unified_store.memory_policy drop constraint memory_policy_pk");
    const findings = await foundBy("missing-index", stores);
    expect(findings).toMatchObject([{ subject: "memory_policy_pk", level: "error" }]);
    await run(stores, cureOf(findings));
    expect(await foundBy("missing-index", stores)).toEqual([]);
  });

  test("an index that is being made is a fact; once that is interrupted, it is invalid", async () => {
    await connected(database.url, async (writer) => {
      await writer.query("begin");
      await writer.query("lock table unified_store.profile in row exclusive mode");
      const maker = new Client({ connectionString: database.url });
      await maker.connect();
      const making = maker
        .query("create index concurrently profile_slow on unified_store.profile (created_at)")
        .catch((error: Error) => error.message);
      expect(await foundSoon("invalid-index", stores, (findings) => findings.length > 0)).toMatchObject([
        { subject: "profile_slow", level: "info", found: expect.stringContaining("being made") },
      ]);
      await run(
        stores,
        "select pg_cancel_backend(pid) from pg_stat_activity where query like 'create index concurrently profile_slow%'",
      );
      expect(await making).toMatch(/canceling/);
      await maker.end();
      await writer.query("rollback");
    });
    const findings = await foundBy("invalid-index", stores);
    expect(findings).toMatchObject([{ subject: "profile_slow", level: "warning" }]);
    await run(stores, cureOf(findings));
    expect(await foundBy("invalid-index", stores)).toEqual([]);
  });

  test("an index of another that takes space and is never used", async () => {
    await run(
      stores,
      `insert into unified_store.memory_policy
       select 't', repeat('x', 60) || n, 1, false, now(), 1 from generate_series(1, 12000) as n`,
    );
    await run(stores, "create index policy_unused on unified_store.memory_policy (name, ttl_days)");
    const findings = await foundBy("unused-index", stores);
    expect(findings).toMatchObject([{ subject: "policy_unused", level: "info" }]);
    await run(stores, cureOf(findings));
    expect(await foundBy("unused-index", stores)).toEqual([]);
  });
});
