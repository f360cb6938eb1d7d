import { z } from "zod";
import type { ManagerOptions, Schemas, Scope } from "../../src";
import { UnifiedStoreError, UnifiedStoreManager } from "../../src";
import { createTestStores } from "../../src/testing";
import { backends, type TestDatabase } from "../backends";

const counted = z.object({ n: z.int(), tags: z.array(z.string()).default([]) });
/** A schema for each kind of content: for the type, source, key or name "a". */
const schemas = {
  memory: { a: counted },
  jobs: { a: counted },
  state: { a: counted },
  events: { a: counted },
  profiles: { a: counted },
  nodes: { a: counted },
} satisfies Schemas;

/** The same schema in the next version: `n` is renamed to `count`. */
const renamed = z.object({ count: z.int(), tags: z.array(z.string()) });
const entry = {
  schema: renamed,
  version: 2,
  upgrade: { 1: ({ n, tags = [] }: { n: number; tags?: string[] }) => ({ count: n, tags }) },
};
const later = {
  memory: { a: entry },
  jobs: { a: entry },
  state: { a: entry },
  events: { a: entry },
  profiles: { a: entry },
  nodes: { a: entry },
} satisfies Schemas;

/** The way to write and read content of one kind. */
interface Kind {
  field: string;
  write(scope: Scope, type: string, content: unknown): Promise<unknown>;
  writeMany(scope: Scope, type: string, contents: unknown[]): Promise<unknown[]>;
  read(scope: Scope, type: string): Promise<unknown>;
}

const any = (value: unknown): never => value as never;
const KINDS: Record<string, Kind> = {
  memory: {
    field: "content",
    write: async ({ memory }, type, content) => (await memory.add(any({ type, content }))).content,
    writeMany: async ({ memory }, type, contents) =>
      (await memory.addMany(contents.map((content) => any({ type, content })))).map((each) => each.content),
    read: async ({ memory }, type) => (await memory.list({ type })).items[0]?.content,
  },
  jobs: {
    field: "payload",
    write: async ({ ingest }, source, payload) =>
      (await ingest.jobs.enqueue(any({ source, externalId: "x", payload }))).job.payload,
    writeMany: async ({ ingest }, source, payloads) => {
      const inputs = payloads.map((payload, i) => any({ source, externalId: `${i}`, payload }));
      return (await ingest.jobs.enqueueMany(inputs)).map(({ job }) => job.payload);
    },
    read: async ({ ingest }, source) => (await ingest.jobs.list({ source })).items[0]?.payload,
  },
  state: {
    field: "value",
    write: async ({ agents }, key, value) => (await agents.state.put(any({ key, value }))).value,
    writeMany: async ({ agents }, key, values) => {
      const written: unknown[] = [];
      for (const value of values)
        written.push((await agents.state.modify(key, async () => any(value))).value);
      return written;
    },
    read: async ({ agents }, key) => (await agents.state.get(key))?.value,
  },
  events: {
    field: "payload",
    write: async ({ agents }, type, payload) =>
      (await agents.events.append("t", any({ type, payload }))).payload,
    writeMany: async ({ agents }, type, payloads) => {
      const inputs = payloads.map((payload) => any({ type, payload }));
      return (await agents.events.appendMany("t", inputs)).map(({ payload }) => payload);
    },
    read: async ({ agents }, type) => {
      const { items } = await agents.events.list({ topic: "t" });
      return items.find((each) => each.type === type)?.payload;
    },
  },
  profiles: {
    field: "data",
    write: async ({ profiles }, name, data) => (await profiles.put(any({ name, data }))).data,
    writeMany: async ({ profiles }, name, all) =>
      (await profiles.putMany(all.map((data) => any({ name, data })))).map(({ data }) => data),
    read: async ({ profiles }, name) => (await profiles.get(name))?.data,
  },
  nodes: {
    field: "attrs",
    write: async ({ graph }, type, attrs) =>
      (await graph.nodes.upsert(any({ type, name: "x", attrs }))).attrs,
    writeMany: async ({ graph }, type, all) => {
      const inputs = all.map((attrs, i) => any({ type, name: `${i}`, attrs }));
      return (await graph.nodes.upsertMany(inputs)).map(({ attrs }) => attrs);
    },
    read: async ({ graph }, type) => (await graph.nodes.list({ type })).items[0]?.attrs,
  },
};

