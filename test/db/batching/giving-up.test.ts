import { setTimeout as delay } from "node:timers/promises";
import type { Scope } from "../../../src";
import { add, Watched } from "./watched";

/** Calls that are given up leave those alone that share their statement. */
let on: Watched;
let acme: Scope;

beforeAll(async () => {
  on = await Watched.open();
});
beforeEach(() => {
  acme = on.newScope();
});
afterAll(() => on.close());

test("an add that is given up is not written, and those that shared its statement are", async () => {
  const controller = new AbortController();
  await on.whileLocked(async () => {
    const calls = [
      acme.memory.add({ type: "slow", content: "given up" }, { signal: controller.signal }),
      add(acme, "slow", "kept"),
      add(acme, "t", "kept"),
    ];
    const settled = Promise.allSettled(calls);
    await on.untilBlocked();
    controller.abort();
    await expect(calls[0]).rejects.toMatchObject({ code: "aborted", mayHaveCommitted: false });
    await on.other.query("select pg_advisory_unlock(7)");
    const [, ...kept] = await settled;
    expect(kept.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
    await on.other.query("select pg_advisory_lock(7)");
  });
  const { items } = await acme.memory.list();
  expect(items.map(({ content }) => content)).toEqual(["kept", "kept"]);
});

test("gets that everybody has given up are ended, and hold no connection", async () => {
  const { id } = await add(acme);
  await on.other.query("begin; lock table unified_store.memory_item in access exclusive mode");
  const given = Array.from({ length: 30 }, () => acme.memory.get(id, { timeoutMs: 40 }));
  for (const result of await Promise.allSettled(given)) expect(result).toMatchObject({ status: "rejected" });
  for (;;) {
    const { rows } = await on.other.query("select 1 from pg_locks where not granted");
    if (rows.length === 0) break;
    await delay(5);
  }
  await on.other.query("rollback");
  expect(await acme.memory.get(id)).not.toBeNull();
});

test("an abort's reason is the business of who gave it", async () => {
  const lookalike = Object.assign(new Error("connection terminated"), { code: "ECONNRESET" });
  const item = await add(acme);
  const signal = AbortSignal.abort(lookalike);
  const results = await Promise.allSettled([acme.memory.get(item.id, { signal }), acme.memory.get(item.id)]);
  expect(results[0]).toMatchObject({ reason: { code: "aborted", mayHaveCommitted: false } });
  expect(results[1]).toMatchObject({ status: "fulfilled" });
});

test("a get that is given up leaves the others alone", async () => {
  const items = await acme.memory.addMany([1, 2, 3].map((content) => ({ type: "t", content })));
  await on.other.query("begin; lock table unified_store.memory_item in access exclusive mode");
  const first = acme.memory.get(items[0]!.id);
  const timed = acme.memory.get(items[1]!.id, { timeoutMs: 20 });
  const last = acme.memory.get(items[2]!.id);
  await expect(timed).rejects.toMatchObject({ code: "timeout", operation: "memory.get" });
  await on.other.query("rollback");
  expect(await Promise.all([first, last])).toEqual([items[0], items[2]]);
});

test("a signal that has fired sends nothing", async () => {
  const { id } = await add(acme);
  on.sent.length = 0;
  const signal = AbortSignal.abort();
  await expect(acme.memory.get(id, { signal })).rejects.toMatchObject({ code: "aborted" });
  expect(on.sent).toEqual([]);
});

test("signals that outlive their calls keep nothing of them", async () => {
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
