import type { UnifiedStoreManager } from "../../src";
import { backends, type TestDatabase } from "../backends";

/** Tests that need two managers on one database, or a clock. */
describe.each(backends)("ingest on $name", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let other: UnifiedStoreManager;
  let now = Date.UTC(2025, 0, 1);

  beforeAll(async () => {
    database = await backend.create();
    const clock = () => new Date(now);
    stores = await database.open({ clock });
    // An in-memory database belongs to one manager.
    other = backend.shared ? await database.open({ clock }) : stores;
  });
  afterAll(() => database.drop());

  const scopes = () => {
    const name = { tenant: crypto.randomUUID() };
    return [stores.scope(name).ingest, other.scope(name).ingest] as const;
  };
  const jobs = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ source: "s", externalId: `v${i}` }));

  test("workers of two managers get each job once, with any outcome", async () => {
    const both = scopes();
    await both[0].jobs.enqueueMany(jobs(200));
    const handedOut: string[] = [];
    const work = async (who: number) => {
      const ingest = both[who % 2]!;
      for (;;) {
        const claimed = await ingest.jobs.claim({ workerId: `w${who}`, limit: 3 });
        if (claimed.length === 0) return;
        handedOut.push(...claimed.map(({ id }) => id));
        for (const job of claimed)
          if (who % 3) await ingest.jobs.complete(job);
          else await ingest.jobs.fail(job, { error: "no", retryInMs: 60_000 });
      }
    };
    await Promise.all(Array.from({ length: 12 }, (_, i) => work(i)));
    // A worker that asked while others held the remaining jobs got none. The remaining jobs are
    // available to the next worker.
    await work(1);
    expect(handedOut).toHaveLength(200);
    expect(new Set(handedOut).size).toBe(200);
    const { queued, running, done } = await both[0].jobs.stats();
    expect([queued + done, running]).toEqual([200, 0]);
  });

  test("jobs that two managers enqueue concurrently are created once", async () => {
    const both = scopes();
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        i % 4
          ? both[i % 2]!.jobs.enqueueMany(jobs(10))
          : both[0].jobs.enqueue(jobs(1)[0]!).then((one) => [one]),
      ),
    );
    expect(all.flat().filter(({ created }) => created)).toHaveLength(10);
    expect((await both[1].jobs.stats()).queued).toBe(10);
  });

  test("concurrent failed polls of two managers are all counted, and the wait depends on their number", async () => {
    const both = scopes();
    const { id } = await both[0].watchlist.upsert({ sourceType: "s", handle: "h" });
    await Promise.all(Array.from({ length: 7 }, (_, i) => both[i % 2]!.watchlist.failed(id)));
    const { failureCount, dueAt } = await both[0].watchlist.getOrThrow(id);
    expect([failureCount, dueAt.getTime() - now]).toEqual([7, 64 * 60_000]);
  });

  test("with a clock at the end of the calendar, leases and waits end there", async () => {
    const [ingest] = scopes();
    const before = now;
    const last = new Date("9999-12-31T23:59:59.999Z");
    try {
      now = last.getTime() - 1000;
      await ingest.jobs.enqueueMany(jobs(1));
      const [job] = await ingest.jobs.claim({ workerId: "w" });
      expect([job!.leaseExpiresAt, job!.availableAt]).toEqual([last, last]);
      expect((await ingest.jobs.heartbeat(job!)).leaseExpiresAt).toEqual(last);
      expect((await ingest.jobs.fail(job!, { error: "no" })).scheduledAt).toEqual(last);
      const { id } = await ingest.watchlist.upsert({ sourceType: "s", handle: "h" });
      expect((await ingest.watchlist.failed(id)).backoffEndsAt).toEqual(last);
      expect((await ingest.watchlist.polled(id, { nextInMs: 60_000 })).dueAt).toEqual(last);
    } finally {
      now = before;
    }
  });
});
