import { Pool } from "pg";
import { type Scope, UnifiedStoreError, UnifiedStoreManager } from "../../../src";
import { add, Watched } from "./watched";

/** What fails in a shared statement: each call is told what became of its own. */
let on: Watched;
let acme: Scope;

beforeAll(async () => {
  on = await Watched.open();
});
beforeEach(() => {
  acme = on.newScope();
});
afterAll(() => on.close());

test("one call's refusal is its own: the others are written", async () => {
  const calls = ["t", "refused", "t", "t", "refused"].map((type) => add(acme, type));
  const results = await Promise.allSettled(calls);
  expect(results.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
    "rejected",
  ]);
  const { reason } = results[1] as PromiseRejectedResult;
  expect(reason).toMatchObject({ code: "validation", operation: "memory.add", tenant: acme.tenant });
  expect((await acme.memory.list()).items).toHaveLength(3);
});

test("nobody waits behind a statement that hangs", async () => {
  await on.whileLocked(async () => {
    for (const blocked of [1, 2, 3]) {
      void add(acme, "slow");
      await on.untilBlocked(blocked);
    }
    const others = await Promise.all(Array.from({ length: 10 }, () => add(acme)));
    expect(others).toHaveLength(10);
  });
});

test("a driver's own timeout may have been too early: nothing is written twice, and everybody is told", async () => {
  const impatient = new Pool({ connectionString: on.url, max: 2, query_timeout: 300 });
  const alone = await UnifiedStoreManager.open({ pool: impatient, migrateSchema: false });
  const scope = alone.scope({ tenant: acme.tenant });
  await Promise.all([add(scope), add(scope), add(scope)]);
  await on.other.query("begin; lock table unified_store.memory_item in access exclusive mode");
  const results = await Promise.allSettled([add(scope), add(scope), add(scope)]);
  for (const result of results)
    expect(result).toMatchObject({ reason: { code: "timeout", mayHaveCommitted: true } });
  await on.other.query("rollback");
  await alone.close();
  await impatient.end();
});

test("a connection that is lost in a shared add tells everybody that it may have been written", async () => {
  const own = new Pool({ connectionString: on.url, max: 1 });
  const alone = await UnifiedStoreManager.open({ pool: own });
  const scope = alone.scope({ tenant: acme.tenant });
  await on.whileLocked(async () => {
    const { rows } = await own.query<{ pid: number }>("select pg_backend_pid() as pid");
    const calls = [add(scope, "slow"), add(scope), add(scope)];
    const settled = Promise.allSettled(calls);
    await on.untilBlocked();
    await on.other.query("select pg_terminate_backend($1)", [rows[0]!.pid]);
    for (const result of await settled) {
      expect(result).toMatchObject({ status: "rejected" });
      const { reason } = result as PromiseRejectedResult;
      expect(reason).toBeInstanceOf(UnifiedStoreError);
      expect(reason).toMatchObject({ code: "connection", mayHaveCommitted: true });
    }
  });
  await alone.close();
  await own.end();
});

test("without a connection nobody is tried one by one", async () => {
  const dead = new Pool({ connectionString: on.url, max: 1 });
  const alone = await UnifiedStoreManager.open({ pool: dead, migrateSchema: false });
  let attempts = 0;
  dead.connect = (async () => {
    attempts++;
    throw Object.assign(new Error("no"), { code: "ECONNREFUSED" });
  }) as typeof dead.connect;
  const scope = alone.scope({ tenant: acme.tenant });
  const results = await Promise.allSettled(Array.from({ length: 30 }, () => add(scope)));
  for (const result of results) expect(result).toMatchObject({ reason: { code: "connection" } });
  expect(attempts).toBeLessThan(10);
  await alone.close();
});
