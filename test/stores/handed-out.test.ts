import { Pool } from "pg";
import { Point } from "../../conformance/agents/samples";
import { refused } from "../../conformance/suite";
import { type Scope, UnifiedStoreManager } from "../../src";
import { backends, type TestDatabase } from "../backends";

const TTL_MS = 200;
const LONGER_MS = 400;

/** Leases with one connection and a clock that moves only when a test says so. */
describe.each(backends)("leases on $name", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let pool: Pool | undefined;
  let now = Date.UTC(2025, 0, 1);
  /** The steps of the clock after each of its next readings. */
  const jumps: number[] = [];
  const clock = (): Date => {
    const at = now;
    now += jumps.shift() ?? 0;
    return new Date(at);
  };

  beforeAll(async () => {
    database = await backend.create();
    if (backend.engine === "postgres") pool = new Pool({ connectionString: database.url, max: 1 });
    stores = await (pool ? UnifiedStoreManager.open({ pool, clock }) : database.open({ clock }));
  });
  afterEach(() => jumps.splice(0));
  afterAll(async () => {
    await stores.close();
    await pool?.end();
    await database.drop();
  });

  const fresh = (): Scope => stores.scope({ tenant: crypto.randomUUID() });

  /**
   * Starts a call while a transaction has the only connection. The clock advances before the
   * transaction ends.
   */
  async function behindABusyConnection<T>(call: () => Promise<T>): Promise<T> {
    const open = new Point();
    const waits = new Point();
    const waiting = open.reached.then(() => {
      const result = call();
      // At the end of the tick a call has been sent, or is in a queue.
      setImmediate(waits.reach);
      return result;
    });
    await stores.scope({ tenant: "busy" }).transaction(async () => {
      open.reach();
      await waits.reached;
      now += LONGER_MS;
    });
    return waiting;
  }

  test("leases and their renewals count from when their statement is sent", async () => {
    const { leases } = fresh().agents;
    const request = { name: "job", holder: "a", leaseMs: TTL_MS };
    const lease = (await behindABusyConnection(() => leases.acquire(request)))!;
    expect(lease).toMatchObject({ acquiredAt: new Date(now), expiresAt: new Date(now + TTL_MS) });
    expect(await leases.acquire({ ...request, holder: "b" })).toBeNull();
    const renewed = await behindABusyConnection(() => leases.renew(lease, { leaseMs: TTL_MS }));
    expect(renewed!.expiresAt).toEqual(new Date(now + TTL_MS));
    expect(await behindABusyConnection(() => leases.get("job"))).toBeNull();
  });

  test("claims, heartbeats, waits and due times count from when their statement is sent", async () => {
    const { ingest } = fresh();
    await ingest.jobs.enqueueMany([1, 2].map((i) => ({ source: "s", externalId: `v${i}` })));
    const claim = { workerId: "a", limit: 2, leaseMs: TTL_MS };
    const [first, second] = await behindABusyConnection(() => ingest.jobs.claim(claim));
    expect(first).toMatchObject({ pickedAt: new Date(now), leaseExpiresAt: new Date(now + TTL_MS) });
    expect(await ingest.jobs.claim({ workerId: "b" })).toEqual([]);
    const beaten = await behindABusyConnection(() => ingest.jobs.heartbeat(first!, { leaseMs: TTL_MS }));
    expect(beaten.leaseExpiresAt).toEqual(new Date(now + TTL_MS));
    expect((await ingest.jobs.stats()).expiredLeases).toBe(1);
    const failed = await behindABusyConnection(() =>
      ingest.jobs.fail(second!, { error: "no", retryInMs: 100 }),
    );
    expect(failed.scheduledAt).toEqual(new Date(now + 100));
    expect(await behindABusyConnection(() => ingest.jobs.releaseExpired())).toEqual({ requeued: 1, dead: 0 });

    const { id } = await ingest.watchlist.upsert({ sourceType: "s", handle: "h", dueAt: new Date(now + 1) });
    expect(
      (await behindABusyConnection(async () => ingest.watchlist.due())).items.map((watch) => watch.id),
    ).toEqual([id]);
    const polled = await behindABusyConnection(() => ingest.watchlist.polled(id, { nextInMs: 100 }));
    expect(polled.dueAt).toEqual(new Date(now + 100));
    for (const wait of [60_000, 120_000]) {
      const { dueAt, backoffEndsAt } = await behindABusyConnection(() => ingest.watchlist.failed(id));
      expect([dueAt, backoffEndsAt]).toEqual([new Date(now + wait), new Date(now + wait)]);
    }
  });

  test("a lease that has expired on arrival is renewed, and refused if this always happens", async () => {
    const { leases } = fresh().agents;
    const request = { name: "job", holder: "a", leaseMs: TTL_MS };
    jumps.push(LONGER_MS, 0, 0);
    const lease = (await leases.acquire(request))!;
    expect(lease).toMatchObject({ token: 1, expiresAt: new Date(now + TTL_MS) });
    jumps.push(LONGER_MS);
    const renewed = await leases.renew(lease, { leaseMs: TTL_MS });
    expect(renewed!.expiresAt).toEqual(new Date(now + TTL_MS));
    for (const call of [
      () => leases.renew(lease, { leaseMs: TTL_MS }),
      () => leases.acquire(request),
      () => leases.withLease(request, () => expect("the work").toBe("not done")),
    ]) {
      jumps.push(...Array<number>(8).fill(LONGER_MS));
      await refused(call(), "timeout", /ask for a longer leaseMs/);
      expect(jumps).toEqual([]);
      expect(await leases.get("job")).toBeNull();
    }
  });

  test("jobs whose leases have expired on arrival are leased again, or not returned", async () => {
    const { ingest } = fresh();
    await ingest.jobs.enqueueMany([1, 2, 3].map((i) => ({ source: "s", externalId: `v${i}` })));
    jumps.push(LONGER_MS);
    const claimed = await ingest.jobs.claim({ workerId: "a", limit: 3, leaseMs: TTL_MS });
    expect(claimed.map(({ externalId }) => externalId)).toEqual(["v1", "v2", "v3"]);
    for (const { attempts, leaseExpiresAt } of claimed)
      expect([attempts, leaseExpiresAt]).toEqual([1, new Date(now + TTL_MS)]);
    expect(await ingest.jobs.claim({ workerId: "b", limit: 3 })).toEqual([]);
    jumps.push(LONGER_MS);
    const beaten = await ingest.jobs.heartbeat(claimed[0]!, { leaseMs: TTL_MS });
    expect(beaten.leaseExpiresAt).toEqual(new Date(now + TTL_MS));
    now += LONGER_MS;
    jumps.push(...Array<number>(12).fill(LONGER_MS));
    await refused(
      ingest.jobs.claim({ workerId: "b", leaseMs: TTL_MS }),
      "timeout",
      /ask for a longer leaseMs/,
    );
    jumps.splice(0);
    expect(await ingest.jobs.claim({ workerId: "c", limit: 3 })).toHaveLength(3);
  });

  test("a clock that fails while a statement is sent is refused, and the connection stays usable", async () => {
    const { leases } = fresh().agents;
    jumps.push(Number.NaN);
    const before = now;
    clock();
    await refused(leases.acquire({ name: "job", holder: "a", leaseMs: TTL_MS }), "validation", /clock/);
    now = before;
    expect((await leases.acquire({ name: "job", holder: "a", leaseMs: TTL_MS }))!.token).toBe(1);
  });
});

