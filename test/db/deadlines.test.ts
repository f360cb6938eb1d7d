import { Pool } from "pg";
import { refused } from "../../conformance/suite";
import { UnifiedStoreManager } from "../../src";
import { startDeadline, toAbortSignal, until } from "../../src/core/call/deadline";
import { selection } from "../../src/db/table";
import { raw } from "../../src/dialect/sql";
import { backend } from "../backends";
import { child } from "../support/child";

/** Keeps this thread busy, so that no timer can fire. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test("calls in a row with a timeout and a signal leave nothing on the heap", async () => {
  const script = `
    const stores = await UnifiedStoreManager.open({ url });
    const { memory } = stores.scope({ tenant: "t" });
    const { id } = await memory.add({ type: "t", content: 1 });
    const { signal } = new AbortController();
    for (let i = 0; i < 40_000; i++) await memory.get(id, i % 2 ? { signal, timeoutMs: 60_000 } : { timeoutMs: 60_000 });
    await stores.close();
    console.log("done");`;
  const { stdout, stderr } = await child(script, "sqlite::memory:", {
    NODE_OPTIONS: "--max-old-space-size=40",
  });
  expect([stdout, stderr]).toEqual(["done\n", ""]);
});

test("a deadline is detected by the clock even if no timer can fire", () => {
  const { signal, clear } = startDeadline({ timeoutMs: 1 });
  const around = startDeadline({ timeoutMs: 60_000 }, signal);
  block(3);
  expect(around.signal!.aborted).toBe(true);
  expect(around.signal!.reason).toMatchObject({ name: "TimeoutError" });
  expect(() => signal!.throwIfAborted()).toThrow("the call's time is up");
  clear();
});

test("a statement that fails after its deadline reports its own error", async () => {
  const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
  const failing = stores.internals.run({
    // Counts for some hundred milliseconds, and then fails. It must begin before its deadline.
    statement: raw(`
      with recursive c(n) as (select 1 union all select n + 1 from c where n < 2000000)
      select abs(-9223372036854775807 - 1) from c where n = 2000000`),
    returns: selection<{ n: string }>({ n: "name" }),
    context: { operation: "test" },
    options: { timeoutMs: 50 },
  });
  await refused(failing, "not_supported");
  await stores.close();
});

test("a deadline aborts its AbortSignals and all waiting code", async () => {
  const stop = new AbortController();
  const { signal } = startDeadline({ signal: stop.signal, timeoutMs: 60_000 });
  const outer = toAbortSignal(signal!);
  const waiting = [1, 2, 3].map(() => until(signal, new Promise(() => {})));
  const reason = new Error("enough");
  stop.abort(reason);
  for (const result of await Promise.allSettled(waiting)) expect(result).toMatchObject({ reason });
  expect([outer.aborted, outer.reason]).toEqual([true, reason]);
  expect(toAbortSignal(signal!).reason).toBe(reason);
});

test("prune on SQLite ends at its timeout, and keeps its deletions", async () => {
  const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
  const { analytics } = stores.scope({ tenant: "t" });
  const old = new Date("2020-01-01T00:00:00Z");
  for (let i = 0; i < 5; i++) {
    await analytics.metrics.addMany(
      Array.from({ length: 1000 }, () => ({ name: "n", value: 1, createdAt: old })),
    );
  }
  const pruned = analytics.metrics.prune({ olderThanMs: 1000, limit: 5000 }, { timeoutMs: 1 });
  await refused(pruned, "timeout", /analytics.metrics.prune/);
  const { deleted } = await analytics.metrics.prune({ olderThanMs: 1000, limit: 5000 });
  expect(deleted).toBeGreaterThan(0);
  await stores.close();
});

test("several managers add one listener to a pool, and remove it", async () => {
  const database = await backend("PostgreSQL").create();
  const pool = new Pool({ connectionString: database.url, max: 2 });
  const listeners = () => ["error", "connect"].map((event) => pool.listenerCount(event));
  const before = listeners();
  const managers = await Promise.all(
    Array.from({ length: 12 }, () => UnifiedStoreManager.open({ pool, migrateSchema: false })),
  );
  for (const [i, count] of listeners().entries()) expect(count).toBeLessThanOrEqual(before[i]! + 1);
  await Promise.all(managers.map((stores) => stores.close()));
  expect(listeners()).toEqual(before);
  await pool.end();
  await database.drop();
});
