import type { Scope, UnifiedStoreManager } from "../../../src";
import type { KindName } from "../../../src/db/retention/kinds";
import { pruneKind } from "../../../src/operations/retention/prune-scope";
import { tenantPolicies } from "../../../src/retention/tenant-policies";
import { backends, type TestDatabase } from "../../backends";

const DAY_MS = 86_400_000;
const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS);

/** Does something before each statement of a pruning, as another process may. */
function beforeEachStatement(stores: UnifiedStoreManager, act: () => Promise<unknown>): void {
  const { internals } = stores;
  const send = internals.run.bind(internals);
  jest.spyOn(internals, "run").mockImplementation(async (operation) => {
    if (operation.context.operation === "retention.prune") await act();
    return send(operation);
  });
}

/** Two rows of a kind, 9 days old. Gives the number of those that are left. */
const KINDS: Record<KindName, (scope: Scope) => Promise<() => Promise<number>>> = {
  "analytics.calls": async ({ analytics: { calls } }) => {
    await calls.addMany([9, 9].map((age) => ({ task: "t", model: "m", createdAt: ago(age) })));
    return async () => (await calls.list()).items.length;
  },
  "memory.items": async ({ memory }) => {
    const old = { type: "t", content: 1, createdAt: ago(9), lastUsedAt: ago(9) };
    await memory.addMany([old, old]);
    return async () => (await memory.list()).items.length;
  },
  "conversations.sessions": async ({ conversations: { sessions } }) => {
    for (const _ of [1, 2]) await sessions.add({ createdAt: ago(9) });
    return async () => (await sessions.list()).items.length;
  },
  "conversations.messages": async ({ conversations: { sessions, messages } }) => {
    const { id: sessionId } = await sessions.add({ createdAt: ago(9) });
    const old = { role: "user" as const, content: "old", createdAt: ago(9) };
    await messages.appendMany(sessionId, [old, old]);
    return async () => (await messages.list({ sessionId })).items.length;
  },
  "agents.events": async ({ agents: { events } }) => {
    await events.appendMany(
      "t",
      [9, 9].map((age) => ({ type: "e", createdAt: ago(age) })),
    );
    return async () => (await events.list({ topic: "t" })).items.length;
  },
  "agents.state": async ({ agents: { state } }) => {
    for (const key of ["a", "b"]) await state.put({ key, value: 1 });
    return async () => (await state.list()).items.length;
  },
  "ingest.logs": async ({ ingest: { episodes } }) => {
    const { id: episodeId } = await episodes.upsert({ platform: "p", externalId: "1" });
    for (const _ of [1, 2]) await episodes.logs.add({ episodeId, createdAt: ago(9) });
    return async () => (await episodes.logs.list({ episodeId })).items.length;
  },
};

describe.each(backends)("while a pruning runs on $name", ({ create }) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeEach(async () => {
    database = await create();
    stores = await database.open();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await database.drop();
  });

  test("a session that gets a message stays, with that message", async () => {
    const scope = stores.scope({ tenant: "a" });
    const { sessions, messages } = scope.conversations;
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) {
      const { id } = await sessions.add({ createdAt: ago(9) });
      await messages.append(id, { role: "user", content: "old", createdAt: ago(9) });
      ids.push(id);
    }
    await scope.retention.put({ store: "conversations", what: "sessions", maxAgeMs: DAY_MS });
    const kept = new Set<string>();
    beforeEachStatement(stores, async () => {
      const id = ids.find((each) => !kept.has(each))!;
      // Null: it was deleted before.
      const said = await messages.append(id, { role: "user", content: "new" }).catch(() => null);
      if (said !== null) kept.add(id);
      ids.splice(ids.indexOf(id), 1);
    });
    await stores.retention.prune({ tenant: "a", share: 1 });
    expect(kept.size).toBeGreaterThan(4);
    for (const id of kept) {
      const [newest] = (await messages.list({ sessionId: id })).items;
      expect(newest?.content).toBe("new");
    }
  });

  test.each(Object.keys(KINDS) as KindName[])(
    "a policy of %s that has changed deletes nothing",
    async (kind) => {
      const scope = stores.scope({ tenant: "a" });
      const left = await KINDS[kind]!(scope);
      const [store, what] = kind.split(".") as [string, string];
      const prune = async (policies: Awaited<ReturnType<typeof followed>>): Promise<number> =>
        pruneKind(
          {
            ...{ database: stores.internals, tenant: "a", workspace: "default", signal: undefined },
            // A state is written now.
            now: () => ago(-1),
          },
          { kind, policy: policies.get(kind), dryRun: false, pacer: { batch: 20, after: async () => {} } },
        );
      const followed = () =>
        tenantPolicies(
          {
            all: (statement, returns) =>
              stores.internals.run({ statement, returns, context: { operation: "t" } }),
          },
          "a",
        );
      const deletes = { store, what, maxAgeMs: 1, ...(kind !== "agents.state" && { maxRows: 0 }) };
      await stores.retention.put(deletes);
      const byDefault = await followed();
      await scope.retention.put({ store, what, maxAgeMs: null });
      expect(await prune(byDefault)).toBe(0);
      await scope.retention.put(deletes);
      const own = await followed();
      await scope.retention.remove({ store, what });
      await stores.retention.put({ store, what, maxAgeMs: null });
      expect(await prune(own)).toBe(0);
      expect(await prune(byDefault)).toBe(0);
      expect(await left()).toBe(2);
      await stores.retention.put(deletes);
      expect(await prune(await followed())).toBe(2);
    },
  );
});
