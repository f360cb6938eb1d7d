import { randomUUID } from "node:crypto";
import { refused } from "../../../conformance/suite";
import type { Scope, UnifiedStoreManager } from "../../../src";
import { Ledger } from "../../../src/data-migration/ledger/ledger";
import { withMigrationLock } from "../../../src/data-migration/ledger/migration-lock";
import { backends, type TestDatabase } from "../../backends";
import { run } from "../doctor/support";

const DAY_MS = 86_400_000;
const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS);
const CALLS = { store: "analytics", what: "calls" };

describe.each(backends)("pruning on $name", ({ create, engine }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeEach(async () => {
    database = await create();
    stores = await database.open();
  });
  afterEach(() => database.drop());

  const fill = async (name: { tenant: string; workspace?: string }): Promise<Scope> => {
    const scope = stores.scope(name);
    await scope.analytics.calls.addMany(
      [40, 20, 1].map((age) => ({ task: "t", model: "m", createdAt: ago(age) })),
    );
    return scope;
  };
  const left = async (scope: Scope): Promise<number> => (await scope.analytics.calls.list()).items.length;

  test("every tenant follows the default, or its own policy", async () => {
    const [plain, own, all] = [
      await fill({ tenant: "plain" }),
      await fill({ tenant: "own" }),
      await fill({ tenant: "all" }),
    ];
    const second = await fill({ tenant: "plain", workspace: "second" });
    await stores.retention.put({ ...CALLS, maxAgeMs: 30 * DAY_MS });
    await own.retention.put({ ...CALLS, maxRows: 1 });
    await all.retention.put({ ...CALLS, maxAgeMs: null });
    const ahead = await stores.retention.prune({ dryRun: true });
    expect(ahead).toMatchObject({ dryRun: true, rows: 4, tenants: 3, workspaces: 4 });
    expect(await stores.retention.status()).toBeNull();
    const heard: number[] = [];
    const done = await stores.retention.prune({ onProgress: ({ rows }) => heard.push(rows) });
    expect(done).toMatchObject({ deleted: { "analytics.calls": 4 }, resumed: false, failures: [] });
    expect(heard.at(-1)).toBe(4);
    expect(await Promise.all([plain, second, own, all].map(left))).toEqual([2, 2, 1, 3]);
    expect(await stores.retention.status()).toMatchObject({ unfinished: false, running: false, deleted: 4 });
  });

  test("the defaults: put, get, list, remove", async () => {
    const { retention } = stores;
    expect(await retention.get(CALLS)).toBeNull();
    const put = await retention.put({ ...CALLS, maxAgeMs: DAY_MS });
    expect(await retention.get(CALLS)).toEqual(put);
    const again = await retention.put({ ...CALLS, maxRows: 3 });
    expect(again).toMatchObject({ maxAgeMs: null, maxRows: 3, version: 2, createdAt: put.createdAt });
    await retention.put({ store: "migrations", what: "runs", maxAgeMs: DAY_MS });
    expect((await retention.list()).map(({ what }) => what)).toEqual(["calls", "runs"]);
    expect(await retention.remove(CALLS)).toBe(true);
    expect(await retention.remove(CALLS)).toBe(false);
    await refused(retention.put(CALLS), "validation", /maxAgeMs or maxRows/);
    await refused(retention.get({ store: "agents", what: "all" }), "validation", /use events, state/);
    for (const options of [{ share: 0 }, { share: 2 }, { dryRun: 1 }, { tenant: "" }, { limit: 1 }])
      await refused(retention.prune(options as never), "validation");
  });

  test("what a default hides is hidden of every tenant", async () => {
    const scope = stores.scope({ tenant: "acme" });
    await scope.agents.events.append("t", { type: "e", createdAt: ago(3) });
    const kind = { store: "agents", what: "events" };
    await stores.retention.put({ ...kind, maxAgeMs: DAY_MS, hide: true });
    expect((await scope.agents.events.list({ topic: "t" })).items).toEqual([]);
    // A policy of its own goes before the default.
    await scope.retention.put({ ...kind, maxRows: 10 });
    expect((await scope.agents.events.list({ topic: "t" })).items).toHaveLength(1);
    await scope.retention.remove(kind);
    expect((await scope.agents.events.list({ topic: "t" })).items).toEqual([]);
    await stores.retention.remove(kind);
    expect((await scope.agents.events.list({ topic: "t" })).items).toHaveLength(1);
  });

  test("rows that cannot be deleted are told, and do not keep others", async () => {
    for (const tenant of ["a", "broken", "c"]) await fill({ tenant });
    await stores.retention.put({ ...CALLS, maxRows: 0 });
    const table = stores.internals.dialect.table("analytics_call");
    if (engine === "sqlite")
      await run(
        stores,
        `create trigger refuse before delete on ${table} when old.tenant_id = 'broken' begin select raise(abort, 'kept'); end`,
      );
    else {
      await run(
        stores,
        `create function refuse() returns trigger language plpgsql as $$ begin
          if old.tenant_id = 'broken' then raise 'kept'; end if; return old; end $$`,
      );
      await run(
        stores,
        `create trigger refuse before delete on ${table} for each row execute function refuse()`,
      );
    }
    const { rows, failures } = await stores.retention.prune();
    expect(rows).toBe(6);
    expect(failures).toMatchObject([{ tenant: "broken", workspace: "default", kind: "analytics.calls" }]);
    expect(failures[0]!.message).toMatch(/tenant "broken"/);
  });

  test("a call that is stopped keeps what it has done, and the next one goes on", async () => {
    for (const tenant of ["a", "b", "c"]) await fill({ tenant });
    await stores.retention.put({ ...CALLS, maxRows: 1 });
    const controller = new AbortController();
    const stopped = stores.retention.prune({
      signal: controller.signal,
      onProgress: ({ tenant }) => tenant === "b" && controller.abort(),
    });
    await refused(stopped, "aborted");
    expect(await stores.retention.status()).toMatchObject({
      unfinished: true,
      running: false,
      finishedAt: null,
    });
    // One tenant's pruning in between changes nothing of that.
    expect(await stores.retention.prune({ tenant: "a" })).toMatchObject({ rows: 0, resumed: false });
    expect(await stores.retention.status()).toMatchObject({ unfinished: true, deleted: 4 });
    const rest = { rows: 2, deleted: { "analytics.calls": 2 }, resumed: true, workspaces: 2 };
    expect(await stores.retention.prune()).toMatchObject(rest);
    expect(await stores.retention.status()).toMatchObject({ unfinished: false, deleted: 6 });
  });

  test("the pruning of one tenant is none over all tenants", async () => {
    await fill({ tenant: "a" });
    await stores.retention.prune({ tenant: "a" });
    expect(await stores.retention.status()).toBeNull();
    await stores.retention.prune();
    const status = await stores.retention.status();
    expect(status).toMatchObject({ unfinished: false, running: false });
    expect(await stores.retention.prune({ tenant: "a" })).toMatchObject({ resumed: false });
    expect(await stores.retention.status()).toEqual(status);
  });

  test("what a clock that was wrong has noted holds nobody up", async () => {
    await stores.retention.prune();
    const table = stores.internals.dialect.table("retention_pruning");
    const far = "'2999-01-01 00:00:00'";
    await run(stores, `update ${table} set holder = 'gone', expires_at = ${far}, finished_at = ${far}`);
    expect(await stores.retention.status()).toMatchObject({ running: false });
    const stop = new AbortController();
    const results: unknown[] = [];
    const heard = (result: unknown): void => {
      results.push(result);
      stop.abort();
    };
    const { signal } = stop;
    await stores.retention.pruneEvery({ everyMs: 10_000, signal, onPruned: heard, onError: heard });
    expect(results).toMatchObject([{ dryRun: false }]);
    const { finishedAt } = (await stores.retention.status())!;
    expect(finishedAt!.getFullYear()).toBeLessThan(2999);
  });

  test("a dry run counts a row once that is too old and too many", async () => {
    const scope = await fill({ tenant: "a" });
    const topic = [40, 20, 1].map((age) => ({ type: "e", createdAt: ago(age) }));
    await scope.agents.events.appendMany("t", topic);
    const { id: sessionId } = await scope.conversations.sessions.add({ createdAt: ago(50) });
    await scope.conversations.sessions.add({ createdAt: ago(40) });
    const { id: episodeId } = await scope.ingest.episodes.upsert({ platform: "p", externalId: "1" });
    for (const age of [40, 20, 1]) await scope.ingest.episodes.logs.add({ episodeId, createdAt: ago(age) });
    await scope.conversations.messages.append(sessionId, {
      ...{ role: "user", content: "old", createdAt: ago(45) },
    });
    for (const kind of ["analytics.calls", "agents.events", "ingest.logs", "conversations.sessions"]) {
      const [store, what] = kind.split(".") as [string, string];
      await scope.retention.put({ store, what, maxAgeMs: 30 * DAY_MS, maxRows: 1 });
    }
    const ahead = await stores.retention.prune({ dryRun: true });
    expect(ahead.deleted).toEqual({
      "analytics.calls": 2,
      "agents.events": 2,
      "ingest.logs": 2,
      "conversations.sessions": 3,
    });
    expect((await stores.retention.prune()).deleted).toEqual(ahead.deleted);
  });

  test("without policies it deletes nothing", async () => {
    await fill({ tenant: "a" });
    expect(await stores.retention.prune()).toMatchObject({ rows: 0, tenants: 1, workspaces: 1 });
  });

  test("a data migration that is under way keeps nothing but its own kind from being pruned", async () => {
    const scope = await fill({ tenant: "a" });
    await stores.retention.put({ ...CALLS, maxRows: 1 });
    await stores.retention.put({ store: "migrations", what: "runs", maxAgeMs: 0 });
    const finished = { status: "done", startedAt: new Date(0), finishedAt: new Date(0) };
    await new Ledger(stores.internals).runs.begin({
      ...{ id: randomUUID(), options: {}, sources: [], deferredIndexes: null, error: null, purged: null },
      ...{ endedByRejection: false, cutoverRequested: false, ...finished },
    } as never);
    const { failures } = await withMigrationLock(stores.internals, () => stores.retention.prune());
    expect(failures).toMatchObject([{ tenant: null, workspace: null, kind: "migrations.runs" }]);
    expect(await left(scope)).toBe(1);
    expect(await stores.retention.status()).toMatchObject({ unfinished: false, running: false });
    expect((await stores.retention.prune()).failures).toEqual([]);
  });
});