const refused = async (call: Promise<unknown>): Promise<UnifiedStoreError> => {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UnifiedStoreError);
  return error as UnifiedStoreError;
};

describe.each(backends.filter(({ shared }) => shared))("on $name", ({ create }) => {
  let database: TestDatabase;
  const open = async (settings?: Partial<ManagerOptions>): Promise<UnifiedStoreManager> =>
    (await database.open(settings)) as UnifiedStoreManager;
  beforeAll(async () => {
    database = await create();
  });
  afterAll(() => database.drop());

  describe.each(Object.entries(KINDS))("%s", (kind, { field, write, writeMany, read }) => {
    test("the output of the schema is written, and refused content is not written", async () => {
      const scope = (await open({ schemas })).scope({ tenant: `${kind} written` });
      expect(await write(scope, "a", { n: 1 })).toEqual({ n: 1, tags: [] });
      expect(await read(scope, "a")).toEqual({ n: 1, tags: [] });
      const error = await refused(write(scope, "a", { n: "s3cret" }));
      expect([error.code, error.field, error.tenant]).toEqual([
        "validation",
        `${field}.n`,
        `${kind} written`,
      ]);
      expect(error.message).not.toContain("s3cret");
      expect(await read(scope, "a")).toEqual({ n: 1, tags: [] });
      // Other types are not restricted.
      expect(await write(scope, "b", { m: "free" })).toEqual({ m: "free" });
      expect(await read(scope, "b")).toEqual({ m: "free" });
    });

    test("bulk writes check each row, and write all or none", async () => {
      const scope = (await open({ schemas })).scope({ tenant: `${kind} many` });
      const last = { n: 2, tags: [] };
      expect((await writeMany(scope, "a", [{ n: 1 }, { n: 2 }])).at(-1)).toEqual(last);
      if (kind === "state") return;
      const error = await refused(writeMany(scope, "a", [{ n: 3 }, { n: null }]));
      expect(error.field).toMatch(new RegExp(`^\\w+\\[1\\]\\.${field}\\.n$`));
      const kept = await read(scope, "a");
      expect((kept as { n: number }).n).toBeLessThan(3);
    });

    test("reads upgrade older content, with or without a version", async () => {
      const tenant = `${kind} older`;
      await write((await open()).scope({ tenant }), "a", { n: 1 });
      expect(await read((await open({ schemas: later })).scope({ tenant }), "a")).toEqual({
        count: 1,
        tags: [],
      });
      const typed = (await open({ schemas })).scope({ tenant });
      await write(typed, "a", { n: 2, tags: ["x"] });
      const scope = (await open({ schemas: later })).scope({ tenant });
      const expected =
        kind === "jobs" || kind === "events" ? { count: 1, tags: [] } : { count: 2, tags: ["x"] };
      expect(await read(scope, "a")).toEqual(expected);
      await scope.transaction(async (tx) => {
        await write(tx, "a", { count: 9, tags: [] });
      });
      const written = await read(scope, "a");
      if (kind !== "jobs" && kind !== "events") expect(written).toEqual({ count: 9, tags: [] });
    });
  });

  test("memory: an update is checked by the item's current or new type", async () => {
    const { memory } = (await open({ schemas })).scope({ tenant: "updates" });
    const item = await memory.add({ type: "b", content: { m: 1 } });
    const error = await refused(memory.update(item.id, { type: "a" }));
    expect([error.code, error.field]).toEqual(["validation", "patch.content.n"]);
    const changed = await memory.update(item.id, { type: "a", content: { n: 5 } });
    expect(changed.content).toEqual({ n: 5, tags: [] });
    expect((await refused(memory.update(item.id, { content: { n: "x" } }))).field).toBe("patch.content.n");
    await refused(memory.update(item.id, { content: { n: 6 } }, { ifVersion: item.version }));
    await Promise.all(Array.from({ length: 5 }, (_, i) => memory.update(item.id, { content: { n: i } })));
    expect((await memory.getOrThrow(item.id)).version).toBe(7);
  });

  test("profiles: a network returns upgraded data", async () => {
    const tenant = "network";
    await (await open()).scope({ tenant }).profiles.put({ name: "a", data: { n: 4 } });
    const { nodes } = await (await open({ schemas: later })).scope({ tenant }).profiles.network("a");
    expect(nodes[0]?.profile?.data).toEqual({ count: 4, tags: [] });
  });

  test("graph: attributes without a schema replace those with one", async () => {
    const tenant = "untyped again";
    const { graph } = (await open({ schemas: later })).scope({ tenant });
    await graph.nodes.upsert({ type: "a", name: "x", attrs: { count: 1, tags: [] } });
    const { graph: free } = (await open()).scope({ tenant });
    await free.nodes.upsert({ type: "a", name: "x", attrs: { n: 7 } });
    expect((await graph.nodes.getByName({ type: "a", name: "x" }))?.attrs).toEqual({ count: 7, tags: [] });
  });

  test("upgradeAll writes upgraded content and search entries back, once, in batches", async () => {
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
    // Without schemas reads do not upgrade: this is the stored content.
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

    test("throws on access, and is reported by upgradeAll, without the content", async () => {
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

    test("does not prevent a claim of its job, or the removal of its value", async () => {
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

  test("a program without the schema reports that it is missing", async () => {
    const tenant = "rolling";
    const typed = (await open({ schemas: later })).scope({ tenant });
    const plain = (await open()).scope({ tenant });
    const { id } = await typed.memory.add({ type: "a", content: { count: 1, tags: [] } });
    await plain.memory.update(id, { content: { n: 5 } });
    expect((await typed.memory.getOrThrow(id)).content).toEqual({ count: 5, tags: [] });
  });

  test("for an omitted payload the schema receives undefined", async () => {
    const scope = (await open({ schemas })).scope({ tenant: "left out" });
    const job = scope.ingest.jobs.enqueue({ source: "a", externalId: "x" } as never);
    expect([(await refused(job)).code, (await refused(job)).field]).toEqual(["validation", "payload"]);
    await refused(scope.agents.events.append("t", { type: "a" } as never));
    const optional = { jobs: { a: counted.default({ n: 1, tags: [] }) } };
    const filled = (await open({ schemas: optional })).scope({ tenant: "left out" });
    const { job: made } = await filled.ingest.jobs.enqueue({ source: "a", externalId: "x" });
    expect(made.payload).toEqual({ n: 1, tags: [] });
  });

  test("no parallel update of one item is lost", async () => {
    const { memory } = (await open({ schemas })).scope({ tenant: "crowd" });
    const { id } = await memory.add({ type: "a", content: { n: 0 } });
    await Promise.all(Array.from({ length: 20 }, (_, n) => memory.update(id, { content: { n } })));
    expect((await memory.getOrThrow(id)).version).toBe(21);
  });

  test("a check that never ends is ended by the call's timeout and signal", async () => {
    const endless = {
      "~standard": { version: 1, vendor: "own", validate: () => new Promise<never>(() => {}) },
    } as const;
    const { memory, agents } = (
      await open({ schemas: { memory: { a: endless }, state: { "*": endless } } })
    ).scope({
      tenant: "endless",
    });
    const options = { timeoutMs: 100 };
    expect((await refused(memory.add({ type: "a", content: 1 }, options))).code).toBe("timeout");
    for (let turn = 0; turn < 2; turn++)
      expect((await refused(agents.state.modify("k", () => 1, options))).code).toBe("timeout");
    const stop = new AbortController();
    const call = memory.add({ type: "a", content: 1 }, { signal: stop.signal });
    stop.abort();
    expect((await refused(call)).code).toBe("aborted");
  });
});

test("an invalid schema is refused before anything is opened", async () => {
  const wrong = UnifiedStoreManager.open({
    url: "sqlite::memory:",
    schemas: { memory: { fact: {} } },
  } as never);
  expect((await refused(wrong)).field).toBe("schemas.memory.fact");
});

test("createTestStores accepts schemas, but no other database", async () => {
  await using stores = await createTestStores({ schemas: { memory: { a: counted } } });
  const { memory } = stores.scope({ tenant: "t" });
  expect((await memory.add({ type: "a", content: { n: 1 } })).content.tags).toEqual([]);
  const error = await refused(createTestStores({ url: "postgres://localhost" } as never));
  expect([error.code, error.field]).toEqual(["validation", "options.url"]);
});
