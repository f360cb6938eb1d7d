import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { Client, Pool } from "pg";
import { type Scope, UnifiedStoreError, UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";
import { countingClient } from "../support/counting-client";

/**
 * Batching: concurrent calls share statements, without any visible effect except speed. On
 * PostgreSQL, where reads share statements too.
 */
let database: TestDatabase;
let pool: Pool;
let stores: UnifiedStoreManager;
let acme: Scope;
/** Another client of the same database. */
let other: Client;
const sent: string[] = [];

beforeAll(async () => {
  database = await backend("PostgreSQL").create();
  pool = new Pool({ connectionString: database.url, max: 6, Client: countingClient(sent) });
  stores = await UnifiedStoreManager.open({ pool });
  other = new Client({ connectionString: database.url });
  await other.connect();
  await other.query(`
    create function refuse() returns trigger language plpgsql as $$ begin
      if new.type = 'refused' then raise exception 'no' using errcode = '23514'; end if;
      if new.type = 'slow' then perform pg_advisory_xact_lock(7); end if;
      return new;
    end $$;
    create trigger refuse before insert on unified_store.memory_item for each row execute function refuse()`);
});
beforeEach(() => {
  acme = stores.scope({ tenant: `tenant ${Math.random()}` });
  sent.length = 0;
});
afterAll(async () => {
  await stores.close();
  await pool.end();
  await other.end();
  await database.drop();
});

const add = (scope: Scope, type = "t", content: string | number = 1) => scope.memory.add({ type, content });
const statements = (pattern: RegExp): number => sent.filter((text) => pattern.test(text)).length;
const SELECTS = /^select .* from .*"memory_item"/;
const INSERTS = /insert into .*"memory_item"/;

/** Waits until this number of clients waits for the lock of slow rows. */
async function untilBlocked(count = 1): Promise<void> {
  for (;;) {
    const { rows } = await other.query("select 1 from pg_locks where locktype = 'advisory' and not granted");
    if (rows.length >= count) return;
    await delay(5);
  }
}

async function whileLocked(work: () => Promise<void>): Promise<void> {
  await other.query("select pg_advisory_lock(7)");
  try {
    await work();
  } finally {
    await other.query("select pg_advisory_unlock(7)");
  }
}

test("concurrent gets are one statement, and each has its own result", async () => {
  const items = await acme.memory.addMany(
    Array.from({ length: 20 }, (_, i) => ({ type: "t", content: { i } })),
  );
  sent.length = 0;
  const missing = "01890000-0000-7000-8000-000000000000";
  const wanted = [...items.map(({ id }) => id), missing, items[0]!.id];
  const got = await Promise.all(wanted.map((id) => acme.memory.get(id)));
  expect(got.slice(0, 20)).toEqual(items);
  expect(got[20]).toBeNull();
  expect(got[21]).toEqual(items[0]);
  expect(got[21]).not.toBe(got[0]);
  expect(got[21]!.content).not.toBe(got[0]!.content);
  expect(statements(SELECTS)).toBe(1);
});

test("a single call sends its usual statement, at once", async () => {
  const item = await add(acme);
  await acme.memory.get(item.id);
  expect(statements(/any\(/)).toBe(0);
  expect(sent).toHaveLength(2);
});

test("concurrent adds are few statements; all rows are written, and found", async () => {
  const added = await Promise.all(Array.from({ length: 50 }, (_, i) => add(acme, "t", `number word${i}`)));
  expect(statements(INSERTS)).toBeLessThan(5);
  expect(await acme.memory.getMany(added.map(({ id }) => id))).toEqual(added);
  for (const i of [0, 17, 49]) {
    const { items } = await acme.memory.search({ text: `word${i}` });
    expect(items.map(({ id }) => id)).toEqual([added[i]!.id]);
  }
});

test("scopes do not share", async () => {
  const elsewhere = stores.scope({ tenant: acme.tenant, workspace: "elsewhere" });
  const [mine, theirs] = await Promise.all([add(acme), add(elsewhere)]);
  const crossed = [acme.memory.get(theirs.id), elsewhere.memory.get(mine.id)];
  const own = [acme.memory.get(mine.id), elsewhere.memory.get(theirs.id)];
  expect(await Promise.all([...crossed, ...own])).toEqual([null, null, mine, theirs]);
});

test("a refused call does not affect the others", async () => {
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

test("an add with the caller's own id is not batched: it may collide", async () => {
  const taken = await add(acme);
  const results = await Promise.allSettled([
    acme.memory.add({ id: taken.id, type: "t", content: 1 }),
    add(acme),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  expect((results[0] as PromiseRejectedResult).reason).toMatchObject({ code: "unique_violation" });
});

test("no call waits for a hanging statement", async () => {
  await whileLocked(async () => {
    for (const blocked of [1, 2, 3]) {
      void add(acme, "slow");
      await untilBlocked(blocked);
    }
    const others = await Promise.all(Array.from({ length: 10 }, () => add(acme)));
    expect(others).toHaveLength(10);
  });
});

test("an aborted add is not written, and the adds in the same statement are", async () => {
  const controller = new AbortController();
  await whileLocked(async () => {
    const calls = [
      acme.memory.add({ type: "slow", content: "given up" }, { signal: controller.signal }),
      add(acme, "slow", "kept"),
      add(acme, "t", "kept"),
    ];
    const settled = Promise.allSettled(calls);
    await untilBlocked();
    controller.abort();
    await expect(calls[0]).rejects.toMatchObject({ code: "aborted", mayHaveCommitted: false });
    await other.query("select pg_advisory_unlock(7)");
    const [, ...kept] = await settled;
    expect(kept.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
    await other.query("select pg_advisory_lock(7)");
  });
  const { items } = await acme.memory.list();
  expect(items.map(({ content }) => content)).toEqual(["kept", "kept"]);
});

test("gets that all callers have aborted are cancelled, and hold no connection", async () => {
  const { id } = await add(acme);
  await other.query("begin; lock table unified_store.memory_item in access exclusive mode");
  const given = Array.from({ length: 30 }, () => acme.memory.get(id, { timeoutMs: 40 }));
  for (const result of await Promise.allSettled(given)) expect(result).toMatchObject({ status: "rejected" });
  for (;;) {
    const { rows } = await other.query("select 1 from pg_locks where not granted");
    if (rows.length === 0) break;
    await delay(5);
  }
  await other.query("rollback");
  expect(await acme.memory.get(id)).not.toBeNull();
});

test("after a driver's own timeout nothing is written twice, and every caller gets the error", async () => {
  const impatient = new Pool({ connectionString: database.url, max: 2, query_timeout: 300 });
  const alone = await UnifiedStoreManager.open({ pool: impatient, migrateSchema: false });
  const scope = alone.scope({ tenant: acme.tenant });
  await Promise.all([add(scope), add(scope), add(scope)]);
  await other.query("begin; lock table unified_store.memory_item in access exclusive mode");
  const results = await Promise.allSettled([add(scope), add(scope), add(scope)]);
  for (const result of results)
    expect(result).toMatchObject({ reason: { code: "timeout", mayHaveCommitted: true } });
  await other.query("rollback");
  await alone.close();
  await impatient.end();
});

test("only the aborting caller gets the reason of an abort", async () => {
  const lookalike = Object.assign(new Error("connection terminated"), { code: "ECONNRESET" });
  const item = await add(acme);
  const signal = AbortSignal.abort(lookalike);
  const results = await Promise.allSettled([acme.memory.get(item.id, { signal }), acme.memory.get(item.id)]);
  expect(results[0]).toMatchObject({ reason: { code: "aborted", mayHaveCommitted: false } });
  expect(results[1]).toMatchObject({ status: "fulfilled" });
});

test("an aborted get does not affect the others", async () => {
  const items = await acme.memory.addMany([1, 2, 3].map((content) => ({ type: "t", content })));
  await other.query("begin; lock table unified_store.memory_item in access exclusive mode");
  const first = acme.memory.get(items[0]!.id);
  const timed = acme.memory.get(items[1]!.id, { timeoutMs: 20 });
  const last = acme.memory.get(items[2]!.id);
  await expect(timed).rejects.toMatchObject({ code: "timeout", operation: "memory.get" });
  await other.query("rollback");
  expect(await Promise.all([first, last])).toEqual([items[0], items[2]]);
});

test("an aborted signal sends nothing", async () => {
  const { id } = await add(acme);
  sent.length = 0;
  const signal = AbortSignal.abort();
  await expect(acme.memory.get(id, { signal })).rejects.toMatchObject({ code: "aborted" });
  expect(sent).toEqual([]);
});

test("signals that outlive their calls keep no references to them", async () => {
  const controller = new AbortController();
  const listeners = new Set<unknown>();
  const { signal } = controller;
  const [on, off] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...args: Parameters<typeof on>) => {
    listeners.add(args[1]);
    on(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof off>) => {
    listeners.delete(args[1]);
    off(...args);
  };
  const { id } = await add(acme);
  await Promise.all(Array.from({ length: 5 }, () => acme.memory.get(id, { signal })));
  expect(listeners.size).toBe(0);
});

test("after a lost connection, all callers of a shared add get mayHaveCommitted", async () => {
  const own = new Pool({ connectionString: database.url, max: 1 });
  const alone = await UnifiedStoreManager.open({ pool: own });
  const scope = alone.scope({ tenant: acme.tenant });
  await whileLocked(async () => {
    const { rows } = await own.query<{ pid: number }>("select pg_backend_pid() as pid");
    const calls = [add(scope, "slow"), add(scope), add(scope)];
    const settled = Promise.allSettled(calls);
    await untilBlocked();
    await other.query("select pg_terminate_backend($1)", [rows[0]!.pid]);
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

test("calls in a transaction are not batched with others: only they see its writes", async () => {
  const before = await add(acme);
  await acme.transaction(async (tx) => {
    const inside = await add(tx);
    const [seen, old] = await Promise.all([tx.memory.get(inside.id), tx.memory.get(before.id)]);
    expect([seen, old]).toEqual([inside, before]);
    const elsewhere = await UnifiedStoreManager.open({ pool, migrateSchema: false });
    const outside = elsewhere.scope({ tenant: acme.tenant });
    expect(await Promise.all([outside.memory.get(inside.id), outside.memory.get(before.id)])).toEqual([
      null,
      before,
    ]);
    await elsewhere.close();
  });
});

test("without a connection, batched calls are not retried one by one", async () => {
  const dead = new Pool({ connectionString: database.url, max: 1 });
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

test("empty queues are removed, for every way of leaving them", async () => {
  const { queues } = (
    stores.internals as unknown as { batching: { queues: Map<object, Map<string, unknown>> } }
  ).batching;
  const left = () => [...queues.values()].reduce((sum, ofKind) => sum + ofKind.size, 0);
  const id = "01890000-0000-7000-8000-000000000000";
  for (let i = 0; i < 20; i++) {
    const { memory } = stores.scope({ tenant: `queue ${i}` });
    await expect(memory.get(id, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "aborted" });
    await expect(memory.get(id, { timeoutMs: -1 })).rejects.toMatchObject({ code: "validation" });
    const controller = new AbortController();
    const given = memory.get(id, { signal: controller.signal });
    controller.abort();
    await expect(given).rejects.toMatchObject({ code: "aborted" });
    await Promise.all([memory.get(id), memory.get(id), memory.get(id)]);
  }
  expect(left()).toBe(0);
});

test("batchCalls: false turns batching off", async () => {
  const alone = await UnifiedStoreManager.open({ pool, batchCalls: false });
  const scope = alone.scope({ tenant: acme.tenant });
  const added = await Promise.all(Array.from({ length: 5 }, () => add(scope)));
  await Promise.all(added.map(({ id }) => scope.memory.get(id)));
  expect(statements(INSERTS)).toBe(5);
  expect(statements(SELECTS)).toBe(5);
  await alone.close();
});

test("close waits for calls that wait to be sent", async () => {
  const short = await UnifiedStoreManager.open({ pool });
  const scope = short.scope({ tenant: acme.tenant });
  const calls = Array.from({ length: 10 }, () => add(scope));
  await short.close();
  expect(await Promise.all(calls)).toHaveLength(10);
  await expect(add(scope)).rejects.toMatchObject({ code: "closed" });
});

test("concurrent calls give the same results as sequential calls", async () => {
  const call = fc.record({
    workspace: fc.constantFrom("a", "b"),
    act: fc.constantFrom("add", "get", "getMissing", "refused"),
    pick: fc.nat(100),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(call, { minLength: 1, maxLength: 20 }), { maxLength: 4 }),
      async (waves) => {
        const tenant = `property ${Math.random()}`;
        const scopes = {
          a: stores.scope({ tenant, workspace: "a" }),
          b: stores.scope({ tenant, workspace: "b" }),
        };
        const known: Record<string, Awaited<ReturnType<typeof add>>[]> = { a: [], b: [] };
        for (const wave of waves) {
          const added: [string, Awaited<ReturnType<typeof add>>][] = [];
          await Promise.all(
            wave.map(async ({ workspace, act, pick }) => {
              const scope = scopes[workspace as "a" | "b"];
              const mine = known[workspace]!;
              if (act === "add") added.push([workspace, await add(scope, "t", pick)]);
              else if (act === "refused")
                await expect(add(scope, "refused")).rejects.toMatchObject({ code: "validation" });
              else if (act === "get" && mine.length > 0) {
                const wanted = mine[pick % mine.length]!;
                expect(await scope.memory.get(wanted.id)).toEqual(wanted);
              } else {
                const [foreign] = known[workspace === "a" ? "b" : "a"]!;
                if (foreign) expect(await scope.memory.get(foreign.id)).toBeNull();
              }
            }),
          );
          for (const [workspace, item] of added) known[workspace]!.push(item);
        }
        for (const workspace of ["a", "b"] as const) {
          const stored: unknown[] = [];
          for await (const item of scopes[workspace].memory.list({ order: "oldest" })) stored.push(item);
          expect(new Set(stored.map((item) => JSON.stringify(item)))).toEqual(
            new Set(known[workspace]!.map((item) => JSON.stringify(item))),
          );
        }
      },
    ),
    { numRuns: 30 },
  );
});
