import fc from "fast-check";
import { Point } from "../../conformance/agents/samples";
import { refused } from "../../conformance/suite";
import type { AgentEvent, UnifiedStoreManager } from "../../src";
import { backend, backends, type TestDatabase } from "../backends";

const counted = (value: unknown): number => ((value as number | null) ?? 0) + 1;

/** Tests that need two managers on one database, or a clock. */
describe.each(backends)("agents on $name", (backend) => {
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
    return [stores.scope(name).agents, other.scope(name).agents] as const;
  };

  test.each([50, 200])("none of %i parallel updates of one key by two managers is lost", async (count) => {
    const both = scopes();
    let calls = 0;
    await Promise.all(
      Array.from({ length: count }, (_, i) =>
        both[i % 2]!.state.modify("k", async (value) => {
          calls++;
          return counted(value);
        }),
      ),
    );
    expect((await both[0].state.getOrThrow("k")).value).toBe(count);
    // Conflicts are between two managers, not between all calls: far fewer than the square of the
    // number of calls.
    expect(calls).toBeLessThan(count * 10);
  });

  test("two managers append a hundred events each while a consumer polls and commits: each event is received once, in order", async () => {
    const both = scopes();
    const appending = both.map(async ({ events }, who) => {
      for (let i = 0; i < 100; i++) await events.append("t", { type: "t", payload: [who, i] });
    });
    const seen: AgentEvent[] = [];
    while (seen.length < 200) {
      const reader = both[seen.length % 2]!.events;
      const next = await reader.poll({ topic: "t", consumer: "c", limit: 9 });
      seen.push(...next);
      if (next.length > 0) await reader.commit({ topic: "t", consumer: "c", offset: next.at(-1)!.offset });
      else await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(appending);
    expect(seen.map(({ offset }) => offset)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    for (const who of [0, 1]) {
      const own = seen.map(({ payload }) => payload as number[]).filter(([from]) => from === who);
      expect(own).toEqual(Array.from({ length: 100 }, (_, i) => [who, i]));
    }
    expect(await both[0].events.poll({ topic: "t", consumer: "c" })).toEqual([]);
  });

  test("of many parallel acquires through two managers one gets the lease", async () => {
    const both = scopes();
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        both[i % 2]!.leases.acquire({ name: "job", holder: `h${i}`, leaseMs: 1000 }),
      ),
    );
    expect(all.filter((lease) => lease !== null)).toHaveLength(1);
  });

  test("after its expiry another holder gets a lease; until then its holder can renew it, even late", async () => {
    const [{ leases }] = scopes();
    const lease = (await leases.acquire({ name: "job", holder: "a", leaseMs: 1000 }))!;
    now += 999;
    expect(await leases.acquire({ name: "job", holder: "b", leaseMs: 1000 })).toBeNull();
    expect(await leases.get("job")).toEqual(lease);
    now += 1;
    expect(await leases.get("job")).toBeNull();
    const renewed = (await leases.renew({ name: "job", token: 1 }, { leaseMs: 1000 }))!;
    expect(renewed.expiresAt).toEqual(new Date(now + 1000));
    expect(await leases.acquire({ name: "job", holder: "b", leaseMs: 1000 })).toBeNull();
    now += 1000;
    expect((await leases.acquire({ name: "job", holder: "b", leaseMs: 1000 }))!.token).toBe(2);
    expect(await leases.renew({ name: "job", token: 1 }, { leaseMs: 1000 })).toBeNull();
    expect(await leases.release({ name: "job", token: 1 })).toBe(false);
    expect((await leases.get("job"))!.holder).toBe("b");
  });

  test("tokens only grow, and there is one holder at a time, for random acquires, renewals, releases and waits", async () => {
    const step = fc.record({
      do: fc.constantFrom("acquire", "renew", "release", "wait"),
      holder: fc.constantFrom("a", "b", "c"),
      ms: fc.integer({ min: 1, max: 50 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const [{ leases }] = scopes();
        /**
         * The model: the current holder with the end of its lease, and the last token of each
         * holder.
         */
        let held: { holder: string; token: number; until: number } | null = null;
        let last = 0;
        const given = new Map<string, number>();
        for (const { do: verb, holder, ms } of steps) {
          const token = given.get(holder) ?? 1;
          const own: boolean = held?.token === token && given.has(holder);
          if (verb === "wait") now += ms;
          if (verb === "acquire") {
            const lease = await leases.acquire({ name: "job", holder, leaseMs: ms });
            const free: boolean = held === null || held.holder === holder || held.until <= now;
            expect(lease !== null).toBe(free);
            if (lease) {
              expect(lease.token).toBe(++last);
              given.set(holder, last);
              held = { holder, token: last, until: now + ms };
            }
          }
          if (verb === "renew" && given.has(holder)) {
            const lease = await leases.renew({ name: "job", token }, { leaseMs: ms });
            expect(lease !== null).toBe(own);
            if (own) held = { holder, token, until: now + ms };
          }
          if (verb === "release" && given.has(holder)) {
            expect(await leases.release({ name: "job", token })).toBe(own);
            if (own) held = null;
          }
          const holds: string | undefined = held && held.until > now ? held.holder : undefined;
          expect((await leases.get("job"))?.holder).toBe(holds);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("agents are last seen by the clock", async () => {
    const [agents] = scopes();
    await agents.put({ name: "a" });
    now += 5;
    await agents.put({ name: "b" });
    const stale = async () => {
      const query = { lastSeenTo: new Date(now - 10), order: "lastSeen" } as const;
      return (await agents.list(query)).items.map(({ name }) => name);
    };
    now += 5;
    expect(await stale()).toEqual([]);
    now += 1;
    expect(await stale()).toEqual(["a"]);
    await agents.heartbeat("a");
    now += 10;
    expect(await stale()).toEqual(["b"]);
    now += 1;
    expect(await stale()).toEqual(["b", "a"]);
  });
});

test("an uncommitted write with a fence blocks acquires of others, but not the holder's renewal", async () => {
  const postgres = await backend("PostgreSQL").create();
  try {
    const scope = (await postgres.open()).scope({ tenant: "t" });
    const { leases } = scope.agents;
    const { token } = (await leases.acquire({ name: "job", holder: "a", leaseMs: 60_000 }))!;
    const written = new Point();
    const done = new Point();
    const writing = scope.transaction(async (tx) => {
      await tx.agents.state.put({ key: "k", value: 1 }, { fence: { name: "job", token } });
      written.reach();
      await done.reached;
    });
    await written.reached;
    expect((await leases.renew({ name: "job", token }, { leaseMs: 60_000 }))?.token).toBe(token);
    await refused(
      leases.acquire({ name: "job", holder: "a", leaseMs: 60_000 }, { timeoutMs: 200 }),
      "timeout",
    );
    done.reach();
    await writing;
    expect((await leases.acquire({ name: "job", holder: "a", leaseMs: 60_000 }))?.token).toBe(token + 1);
  } finally {
    await postgres.drop();
  }
});
