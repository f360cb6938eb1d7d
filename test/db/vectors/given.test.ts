import { refused } from "../../../conformance/suite";
import type { Scope, UnifiedStoreManager } from "../../../src";
import { backends, type TestDatabase } from "../../backends";
import { SideTables, TABLES, type VectorTable } from "./support";

/** The tables that take vectors, and how a row of each is added and removed. */
interface Writer {
  prepare(scope: Scope): Promise<string>;
  add(scope: Scope, parent: string, embedding?: unknown): Promise<string>;
  addMany(scope: Scope, parent: string, embeddings: readonly unknown[]): Promise<string[]>;
  list: string;
  remove(scope: Scope, id: string): Promise<boolean>;
}

const given = (embedding: unknown): { embedding: never } => ({ embedding: embedding as never });
const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

const WRITERS: Record<VectorTable, Writer> = {
  memory_item: {
    prepare: async () => "",
    list: "items",
    add: async ({ memory }, _, embedding) =>
      (await memory.add({ type: "t", content: "text", ...given(embedding) })).id,
    addMany: async ({ memory }, _, embeddings) =>
      idsOf(
        await memory.addMany(
          embeddings.map((each, i) => ({ type: "t", content: `text ${i}`, ...given(each) })),
        ),
      ),
    remove: ({ memory }, id) => memory.remove(id as never),
  },
  ingest_segment: {
    prepare: async ({ ingest }) => (await ingest.episodes.upsert({ platform: "p", externalId: "e" })).id,
    list: "segments",
    add: async ({ ingest }, episodeId, embedding) =>
      (
        await ingest.segments.add({
          episodeId: episodeId as never,
          startSeconds: 0,
          text: "text",
          ...given(embedding),
        })
      ).id,
    addMany: async ({ ingest }, episodeId, embeddings) =>
      idsOf(
        await ingest.segments.addMany(
          embeddings.map((each, i) => ({
            episodeId: episodeId as never,
            startSeconds: i,
            text: `text ${i}`,
            ...given(each),
          })),
        ),
      ),
    remove: ({ ingest }, id) => ingest.segments.remove(id as never),
  },
  conversation_message: {
    prepare: async ({ conversations }) => (await conversations.sessions.add()).id,
    list: "messages",
    add: async ({ conversations }, session, embedding) =>
      (
        await conversations.messages.append(session as never, {
          role: "user",
          content: "text",
          ...given(embedding),
        })
      ).id,
    addMany: async ({ conversations }, session, embeddings) =>
      idsOf(
        await conversations.messages.appendMany(
          session as never,
          embeddings.map((each, i) => ({ role: "user" as const, content: `text ${i}`, ...given(each) })),
        ),
      ),
    remove: ({ conversations }, id) => conversations.messages.remove(id as never),
  },
};

