import { hashedWords } from "../../conformance/embedder";
import { type Scope, UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";

/** Failures and settings of the query log and the result cache. */
describe.each(["SQLite in memory", "PostgreSQL"] as const)("on %s", (engine) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let scope: Scope;
  const logged: [fields: Record<string, unknown>, message: string][] = [];
  const note = (fields: object, message: string) => {
    logged.push([fields as Record<string, unknown>, message]);
  };
  let now = Date.now();

  beforeAll(async () => {
    database = await backend(engine).create();
    stores = await database.open({
      clock: () => new Date(now),
      embedder: hashedWords(),
      retrieval: { log: "text", cacheMs: 1000 },
      logger: { debug: note, info: note, warn: note, error: note },
    });
  });
  afterAll(async () => {
    await database.drop();
  });
  beforeEach(() => {
    scope = stores.scope({ tenant: crypto.randomUUID() });
    logged.length = 0;
  });

  test("the manager's settings hold where neither query nor configuration says otherwise", async () => {
    const { retrieval } = scope;
    await retrieval.configs.put({ name: "silent", log: "none", cacheMs: 0 });
    expect((await retrieval.search({ text: "x" })).queryId).not.toBeNull();
    const again = await retrieval.search({ text: "x" });
    expect(again.notes.cached).toBe(true);
    expect((await retrieval.queries.getOrThrow(again.queryId!)).cached).toBe(true);
    const silent = await retrieval.search({ text: "x", config: "silent" });
    expect([silent.queryId, silent.notes.cached]).toEqual([null, false]);
    const own = await retrieval.search({ text: "x", config: "silent", log: "hash", cacheMs: 1000 });
    expect(own.notes.cached).toBe(true);
    expect((await retrieval.queries.getOrThrow(own.queryId!)).text).toBeNull();
    now += 1000;
    expect((await retrieval.search({ text: "x" })).notes.cached).toBe(false);
  });

  test("a failure of the log does not fail the search, in a transaction neither", async () => {
    await scope.memory.add({ type: "t", content: { text: "whale" } });
    await rename("retrieval_query", "retrieval_query_away");
    try {
      const alone = await scope.retrieval.search({ text: "whale", cacheMs: 0 });
      expect([alone.queryId, alone.hits.length]).toEqual([null, 1]);
      const inside = await scope.transaction(async (tx) => {
        const { queryId, hits } = await tx.retrieval.search({ text: "whale" });
        const { id } = await tx.memory.add({ type: "t", content: { text: "kept" } });
        return { queryId, hits, id };
      });
      expect([inside.queryId, inside.hits.length]).toEqual([null, 1]);
      expect(await scope.memory.get(inside.id)).not.toBeNull();
    } finally {
      await rename("retrieval_query_away", "retrieval_query");
    }
    const warnings = logged.filter(([, message]) => message === "query not logged");
    expect(warnings).toHaveLength(2);
    expect(warnings[0]![0]).toEqual({
      operation: "retrieval.search",
      tenant: scope.tenant,
      workspace: "default",
      code: expect.any(String),
    });
  });

  test("a baseline that differs from the stored one is logged, once", async () => {
    await scope.memory.add({ type: "fact", content: "x" });
    await scope.retrieval.embedPending();
    await scope.retrieval.models.update("hashed-words", { baseline: 0.25 });
    for (let time = 0; time < 2; time++) await scope.retrieval.search({ text: "y" });
    const warnings = logged.filter(([, message]) => message.includes("baseline"));
    expect(warnings.map(([fields]) => fields)).toEqual([
      {
        operation: "retrieval.search",
        tenant: scope.tenant,
        model: "hashed-words",
        baseline: 0.25,
        given: 0,
      },
    ]);
  });

  test("texts of queries never reach the logger", async () => {
    const { queryId } = await scope.retrieval.search({ text: "zebra crossing" });
    await scope.retrieval.feedback.add({
      queryId: queryId!,
      in: "memory",
      itemId: crypto.randomUUID(),
      rating: 1,
      actor: "zebra",
    });
    await scope.retrieval.evaluate({ log: {} });
    expect(logged.length).toBeGreaterThan(0);
    expect(JSON.stringify(logged)).not.toContain("zebra");
  });

  test("an erasure deletes the person's logged queries and feedback, and empties the caches", async () => {
    const { retrieval, conversations, privacy } = scope;
    const ada = await conversations.participants.upsert({ externalId: "ada" });
    const session = await conversations.sessions.add();
    const message = await conversations.messages.append(session.id, {
      role: "user",
      content: "whale",
      participantId: ada.id,
    });
    const about = { in: "messages" as const, itemId: message.id, rating: 1 };
    const other = { in: "memory" as const, itemId: crypto.randomUUID(), rating: 1 };
    const ask = async (text: string, actor?: string) =>
      (await retrieval.search({ text, actor, in: ["messages"] })).queryId!;
    const [byAda, withId, byOther] = [
      await ask("what do I like?", ada.id),
      await ask(`notes about ${ada.id.toUpperCase()}`),
      await ask("whale"),
    ];
    const [ofAdas, , , kept] = await retrieval.feedback.addMany([
      { ...other, queryId: byAda },
      { ...other, queryId: byOther, actor: ada.id },
      { ...about, queryId: byOther },
      { ...other, queryId: byOther },
    ]);
    const { tables } = await privacy.export(ada.id);
    expect(tables.retrieval_query!.map(({ id }) => id).sort()).toEqual([byAda, withId].sort());
    expect(tables.retrieval_feedback).toHaveLength(3);
    expect(tables.retrieval_feedback!.map(({ id }) => id)).toContain(ofAdas!.id);
    expect((await retrieval.search({ text: "whale", in: ["messages"] })).notes.cached).toBe(true);
    const { deleted } = await privacy.erase(ada.id);
    expect(deleted).toMatchObject({ retrieval_query: 2, retrieval_feedback: 3 });
    const whale = await retrieval.search({ text: "whale", in: ["messages"] });
    expect([whale.hits, whale.notes.cached]).toEqual([[], false]);
    expect((await retrieval.feedback.list()).items).toEqual([kept]);
    expect((await retrieval.queries.list()).items.map(({ text }) => text)).toEqual([
      "whale",
      "whale",
      "whale",
    ]);
  });

  const rename = (from: string, to: string): Promise<unknown> =>
    stores.internals.dialect.schema.exclusively((runner) =>
      runner.query(`alter table "${from}" rename to "${to}"`),
    );
});

test.each([
  [{ log: "all" }, "retrieval.log"],
  [{ cacheMs: 1.5 }, "retrieval.cacheMs"],
  [{ cacheMs: 1e9 }, "retrieval.cacheMs"],
  [{ ttl: 1 }, "retrieval.ttl"],
  [[], "retrieval"],
])("the setting %j is refused", async (retrieval, field) => {
  const opening = UnifiedStoreManager.open({ url: "sqlite::memory:", retrieval: retrieval as never });
  await expect(opening).rejects.toMatchObject({ code: "validation", field });
});
