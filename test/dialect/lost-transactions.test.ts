import { Client, Pool } from "pg";
import { thrown } from "../../conformance/suite";
import { type Scope, UnifiedStoreError, UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";

/**
 * A transaction whose connection is lost. No commit was sent, so nothing was written, and every
 * error is a UnifiedStoreError that says so.
 */
let database: TestDatabase;
let pool: Pool;
let stores: UnifiedStoreManager;
let scope: Scope;
let other: Client;

beforeAll(async () => {
  database = await backend("PostgreSQL").create();
  pool = new Pool({ connectionString: database.url, max: 1 });
  stores = await UnifiedStoreManager.open({ pool });
  other = new Client({ connectionString: database.url });
  await other.connect();
  scope = stores.scope({ tenant: "t" });
});
afterAll(async () => {
  await stores.close();
  await pool.end();
  await other.end();
  await database.drop();
});
afterEach(async () => {
  expect((await scope.memory.list()).items).toEqual([]);
});

const add = (to: Scope) => to.memory.add({ type: "t", content: 1 });

/** Ends the connection of the transaction, and waits until this side has noticed. */
async function die(): Promise<void> {
  const [client] = (pool as unknown as { _clients: Client[] })._clients;
  const heard = new Promise<unknown>((resolve) => client!.once("end", resolve));
  await other.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()",
  );
  await heard;
}

async function lost(call: Promise<unknown>, operation: string): Promise<void> {
  const error = (await thrown(call)) as UnifiedStoreError;
  expect(error).toBeInstanceOf(UnifiedStoreError);
  expect(error).toMatchObject({ code: "connection", operation, retryable: true, mayHaveCommitted: false });
  expect(error.message).not.toMatch(/may have/);
}

test("before a statement", async () => {
  await lost(
    scope.transaction(async (tx) => {
      await add(tx);
      await die();
      await add(tx);
    }),
    "memory.add",
  );
});

test("before a savepoint is made", async () => {
  await lost(
    scope.transaction(async (tx) => {
      await add(tx);
      await die();
      await tx.transaction(add);
    }),
    "transaction",
  );
});

test("before a savepoint is released", async () => {
  await lost(
    scope.transaction((tx) =>
      tx.transaction(async (inner) => {
        await add(inner);
        await die();
      }),
    ),
    "transaction",
  );
});

test("before the commit is sent", async () => {
  await lost(
    scope.transaction(async (tx) => {
      await add(tx);
      await die();
    }),
    "transaction",
  );
});

test("in a savepoint that is rolled back: the callback's own error is thrown", async () => {
  const boom = new Error("boom");
  const call = scope.transaction((tx) =>
    tx.transaction(async (inner) => {
      await add(inner);
      await die();
      throw boom;
    }),
  );
  expect(await thrown(call)).toBe(boom);
});

test("in a savepoint whose failure the callback catches: later calls are refused", async () => {
  const call = scope.transaction(async (tx) => {
    await tx
      .transaction(async (inner) => {
        await add(inner);
        await die();
        throw new Error("boom");
      })
      .catch(() => undefined);
    await add(tx);
  });
  expect(await thrown(call)).toMatchObject({ code: "conflict", mayHaveCommitted: false });
});