describe.each(backends)("on $name: vectors given with rows", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await backend.create();
    stores = await database.open();
  });
  afterAll(() => database.drop());

  const fresh = (manager = stores): { scope: Scope; side: SideTables } => {
    const tenant = crypto.randomUUID();
    return { scope: manager.scope({ tenant }), side: new SideTables(manager, tenant) };
  };

  describe.each(TABLES)("%s", (table) => {
    const writer = WRITERS[table];

    test("a vector is found, also of one row of many, and a row without one is not", async () => {
      const { scope, side } = fresh();
      const parent = await writer.prepare(scope);
      const one = await writer.add(scope, parent, [1, 0.1]);
      const none = await writer.add(scope, parent);
      const [up, bare, typed] = await writer.addMany(scope, parent, [
        [0.1, 1],
        null,
        Float32Array.of(-1, -0),
      ]);
      expect(await side.nearest(table, [0, 1])).toEqual([up, one, typed]);
      expect(await side.nearest(table, [0, 1])).not.toContain(none);
      expect(await side.nearest(table, [0, 1])).not.toContain(bare);
      expect(await side.vectors(table)).toEqual({
        [one]: [1, Math.fround(0.1)],
        [up!]: [Math.fround(0.1), 1],
        [typed!]: [-1, 0],
      });
      expect(await side.models()).toMatchObject([{ name: "unnamed-2", dimensions: 2, state: "active" }]);
    });

    test("what is no vector of the model is refused, and nothing is written", async () => {
      const { scope, side } = fresh();
      const parent = await writer.prepare(scope);
      const throwing = new Proxy([1, 2], {
        get: () => {
          throw new Error("hostile");
        },
      });
      const bad: unknown[] = [
        [1, Number.NaN],
        [1, Number.POSITIVE_INFINITY],
        [1e39, 1],
        [0, 0],
        [1e-50, -0],
        [],
        Array.from({ length: 16_385 }, () => 1),
        ["1", "2"],
        [1n],
        "vector",
        { length: 2, 0: 1, 1: 1 },
        new Proxy([1], { get: (_, key) => (key === "length" ? 2 ** 40 : 1) }),
        throwing,
        new Array(3),
        new Uint8Array(4),
      ];
      for (const embedding of bad) {
        await refused(writer.add(scope, parent, embedding), "validation", /embedding/);
        await refused(
          writer.addMany(scope, parent, [[1, 2], embedding]),
          "validation",
          new RegExp(`${writer.list}\\[1\\]\\.embedding`),
        );
      }
      await refused(
        writer.addMany(scope, parent, [[1, 2], null, [1, 2, 3]]),
        "validation",
        new RegExp(`${writer.list}\\[2\\]\\.embedding must have the 2 dimensions of the model "unnamed-2"`),
      );
      expect(await side.models()).toEqual([]);
      await writer.add(scope, parent, [1, 2]);
      await refused(writer.add(scope, parent, [1, 2, 3]), "validation", /must have the 2 dimensions/);
      expect(await side.count(table, "vector")).toBe(1);
      expect(await side.count(table, "sketch")).toBe(1);
    });

    test("a removed row leaves neither vector nor sketch", async () => {
      const { scope, side } = fresh();
      const parent = await writer.prepare(scope);
      const [a, b] = await writer.addMany(scope, parent, [
        [1, 2],
        [2, 1],
      ]);
      expect(await writer.remove(scope, a!)).toBe(true);
      expect(Object.keys(await side.vectors(table))).toEqual([b]);
      expect(await side.count(table, "sketch")).toBe(1);
    });

    test("a transaction that is rolled back leaves no vector and no model, and the next write makes it", async () => {
      const { scope, side } = fresh();
      const parent = await writer.prepare(scope);
      const undone = scope.transaction(async (tx) => {
        await writer.add(tx, parent, [1, 2]);
        await writer.addMany(tx, parent, [[2, 1]]);
        throw new Error("undone");
      });
      await expect(undone).rejects.toThrow("undone");
      for (const kind of ["vector", "sketch"] as const) expect(await side.count(table, kind)).toBe(0);
      expect(await side.models()).toEqual([]);
      const added = await writer.add(scope, parent, [1, 2, 3]);
      expect(await side.nearest(table, [1, 2, 3])).toEqual([added]);
    });

    test("within a transaction the model is made once, and the vectors are there after it", async () => {
      const { scope, side } = fresh();
      const parent = await writer.prepare(scope);
      const added = await scope.transaction(async (tx) => [
        await writer.add(tx, parent, [1, 0]),
        await writer.add(tx, parent, [0, 1]),
      ]);
      expect(await side.nearest(table, [1, 0.1])).toEqual(added);
    });

    test("another tenant, and another workspace, see none of them", async () => {
      const { scope, side } = fresh();
      const own = await writer.add(scope, await writer.prepare(scope), [1, 2]);
      const other = fresh();
      const theirs = await writer.add(other.scope, await writer.prepare(other.scope), [1, 2]);
      const workspace = stores.scope({ tenant: side.tenant, workspace: "other" });
      const beside = await writer.add(workspace, await writer.prepare(workspace), [1, 2]);
      expect(await side.nearest(table, [1, 2])).toEqual([own]);
      expect(await other.side.nearest(table, [1, 2])).toEqual([theirs]);
      expect(await new SideTables(stores, side.tenant, "other").nearest(table, [1, 2])).toEqual([beside]);
    });
  });

  test("a change of the content makes the old vector unfindable, and a new one takes its place", async () => {
    const { scope, side } = fresh();
    const { id } = await scope.memory.add({ type: "t", content: "before", embedding: [1, 2] });
    await scope.memory.update(id, { pinned: true });
    await scope.memory.update(id, { content: "before" });
    expect(await side.nearest("memory_item", [1, 2])).toEqual([id]);
    await scope.memory.update(id, { content: "after" });
    expect(await side.nearest("memory_item", [1, 2])).toEqual([]);
    expect(await side.count("memory_item", "vector")).toBe(0);
    await scope.memory.update(id, { content: "again", embedding: [2, 1] });
    expect(await side.vectors("memory_item")).toEqual({ [id]: [2, 1] });
    expect(await side.nearest("memory_item", [1, 2])).toEqual([id]);
    await refused(
      scope.memory.update(id, { content: "never", embedding: [0, 0] }),
      "validation",
      /patch\.embedding/,
    );
    await refused(
      scope.memory.update(id, { content: "never", embedding: [1, 2] }, { ifVersion: 1 }),
      "version_conflict",
    );
    expect(await side.vectors("memory_item")).toEqual({ [id]: [2, 1] });
    expect(await side.nearest("memory_item", [1, 2])).toEqual([id]);
  });

  test("a row whose id is taken leaves the vector of the first", async () => {
    const { scope, side } = fresh();
    const { id } = await scope.memory.add({ type: "t", content: "first", embedding: [1, 2] });
    const second = { id, type: "t", content: "second", embedding: [2, 1] };
    await refused(scope.memory.add(second), "unique_violation");
    await refused(
      scope.memory.addMany([{ type: "t", content: 1, embedding: [3, 1] }, second]),
      "unique_violation",
    );
    expect(await side.vectors("memory_item")).toEqual({ [id]: [1, 2] });
  });

  test("many calls at once share statements and keep their vectors", async () => {
    const { scope, side } = fresh();
    const inputs = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? undefined : [i, 1]));
    const added = await Promise.all(
      inputs.map((embedding, i) => scope.memory.add({ type: "t", content: `text ${i}`, embedding })),
    );
    expect(await side.vectors("memory_item")).toEqual(
      Object.fromEntries(added.flatMap(({ id }, i) => (inputs[i] ? [[id, inputs[i]]] : []))),
    );
    expect(await side.count("memory_item", "sketch")).toBe(40);
    expect(await side.models()).toHaveLength(1);
  });

  test("thousands of vectors in one call", async () => {
    const { scope, side } = fresh();
    const items = Array.from({ length: 2500 }, (_, i) => ({
      type: "t",
      content: `text ${i}`,
      embedding: Float32Array.from({ length: 256 }, (_, j) => (i === j ? 1 : 0.01)),
    }));
    const added = await scope.memory.addMany(items);
    expect(await side.count("memory_item", "vector")).toBe(2500);
    const [first] = await side.nearest("memory_item", [...items[77]!.embedding]);
    expect(first).toBe(added[77]!.id);
  });

  test("the embedder names the model, its dimensions are asked for, and a manager without one follows it", async () => {
    const tenant = crypto.randomUUID();
    const named = await database.open({ embedder: { model: "m-1", dimensions: 2 } });
    const { memory } = named.scope({ tenant });
    await refused(memory.add({ type: "t", content: 1, embedding: [1, 2, 3] }), "validation", /model "m-1"/);
    const { id } = await memory.add({ type: "t", content: "named", embedding: [1, 0] });
    const side = new SideTables(named, tenant);
    expect(await side.models()).toMatchObject([{ name: "m-1", state: "active" }]);
    if (!backend.shared) return;
    const plain = stores.scope({ tenant }).memory;
    await refused(plain.add({ type: "t", content: 1, embedding: [1, 2, 3] }), "validation", /model "m-1"/);
    const second = await plain.add({ type: "t", content: "plain", embedding: [0, 1] });
    expect(await side.nearest("memory_item", [1, 0.1])).toEqual([id, second.id]);
    // A manager of another model fills it beside the active one.
    const other = await database.open({ embedder: { model: "m-2", dimensions: 3 } });
    await other.scope({ tenant }).memory.add({ type: "t", content: "other", embedding: [1, 2, 3] });
    expect(await side.models()).toMatchObject([
      { name: "m-1", state: "active" },
      { name: "m-2", state: "filling" },
    ]);
    const wrong = await database.open({ embedder: { model: "m-1", dimensions: 3 } });
    await refused(
      wrong.scope({ tenant }).memory.add({ type: "t", content: 1, embedding: [1, 2, 3] }),
      "validation",
      /embedder\.dimensions must be 2/,
    );
  });

  test("first writes of one tenant with two models at the same time make both, of which one is active", async () => {
    if (!backend.shared) return;
    const managers = [
      await database.open({ embedder: { model: "m-a", dimensions: 2 } }),
      await database.open({ embedder: { model: "m-b", dimensions: 3 } }),
    ];
    for (let round = 0; round < 5; round++) {
      const tenant = crypto.randomUUID();
      await Promise.all(
        managers.flatMap((manager, of) =>
          Array.from({ length: 4 }, (_, i) => {
            const { memory } = manager.scope({ tenant });
            const input = { type: "t", content: `${of} ${i}`, embedding: of === 0 ? [1, i] : [1, i, 2] };
            return i % 2 === 0
              ? memory.add(input)
              : manager.scope({ tenant }).transaction((tx) => tx.memory.add(input));
          }),
        ),
      );
      const side = new SideTables(stores, tenant);
      const models = await side.models();
      expect(models.map(({ state }) => state)).toEqual(["active", "filling"]);
      expect(models.map(({ name }) => name).sort()).toEqual(["m-a", "m-b"]);
      expect(await side.count("memory_item", "vector")).toBe(8);
    }
  });
});
