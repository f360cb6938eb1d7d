import fc from "fast-check";
import { type Scope, UnifiedStoreManager } from "../../../src";
import { add, INSERTS, SELECTS, Watched } from "./watched";

/** Calls that wait at the same time share statements. Nothing but their time may show it. */
let on: Watched;
let acme: Scope;

beforeAll(async () => {
  on = await Watched.open();
});
beforeEach(() => {
  acme = on.newScope();
});
afterAll(() => on.close());

test("gets of one moment are one statement, and each has its own result", async () => {
  const items = await acme.memory.addMany(
    Array.from({ length: 20 }, (_, i) => ({ type: "t", content: { i } })),
  );
  on.sent.length = 0;
  const missing = "01890000-0000-7000-8000-000000000000";
  const wanted = [...items.map(({ id }) => id), missing, items[0]!.id];
  const got = await Promise.all(wanted.map((id) => acme.memory.get(id)));
  expect(got.slice(0, 20)).toEqual(items);
  expect(got[20]).toBeNull();
  expect(got[21]).toEqual(items[0]);
  expect(got[21]).not.toBe(got[0]);
  expect(got[21]!.content).not.toBe(got[0]!.content);
  expect(on.statements(SELECTS)).toBe(1);
});

test("a lone call sends the statement that it always sent, and at once", async () => {
  const item = await add(acme);
  await acme.memory.get(item.id);
  expect(on.statements(/any\(/)).toBe(0);
  expect(on.sent).toHaveLength(2);
});

test("adds of one moment are few statements; all are there, and found", async () => {
  const added = await Promise.all(Array.from({ length: 50 }, (_, i) => add(acme, "t", `number word${i}`)));
  expect(on.statements(INSERTS)).toBeLessThan(5);
  expect(await acme.memory.getMany(added.map(({ id }) => id))).toEqual(added);
  for (const i of [0, 17, 49]) {
    const { items } = await acme.memory.search({ text: `word${i}` });
    expect(items.map(({ id }) => id)).toEqual([added[i]!.id]);
  }
});

test("scopes do not share", async () => {
  const elsewhere = on.stores.scope({ tenant: acme.tenant, workspace: "elsewhere" });
  const [mine, theirs] = await Promise.all([add(acme), add(elsewhere)]);
  const crossed = [acme.memory.get(theirs.id), elsewhere.memory.get(mine.id)];
  const own = [acme.memory.get(mine.id), elsewhere.memory.get(theirs.id)];
  expect(await Promise.all([...crossed, ...own])).toEqual([null, null, mine, theirs]);
});

test("an id of the caller's own goes by itself: it may collide", async () => {
  const taken = await add(acme);
  const results = await Promise.allSettled([
    acme.memory.add({ id: taken.id, type: "t", content: 1 }),
    add(acme),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  expect((results[0] as PromiseRejectedResult).reason).toMatchObject({ code: "unique_violation" });
});

test("in a transaction calls go their own way: they see it, and the others do not", async () => {
  const before = await add(acme);
  await acme.transaction(async (tx) => {
    const inside = await add(tx);
    const [seen, old] = await Promise.all([tx.memory.get(inside.id), tx.memory.get(before.id)]);
    expect([seen, old]).toEqual([inside, before]);
    const elsewhere = await UnifiedStoreManager.open({ pool: on.pool, migrateSchema: false });
    const outside = elsewhere.scope({ tenant: acme.tenant });
    expect(await Promise.all([outside.memory.get(inside.id), outside.memory.get(before.id)])).toEqual([
      null,
      before,
    ]);
    await elsewhere.close();
  });
});

test("the switch turns it off", async () => {
  const alone = await UnifiedStoreManager.open({ pool: on.pool, batchCalls: false });
  const scope = alone.scope({ tenant: acme.tenant });
  const added = await Promise.all(Array.from({ length: 5 }, () => add(scope)));
  await Promise.all(added.map(({ id }) => scope.memory.get(id)));
  expect(on.statements(INSERTS)).toBe(5);
  expect(on.statements(SELECTS)).toBe(5);
  await alone.close();
});

test("close waits for calls that wait to be sent", async () => {
  const short = await UnifiedStoreManager.open({ pool: on.pool });
  const scope = short.scope({ tenant: acme.tenant });
  const calls = Array.from({ length: 10 }, () => add(scope));
  await short.close();
  expect(await Promise.all(calls)).toHaveLength(10);
  await expect(add(scope)).rejects.toMatchObject({ code: "closed" });
});

test("queues are forgotten when nobody is in them, however they were left", async () => {
  const { queues } = (
    on.stores.internals as unknown as { batching: { queues: Map<object, Map<string, unknown>> } }
  ).batching;
  const left = () => [...queues.values()].reduce((sum, ofKind) => sum + ofKind.size, 0);
  const id = "01890000-0000-7000-8000-000000000000";
  for (let i = 0; i < 20; i++) {
    const { memory } = on.stores.scope({ tenant: `queue ${i}` });
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

test("whatever comes together comes out as one by one", async () => {
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
          a: on.stores.scope({ tenant, workspace: "a" }),
          b: on.stores.scope({ tenant, workspace: "b" }),
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
