import type { ManagerOptions } from "../../src";
import { UnifiedStoreManager } from "../../src";
import { createTestStores } from "../../src/testing";
import { backends, type TestDatabase } from "../backends";
import { counted, later, schemas } from "./counted";
import { KINDS } from "./kinds";
import { refused } from "./refused";

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

  test("a program without the schema says that it does not know one", async () => {
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
