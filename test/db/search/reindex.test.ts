import { randomUUID } from "node:crypto";
import { refused, thrown } from "../../../conformance/suite";
import type { ReindexProgress, Scope, UnifiedStoreManager } from "../../../src";
import { selection } from "../../../src/db/table";
import { raw, sql, TableName } from "../../../src/dialect/sql";
import { type Backend, backends, type TestDatabase } from "../../backends";

const TABLES = [
  "memory_item",
  "debate",
  "ingest_segment",
  "archive_entry",
  "conversation_message",
  "document_chunk",
  "graph_node",
];
const NONE = Object.fromEntries(TABLES.map((table) => [table, 0]));
const NOTHING = selection<Record<string, never>>({});

/** Marks the entries of a table as outdated, with keys that find nothing. */
async function spoil(stores: UnifiedStoreManager, table: string): Promise<void> {
  const run = (text: string): Promise<unknown> =>
    stores.internals.run({ statement: raw(text), returns: NOTHING, context: { operation: "test" } });
  const schema = stores.internals.dialect.table(table).replace(/"[^"]+"$/, "");
  await run(
    `update ${schema}"${table}_search" set search_text = '?', search_keys = ${stores.internals.dialect.engine === "sqlite" ? "''" : "'{}'"}`,
  );
  await run(`update ${schema}search_scheme set scheme = 1 where table_name = '${table}'`);
}

/** A row for each searchable table. */
async function fill({
  memory,
  debates,
  ingest,
  archive,
  conversations,
  documents,
  graph,
}: Scope): Promise<void> {
  await memory.add({ type: "t", content: { text: "needle" } });
  await debates.add({ query: "needle?", rounds: 1, finalOutput: "haystack" });
  const episode = await ingest.episodes.upsert({ platform: "p", externalId: "e" });
  await ingest.segments.add({ episodeId: episode.id, startSeconds: 0, text: "a needle" });
  await archive.add({
    contentHash: "h",
    messageId: "m",
    channelId: "c",
    filename: "needle.txt",
    sizeBytes: 1,
    sha256: "0".repeat(64),
    tags: ["haystack"],
  });
  const session = await conversations.sessions.add();
  await conversations.messages.append(session.id, { role: "user", content: "needle" });
  await documents.put({ source: "s", text: "a needle" });
  await graph.nodes.upsert({ type: "t", name: "needle" });
}

const found = async (
  { memory, debates, ingest, archive, conversations, documents, graph }: Scope,
  text: string,
): Promise<number[]> => {
  const pages = [
    memory.search({ text }),
    debates.search({ text }),
    ingest.segments.search({ text }),
    archive.search({ text }),
    conversations.messages.search({ text }),
    documents.chunks.search({ text }),
    graph.nodes.search({ text }),
  ];
  return Promise.all(pages.map(async (page) => (await page).items.length));
};

