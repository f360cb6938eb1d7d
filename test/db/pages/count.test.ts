import fc from "fast-check";
import type { Scope, UnifiedStoreManager } from "../../../src";
import type { PageRequest } from "../../../src/db/pages/page";
import { backend, backends, type TestDatabase } from "../../backends";
import { keep } from "../../migrations/kept";

const everything = async <T>(list: PageRequest<T>): Promise<number> => {
  let rows = 0;
  for await (const _ of list) rows++;
  return rows;
};

describe.each(backends)("on $name: the total of a list", ({ create, engine }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let scope: Scope;
  beforeAll(async () => {
    database = await create();
    stores = await database.open();
    scope = stores.scope({ tenant: "t" });
    await keep(scope);
    for (const name of ["a", "b", "c", "d"]) {
      await scope.profiles.put({ name, data: 1 });
      await scope.profiles.links.add({ from: "a", to: name });
      await scope.profiles.links.add({ from: name, to: "b" });
      await scope.graph.nodes.upsert({ type: "n", name });
    }
  });
  afterAll(() => database.drop());

  /** Lists of all shapes: by time, by name, by count; of unions, groups and joins. */
  const lists = (): Record<string, PageRequest<unknown>> => ({
    items: scope.memory.list({ limit: 1 }),
    policies: scope.memory.policies.list({ limit: 1 }),
    accesses: scope.memory.accesses.list({ limit: 1 }),
    profiles: scope.profiles.list({ limit: 2 }),
    prefixed: scope.profiles.list({ prefix: "a" }),
    links: scope.profiles.links.list({ limit: 2 }),
    linksOf: scope.profiles.links.list({ name: "b", limit: 2 }),
    nodes: scope.graph.nodes.list({ limit: 2 }),
    edges: scope.graph.edges.list({ limit: 1 }),
    debates: scope.debates.list(),
    jobs: scope.ingest.jobs.list(),
    episodes: scope.ingest.episodes.list(),
    calls: scope.analytics.calls.list(),
    variants: scope.analytics.variants.list(),
    repositories: scope.marketplace.repositories.list(),
    entries: scope.archive.list(),
    tags: scope.archive.tags(),
    places: scope.archive.places.list(),
    sessions: scope.conversations.sessions.list(),
    state: scope.agents.state.list({ limit: 1 }),
    documents: scope.documents.list(),
    queries: scope.retrieval.queries.list(),
    configs: scope.retrieval.configs.list(),
  });

  test("equals the number of listed rows", async () => {
    for (const name of Object.keys(lists())) {
      const total = await lists()[name]!.count();
      const rows = await everything(lists()[name]!);
      expect({ name, ...total }).toEqual({ name, count: rows, exact: true });
    }
  });

  test("is read in one statement, and does not give rows", async () => {
    const run = jest.spyOn(stores.internals, "run");
    await scope.profiles.links.list({ name: "b", limit: 2 }).count();
    expect(run).toHaveBeenCalledTimes(1);
    run.mockRestore();
  });

  test("is estimated above the bound, near the number of rows", async () => {
    const many = stores.scope({ tenant: "many" });
    await many.analytics.calls.addMany(
      Array.from({ length: 4000 }, (_, n) => ({
        task: n % 4 === 0 ? "rare" : "t",
        model: "m",
        latencyMs: 1,
      })),
    );
    for (let n = 0; n < 300; n++) await many.profiles.links.add({ from: "hub", to: `p${n}` });
    const { dialect } = stores.internals;
    await stores.internals.transaction(
      (tx) =>
        (tx as never as { bulk: (work: unknown, context: object) => Promise<void> }).bulk(
          (bulk: typeof dialect.bulk, connection: unknown) =>
            bulk.analyze(connection, ["analytics_call", "profile_link"]),
          {},
        ),
      {},
      { operation: "test" },
    );
    const near = async (list: PageRequest<unknown>, rows: number): Promise<void> => {
      const { count, exact } = await list.count({ most: 100 });
      expect(exact).toBe(false);
      expect(count).toBeGreaterThan(rows * (engine === "sqlite" ? 0.8 : 0.3));
      expect(count).toBeLessThan(rows * (engine === "sqlite" ? 1.25 : 3));
    };
    await near(many.analytics.calls.list(), 4000);
    await near(many.analytics.calls.list({ task: "rare" }), 1000);
    await near(many.profiles.links.list({ name: "hub" }), 300);
  });
});

test("the total equals the number of listed rows, for any rows, filter and bound", async () => {
  const database = await backend("SQLite in memory").create();
  const stores = await database.open();
  const type = fc.constantFrom("a", "b");
  const rows = fc.array(fc.record({ type, pinned: fc.boolean() }), { maxLength: 12 });
  const filter = fc.record({ type, pinned: fc.boolean() }, { requiredKeys: [] });
  let tenants = 0;
  const holds = async (
    items: { type: string; pinned: boolean }[],
    query: { type?: string; pinned?: boolean },
    most: number,
  ): Promise<void> => {
    const { memory } = stores.scope({ tenant: `t${tenants++}` });
    await memory.addMany(items.map((item) => ({ ...item, content: 1 })));
    const listed = await everything(memory.list({ ...query, limit: 3 }));
    const { count, exact } = await memory.list({ ...query, limit: 3 }).count({ most });
    expect(exact).toBe(listed <= most);
    if (exact) expect(count).toBe(listed);
    else expect(count).toBeGreaterThan(most);
  };
  await fc.assert(fc.asyncProperty(rows, filter, fc.integer({ min: 1, max: 14 }), holds), { numRuns: 60 });
  await database.drop();
});
