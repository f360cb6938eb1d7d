import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { refused } from "../../../conformance/suite";
import type { PruneResult, UnifiedStoreManager } from "../../../src";
import { backend, type TestDatabase } from "../../backends";
import { ROOT } from "../../support/child";
import { run } from "../doctor/support";

const CALLS = { store: "analytics", what: "calls" };

/** Prunes in a separate process with the built package, and stands still in tenant `b`. */
const PROGRAM = `
  const { UnifiedStoreManager } = require(${JSON.stringify(join(ROOT, "dist/src/index.js"))});
  (async () => {
    const stores = await UnifiedStoreManager.open({ url: process.argv[1], migrateSchema: false });
    await stores.retention.prune({ onProgress: ({ tenant }) => {
      if (tenant !== "b") return;
      require("node:fs").writeSync(1, ".");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    } });
  })().catch((error) => { console.error(error); process.exit(1); });`;

describe.each([backend("SQLite on file"), backend("PostgreSQL")])(
  "the lease of pruning on $name",
  ({ create }) => {
    let database: TestDatabase;
    let stores: UnifiedStoreManager;
    let other: UnifiedStoreManager;
    beforeEach(async () => {
      database = await create();
      stores = await database.open();
      other = await database.open();
      for (const tenant of ["a", "b", "c"])
        await stores
          .scope({ tenant })
          .analytics.calls.addMany([1, 2, 3].map(() => ({ task: "t", model: "m" })));
      await stores.retention.put({ ...CALLS, maxRows: 1 });
    });
    afterEach(() => database.drop());

    const table = (): string => stores.internals.dialect.table("retention_pruning");

    test("one process prunes at a time, and after a kill the next one goes on", async () => {
      const child = spawn(process.execPath, ["-e", PROGRAM, database.url], {
        cwd: ROOT,
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = once(child, "close").then(() => Promise.reject(new Error("it ended by itself")));
      await Promise.race([once(child.stdout, "data"), ended]);
      ended.catch(() => undefined);
      const error = await refused(
        stores.retention.prune(),
        "conflict",
        /another process prunes .* lease ends at/,
      );
      expect(error.retryable).toBe(true);
      expect(await stores.retention.status()).toMatchObject({ running: true, unfinished: true });
      expect((await stores.retention.prune({ dryRun: true })).rows).toBe(2);
      child.kill("SIGKILL");
      await once(child, "close");
      // Its lease runs out by itself.
      await run(stores, `update ${table()} set expires_at = '2020-01-01 00:00:00'`);
      expect(await stores.retention.prune()).toMatchObject({ rows: 2, failures: [] });
      expect(await stores.retention.status()).toMatchObject({ running: false, unfinished: false });
    });

    test("who has lost the lease stops", async () => {
      let taken: Promise<unknown> | undefined;
      const slow = stores.retention.prune({
        onProgress: () => {
          taken ??= run(
            other,
            `update ${table()} set holder = 'another', expires_at = '2100-01-01 00:00:00'`,
          );
        },
        // Long pauses, in which the lease is lost.
        share: 0.001,
      });
      await refused(slow, "conflict", /lease on pruning ran out/);
      await taken;
    });

    test("of processes that prune again and again, one does so in each interval", async () => {
      const stop = new AbortController();
      const results: (PruneResult | null)[] = [];
      const enough = new Promise<void>((resolve) => {
        const onPruned = (result: PruneResult | null): void => {
          results.push(result);
          if (results.length >= 4) resolve();
        };
        for (const each of [stores, other])
          void each.retention.pruneEvery({
            ...{ everyMs: 1000, jitter: 0, signal: stop.signal, onPruned },
            onError: () => onPruned(null),
          });
      });
      await enough;
      stop.abort();
      const real = results.filter((each) => each !== null);
      expect(real.length).toBeGreaterThanOrEqual(1);
      expect(real.length).toBeLessThanOrEqual(3);
      expect(real[0]!.rows).toBe(6);
    });

    test("another process hides what a policy hides", async () => {
      const scope = other.scope({ tenant: "a" });
      await scope.agents.events.append("t", { type: "e", createdAt: new Date(0) });
      expect((await scope.agents.events.list({ topic: "t" })).items).toHaveLength(1);
      const policy = { store: "agents", what: "events", maxAgeMs: 1000, hide: true };
      await stores.scope({ tenant: "a" }).retention.put(policy);
      // What it has read is used for ten seconds, and then once more; here for none.
      other.internals.shared.hiddenRows.freshMs = 0;
      while ((await scope.agents.events.list({ topic: "t" })).items.length > 0);
    });
  },
);

test("an interval that varies stays one that a timer can have", async () => {
  const database = await backend("SQLite in memory").create();
  const random = jest.spyOn(Math, "random").mockReturnValue(0.999);
  const timer = jest.spyOn(global, "setTimeout");
  try {
    const { retention } = await database.open();
    const stop = new AbortController();
    const pruning = retention.pruneEvery({
      ...{ everyMs: 0x7fffffff, jitter: 0.5, signal: stop.signal },
      onPruned: () => setImmediate(() => stop.abort()),
    });
    await pruning;
    const longest = Math.max(...timer.mock.calls.map(([, ms]) => ms ?? 0));
    expect(longest).toBe(0x7fffffff);
  } finally {
    random.mockRestore();
    timer.mockRestore();
    await database.drop();
  }
});

test("an interval is checked, and an abort ends it at once", async () => {
  const database = await backend("SQLite in memory").create();
  try {
    const { retention } = await database.open();
    for (const options of [{}, { everyMs: 5 }, { everyMs: 1e12 }, { everyMs: 5000, jitter: 1 }])
      await refused(retention.pruneEvery(options as never), "validation", /everyMs|jitter/);
    const stop = new AbortController();
    const pruning = retention.pruneEvery({
      ...{ everyMs: 3_600_000, signal: stop.signal, onPruned: () => stop.abort() },
    });
    await pruning;
  } finally {
    await database.drop();
  }
});
