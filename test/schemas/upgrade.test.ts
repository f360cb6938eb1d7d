import type { ManagerOptions, UnifiedStoreError, UnifiedStoreManager } from "../../src";
import { backends, type TestDatabase } from "../backends";
import { entry, later, renamed, schemas } from "./counted";
import { KINDS } from "./kinds";

describe.each(backends.filter(({ shared }) => shared))("on $name", ({ create }) => {
  let database: TestDatabase;
  const open = async (settings?: Partial<ManagerOptions>): Promise<UnifiedStoreManager> =>
    (await database.open(settings)) as UnifiedStoreManager;
  beforeAll(async () => {
    database = await create();
  });
  afterAll(() => database.drop());

  test("upgradeAll writes older content back, once, in batches, and what it is searched by", async () => {
    const tenant = "upgraded";
    const before = (await open({ schemas })).scope({ tenant });
    for (const { write } of Object.values(KINDS)) await write(before, "a", { n: 1, tags: ["needle"] });
    await before.memory.addMany(
      Array.from({ length: 25 }, (_, n) => ({ type: "a", content: { n, tags: ["needle"] } })),
    );
    const versions = (await before.memory.list({ limit: 100 })).items.map(({ id, version }) => [id, version]);
    const moving = { ...entry, upgrade: { 1: ({ n }: { n: number }) => ({ count: n, tags: ["moved"] }) } };
    const stores = await open({ schemas: { ...later, memory: { a: moving } } });
    const seen: string[] = [];
    const { rows, tables } = await stores.upgradeAll({
      batchSize: 10,
      onProgress: ({ table, rows: done }) => void seen.push(`${table} ${done}`),
    });
    expect(Object.keys(tables).sort()).toEqual(
      ["agent_event", "agent_state", "graph_node", "ingest_job", "memory_item", "profile"].sort(),
    );
    expect(rows).toBeGreaterThanOrEqual(31);
    expect(seen).toContain("memory_item 20");
    expect(await stores.upgradeAll()).toEqual({ rows: 0, tables: {}, failures: [] });
    // Without schemas nothing is upgraded where it is read: this is what is stored.
    const scope = (await open()).scope({ tenant });
    for (const [kind, { read }] of Object.entries(KINDS))
      expect(await read(scope, "a")).toMatchObject({ count: kind === "memory" ? 24 : 1 });
    const items = (await scope.memory.list({ limit: 100 })).items.map(({ id, version }) => [id, version]);
    expect(items).toEqual(versions);
    expect((await scope.memory.search({ text: "moved", limit: 100 })).items).toHaveLength(26);
    expect((await scope.memory.search({ text: "needle" })).items).toEqual([]);
  });

  describe("content that cannot be upgraded", () => {
    const failing = {
      schema: renamed,
      version: 2,
      upgrade: {
        1: (old: object) => {
          if (!("ok" in old)) throw new Error(JSON.stringify(old));
          return { count: 1, tags: [] };
        },
      },
    };
    const SECRET = { secret: "s3cret" };
    const thrown = (look: () => unknown): UnifiedStoreError => {
      try {
        look();
      } catch (error) {
        return error as UnifiedStoreError;
      }
      throw new Error("should have thrown");
    };

    test("throws where it is looked at, and is told by upgradeAll, without the content", async () => {
      const tenant = "failing";
      const plain = (await open()).scope({ tenant });
      const { id } = await plain.memory.add({ type: "f", content: SECRET });
      await plain.memory.add({ type: "f", content: { ok: true } });
      const stores = await open({ schemas: { memory: { f: failing } } });
      const { memory } = stores.scope({ tenant });
      const { items } = await memory.list({ order: "oldest" });
      const error = thrown(() => items[0]!.content);
      expect([error.code, items[1]!.content]).toEqual(["not_supported", { count: 1, tags: [] }]);
      const { rows, failures } = await stores.upgradeAll();
      expect(rows).toBe(1);
      expect(failures).toEqual([
        { table: "memory_item", tenant, workspace: "default", key: id, message: error.message },
      ]);
      expect(`${error.message} ${error.cause} ${JSON.stringify(failures)}`).not.toContain("s3cret");
      expect((await memory.pin(id)).pinned).toBe(true);
      const mended = await memory.update(id, { content: { count: 2, tags: [] } });
      expect(mended.content).toEqual({ count: 2, tags: [] });
    });

    test("keeps no job from its worker, and no value from being removed", async () => {
      const tenant = "failing elsewhere";
      const plain = (await open()).scope({ tenant });
      for (const [externalId, payload] of [
        ["1", SECRET],
        ["2", { ok: true }],
      ] as const)
        await plain.ingest.jobs.enqueue({ source: "s", externalId, payload });
      await plain.agents.state.put({ key: "k", value: SECRET });
      const schemas = { jobs: { s: failing }, state: { k: failing } };
      const { ingest, agents } = (await open({ schemas })).scope({ tenant });
      const jobs = await ingest.jobs.claim({ workerId: "w", limit: 2, leaseMs: 60_000 });
      expect(jobs).toHaveLength(2);
      const [broken, fine] = jobs.sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
      expect(thrown(() => broken!.payload).code).toBe("not_supported");
      expect(fine!.payload).toEqual({ count: 1, tags: [] });
      await ingest.jobs.fail(broken!, { error: "its payload is of another time" });
      expect(await agents.state.remove("k")).toBe(true);
    });
  });
});