/** With the real clock. */
describe.each(backends.filter(({ shared }) => shared))("withLease on $name", (backend) => {
  test("bodies of two managers do not overlap if the only connection is busy for longer than a lease", async () => {
    const database = await backend.create();
    const pools = [1, 2].map(() => new Pool({ connectionString: database.url, max: 1 }));
    const open = (pool: Pool) =>
      backend.engine === "postgres" ? UnifiedStoreManager.open({ pool }) : database.open();
    const managers = await Promise.all(pools.map(open));
    try {
      const [one, other] = managers.map((manager) => manager.scope({ tenant: "t" })) as [Scope, Scope];
      let atWork = 0;
      let most = 0;
      const body = async (): Promise<boolean> => {
        most = Math.max(most, ++atWork);
        started.reach();
        await new Promise((resolve) => setTimeout(resolve, 80));
        atWork--;
        return true;
      };
      const begun = new Point();
      const started = new Point();
      const first = begun.reached.then(() =>
        one.agents.leases.withLease({ name: "job", holder: "one", leaseMs: 100 }, body),
      );
      await one.transaction(async () => {
        begun.reach();
        await new Promise((resolve) => setTimeout(resolve, 200));
      });
      const second = async (): Promise<void> => {
        const request = { name: "job", holder: "other", leaseMs: 10_000 };
        await started.reached;
        while (!(await other.agents.leases.withLease(request, body)))
          await new Promise((resolve) => setTimeout(resolve, 1));
      };
      const [done] = await Promise.all([first, second()]);
      expect([done, most]).toEqual([true, 1]);
    } finally {
      for (const manager of managers) await manager.close();
      for (const pool of pools) await pool.end();
      await database.drop();
    }
  });
});