describe.each(backends)("on $name", (backend: Backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let scope: Scope;
  beforeEach(async () => {
    database = await backend.create();
    stores = await database.open();
    scope = stores.scope({ tenant: "a" });
  });
  afterEach(() => database.drop());

  test("rows of all tables, tenants and parts are found again, and health shows the state before and after", async () => {
    const other = stores.scope({ tenant: "b", workspace: "w" });
    await fill(scope);
    await fill(other);
    expect(await stores.health()).toMatchObject({ status: "ok", pendingReindex: [] });
    expect(await stores.reindex()).toEqual({ tables: {}, rows: 0 });
    for (const table of TABLES) await spoil(stores, table);
    expect(await stores.health()).toMatchObject({ status: "degraded", pendingReindex: TABLES });
    expect(await found(scope, "needle")).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(await stores.reindex()).toEqual({
      tables: Object.fromEntries(TABLES.map((table) => [table, 2])),
      rows: 14,
    });
    expect(await stores.health()).toMatchObject({ status: "ok", pendingReindex: [] });
    for (const each of [scope, other]) {
      expect(await found(each, "needle")).toEqual([1, 1, 1, 1, 1, 1, 1]);
      expect(await found(each, "haystack")).toEqual([0, 1, 0, 1, 0, 0, 0]);
    }
    expect((await stores.reindex({ all: true })).rows).toBe(14);
    expect(await found(scope, "needle")).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  test("content gets the same entries again, for any order of its members in the database", async () => {
    const entry = selection<{ text: string }>({ text: "name" });
    const texts = (): Promise<{ text: string }[]> =>
      stores.internals.run({
        statement: sql`select search_text from ${new TableName("memory_item_search")}`,
        returns: entry,
        context: { operation: "test" },
      });
    const content = { zz: "last", a: ["first", { y: "third", longer: "second" }], b: 4 };
    await scope.memory.add({ type: "t", content });
    const written = await texts();
    expect(written).toEqual([{ text: "first\nsecond\nthird\n4\nlast" }]);
    await stores.reindex({ all: true });
    expect(await texts()).toEqual(written);
  });

  test("after a stop it keeps its progress, and the next call continues there", async () => {
    await scope.memory.addMany(Array.from({ length: 10 }, (_, n) => ({ type: "t", content: `needle ${n}` })));
    await spoil(stores, "memory_item");
    const stop = new AbortController();
    const seen: ReindexProgress[] = [];
    const onProgress = (progress: ReindexProgress): void => {
      seen.push(progress);
      if (progress.rows === 6) stop.abort();
    };
    await refused(stores.reindex({ batchSize: 3, onProgress, signal: stop.signal }), "aborted");
    expect(await stores.health()).toMatchObject({ pendingReindex: ["memory_item"] });
    expect((await scope.memory.search({ text: "needle" })).items).toHaveLength(6);
    expect(await stores.reindex({ onProgress })).toEqual({ tables: { memory_item: 4 }, rows: 4 });
    expect(seen.map(({ rows, total }) => [rows, total])).toEqual([
      [3, 10],
      [6, 10],
      [10, 10],
    ]);
    expect((await scope.memory.search({ text: "needle" })).items).toHaveLength(10);
  });

  test("rows that are written meanwhile are found", async () => {
    const items = await scope.memory.addMany(
      Array.from({ length: 60 }, (_, n) => ({ type: "t", content: `old o${n}` })),
    );
    await spoil(stores, "memory_item");
    const writes: Promise<unknown>[] = [];
    let n = 0;
    const onProgress = (): void => {
      for (let i = 0; i < 4; i++, n++) {
        // Rows before and after the current position.
        const { id } = items[(n * 37) % items.length]!;
        writes.push(
          scope.memory.update(id, { content: `new n${n}` }),
          scope.memory.add({ type: "t", content: `added a${n}` }),
        );
      }
      writes.push(scope.memory.remove(items[n % 3]!.id));
    };
    const reindexed = stores.reindex({ batchSize: 7, onProgress });
    await reindexed;
    const failures = (
      await Promise.all(writes.map((write) => write.catch((error: unknown) => error)))
    ).filter((result) => result instanceof Error && (result as { code?: unknown }).code !== "not_found");
    expect(failures).toEqual([]);
    for await (const { id, content } of scope.memory.list({ limit: 100 })) {
      const word = String(content).split(" ")[1]!;
      expect([word, (await scope.memory.search({ text: word })).items.map((item) => item.id)]).toEqual([
        word,
        [id],
      ]);
    }
    expect((await stores.health()).pendingReindex).toEqual([]);
  });

  if (backend.shared)
    test("several processes share the work, and each row is rebuilt once", async () => {
      const second = await database.open();
      await scope.memory.addMany(
        Array.from({ length: 50 }, (_, n) => ({ type: "t", content: `needle ${n}` })),
      );
      await spoil(stores, "memory_item");
      const results = await Promise.all([stores, second].map((each) => each.reindex({ batchSize: 3 })));
      expect(results.reduce((sum, { rows }) => sum + rows, 0)).toBe(50);
      expect((await second.health()).pendingReindex).toEqual([]);
      expect((await scope.memory.search({ text: "needle", limit: 100 })).items).toHaveLength(50);
    });

  test("a text is found by its first characters, up to the bound", async () => {
    const bounded = await (backend.shared ? database : await another()).open({
      search: { maxCharacters: 100 },
    });
    const own = bounded.scope({ tenant: randomUUID() });
    const filler = "x ".repeat(47);
    const content = `${filler}needle behind`;
    const { id } = await own.memory.add({ type: "t", content: { text: content } });
    await own.memory.add({ type: "t", content: `needle-${"y".repeat(200)}` });
    const search = async (text: string, mode: "words" | "substring"): Promise<number> =>
      (await own.memory.search({ text, mode })).items.length;
    for (const mode of ["words", "substring"] as const) {
      expect([mode, await search("needle", mode), await search("behind", mode)]).toEqual([mode, 2, 0]);
      // A partial word is not indexed.
      expect([mode, await search("be", mode)]).toEqual([mode, 0]);
    }
    expect((await own.memory.get(id))?.content).toEqual({ text: content });
    if (!backend.shared) return;
    await refused(database.open({ search: { maxCharacters: 99 } }), "validation", /from 100/);
    // The table had no rows when the bound was set, so the bound applies to all openings without
    // their own.
    const later = await database.open();
    expect((await later.health()).pendingReindex).toEqual([]);
    expect((await stores.health()).pendingReindex).toEqual(TABLES);
    expect((await stores.reindex()).tables).toEqual({ ...NONE, memory_item: 2 });
    expect(await search("behind", "substring")).toBe(1);
    expect((await bounded.health()).pendingReindex).toEqual(TABLES);
    await bounded.reindex();
    expect(await search("behind", "words")).toBe(0);
    expect((await bounded.health()).pendingReindex).toEqual([]);
  });

  const others: TestDatabase[] = [];
  async function another(): Promise<TestDatabase> {
    others.push(await backend.create());
    return others.at(-1)!;
  }
  afterAll(async () => {
    for (const other of others) await other.drop();
  });

  if (backend.shared)
    test("with two concurrent bounds, the last one wins", async () => {
      const wider = await database.open({ search: { maxCharacters: 200_000 } });
      await scope.memory.addMany(
        Array.from({ length: 9 }, (_, n) => ({ type: "t", content: `needle ${n}` })),
      );
      await spoil(stores, "memory_item");
      let goOn = (): void => {};
      const stopped = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      let taking: Promise<unknown> | undefined;
      const onProgress = (): Promise<void> =>
        new Promise((begun) => {
          const onFirst = (): Promise<void> => {
            begun();
            return stopped;
          };
          taking = wider.reindex({ batchSize: 1, onProgress: onFirst });
        });
      const error = await thrown(stores.reindex({ batchSize: 1, onProgress }));
      goOn();
      expect(error).toMatchObject({ code: "conflict", operation: "reindex" });
      await taking;
      expect((await wider.health()).pendingReindex).toEqual([]);
      expect((await scope.memory.search({ text: "needle" })).items).toHaveLength(9);
    });

  test("its options are validated", async () => {
    for (const options of [
      { batchSize: 0 },
      { batchSize: 1001 },
      { all: 1 },
      { onProgress: 1 },
      { tenant: "a" },
    ])
      await refused((async () => stores.reindex(options as never))(), "validation");
  });
});
