import type { Client } from "pg";
import type { UnifiedStoreManager } from "../../../src";
import { diagnose } from "../../../src/operations";
import { backend, type TestDatabase } from "../../backends";
import { connected, foundBy, foundSoon, run } from "./support";

describe("sessions of PostgreSQL", () => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await backend("PostgreSQL").create();
    stores = await database.open();
  });
  afterAll(() => database.drop());
  const pidOf = async (client: Client): Promise<string> =>
    String((await client.query("select pg_backend_pid() as pid")).rows[0].pid);

  test("a transaction that is open for long, and its end by the cure", async () => {
    expect(await foundBy("long-transaction", stores, { longTransactionMs: 0 })).toEqual([]);
    await connected(database.url, async (client) => {
      await client.query("begin");
      const pid = await pidOf(client);
      expect(await foundBy("long-transaction", stores)).toEqual([]);
      const [finding] = await foundBy("long-transaction", stores, { longTransactionMs: 0 });
      expect(finding).toMatchObject({ subject: pid, level: "warning" });
      expect(finding!.found).toMatch(/idle in transaction/);
      await run(stores, finding!.cure!);
      await foundSoonGone();
    });
  });
  async function foundSoonGone(): Promise<void> {
    while ((await foundBy("long-transaction", stores, { longTransactionMs: 0 })).length > 0);
  }

  test("a session that waits for a lock, and the one that holds it", async () => {
    await connected(database.url, (holder) =>
      connected(database.url, async (waiter) => {
        await holder.query("begin; lock table unified_store.profile");
        const waiting = waiter.query("begin; lock table unified_store.profile; rollback");
        const [finding] = await foundSoon("waiting-locks", stores, ([each]) => each?.level === "warning");
        expect(finding!.cure).toBe(`select pg_terminate_backend(${await pidOf(holder)});`);
        await holder.query("rollback");
        await waiting;
        expect(await pidOf(waiter)).toBe(finding!.subject);
        expect(await foundBy("waiting-locks", stores)).toEqual([]);
      }),
    );
  });

  test("a deadlock that the server ended", async () => {
    expect(await foundBy("deadlocks", stores)).toEqual([]);
    await connected(database.url, (one) =>
      connected(database.url, async (other) => {
        for (const [client, lock] of [
          [one, 1],
          [other, 2],
        ] as const)
          await client.query(`begin; set local deadlock_timeout = 10; select pg_advisory_xact_lock(${lock})`);
        const ends = await Promise.allSettled([
          one.query("select pg_advisory_xact_lock(2)"),
          other.query("select pg_advisory_xact_lock(1)"),
        ]);
        expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
        for (const client of [one, other]) await client.query("rollback");
      }),
    );
    const [finding] = await foundSoon("deadlocks", stores, (findings) => findings.length > 0);
    expect(finding).toMatchObject({ level: "info", found: expect.stringContaining("1 deadlock in") });
  });

  test("callers that wait for a connection of the pool", async () => {
    const small = await database.open({ poolSize: 1 });
    const { memory } = small.scope({ tenant: "a" });
    let finish = (): void => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const holding = small.scope({ tenant: "a" }).transaction(() => held);
    while (small.internals.dialect.pool().idle + 1 > small.internals.dialect.pool().size)
      await new Promise(setImmediate);
    const waiting = Promise.resolve(memory.list());
    while (small.internals.dialect.pool().waiting === 0) await new Promise(setImmediate);
    // The diagnosis gets no connection either.
    const { findings } = await diagnose(small, { checkTimeoutMs: 50 });
    finish();
    await Promise.all([holding, waiting]);
    expect(findings).toMatchObject([
      { id: "connection", level: "error" },
      { id: "pool", level: "warning", found: expect.stringMatching(/1 caller .* 1 of 1 connection /) },
    ]);
    expect(await foundBy("pool", small)).toEqual([]);
  });
});
