import type { UnifiedStoreManager } from "../../../src";
import { levelOf } from "../../../src/dialect/postgres/diagnostics/tables/bloat";
import { backend, type TestDatabase } from "../../backends";
import { foundBy, foundSoon, run } from "./support";

const ROWS = 12_000;
/** 260 bytes each, so that ten of them are more than a page apart. */
const FILL = `insert into unified_store.memory_policy
  select 't', repeat('x', 900) || n, 1, false, now(), 1 from generate_series(1, ${ROWS}) as n`;

describe("tables of PostgreSQL", () => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await backend("PostgreSQL").create();
    stores = await database.open({ poolSize: 1 });
    // Or autovacuum may do what the cures do.
    await run(stores, "alter table unified_store.memory_policy set (autovacuum_enabled = off)");
  });
  afterAll(() => database.drop());
  const subjects = async (id: string): Promise<unknown[]> =>
    (await foundBy(id, stores)).map(({ subject, level }) => [subject, level]);

  test("a table that was never analyzed, its size, what changed since, dead rows, and free space", async () => {
    await run(stores, FILL);
    await run(stores, "select pg_stat_force_next_flush()");
    const [never] = await foundSoon("statistics", stores, (findings) => findings.length > 0);
    expect(never).toMatchObject({ subject: "memory_policy", level: "warning" });
    expect(never!.found).toMatch(/12,000 rows and was never analyzed/);
    await run(stores, never!.cure!);
    await foundSoon("statistics", stores, (findings) => findings.length === 0);
    expect(await subjects("largest-tables")).toEqual([["memory_policy", "info"]]);

    await run(stores, "update unified_store.memory_policy set ttl_days = 2");
    await run(stores, "select pg_stat_force_next_flush()");
    const [changed] = await foundSoon("statistics", stores, (findings) => findings.length > 0);
    expect(changed!.found).toMatch(/12,000 rows of table memory_policy changed/);
    const [dead] = await foundSoon("dead-rows", stores, (findings) => findings.length > 0);
    expect(dead).toMatchObject({ subject: "memory_policy", level: "warning" });
    await run(stores, dead!.cure!);
    await foundSoon("dead-rows", stores, (findings) => findings.length === 0);
    expect(await subjects("statistics")).toEqual([]);

    const [free] = await foundBy("bloat", stores);
    expect(free).toMatchObject({ subject: "memory_policy", level: "info" });
    await run(stores, free!.cure!);
    expect(await foundBy("bloat", stores)).toEqual([]);
  });

  test("autovacuum that is off for a table", async () => {
    const [finding] = await foundBy("table-autovacuum", stores);
    expect(finding).toMatchObject({ subject: "memory_policy", level: "warning" });
    await run(stores, finding!.cure!);
    expect(await foundBy("table-autovacuum", stores)).toEqual([]);
  });

  test("a lot of free space is a warning", () => {
    expect([levelOf(2 ** 27), levelOf(2 ** 28)]).toEqual(["info", "warning"]);
  });
});
