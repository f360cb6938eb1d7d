import assert from "node:assert/strict";
import type { PruneResult } from "../../src/operations/retention/types";
import type { Scope } from "../../src/scope";
import { type Cases, type ConformanceContext, days, everything } from "../suite";
import { ago, range, sessionWith, textsOf } from "./samples";

/**
 * Prunes the case's own tenant, first as a dry run, which must count the same and delete nothing.
 */
async function pruned({ stores, scope }: ConformanceContext): Promise<PruneResult> {
  const tenant = scope.tenant;
  const ahead = await stores.retention.prune({ tenant, dryRun: true, share: 1 });
  const again = await stores.retention.prune({ tenant, dryRun: true, share: 1 });
  assert.deepEqual(again.deleted, ahead.deleted, "a dry run deletes nothing");
  const done = await stores.retention.prune({ tenant, share: 1 });
  assert.deepEqual(done.deleted, ahead.deleted);
  assert.deepEqual([done.failures, done.dryRun, ahead.dryRun], [[], false, true]);
  const nothing = await stores.retention.prune({ tenant, share: 1 });
  assert.deepEqual([nothing.rows, nothing.deleted], [0, {}]);
  return done;
}

const put = (scope: Scope, kind: string, keep: { maxAgeMs?: number; maxRows?: number }) => {
  const [store, what] = kind.split(".") as [string, string];
  return scope.retention.put({ store, what, ...keep });
};

/** Pruning of a tenant: every kind by age, and by number. */
export const pruning: Cases = {
  "analytics, usage and the query log": async (context) => {
    const { scope } = context;
    const at = [9, 8, 7.5, 6, 5].map((age) => ({ createdAt: ago(age) }));
    const { analytics, ingest } = scope;
    const calls = await analytics.calls.addMany(at.map((each) => ({ task: "t", model: "m", ...each })));
    await analytics.feedback.add({ callId: calls[0]!.id, rating: 1 });
    await analytics.metrics.addMany(at.map((each) => ({ name: "n", value: 1, ...each })));
    await analytics.bandits.addMany(at.map((each) => ({ task: "t", arm: "a", ...each })));
    for (const each of at) await ingest.usage.add({ callId: "c", ...each });
    await put(scope, "analytics.calls", { maxAgeMs: days(7) });
    await put(scope, "analytics.metrics", { maxRows: 1 });
    await put(scope, "analytics.bandits", { maxAgeMs: days(8.5), maxRows: 3 });
    await put(scope, "ingest.usage", { maxRows: 0 });
    for (let i = 0; i < 3; i++) await scope.retrieval.search({ text: "x", in: ["memory"], log: "text" });
    await put(scope, "retrieval.queries", { maxRows: 2 });
    // A row that is too old and too many at once is counted twice ahead, so bandits are apart.
    const { deleted } = await context.stores.retention.prune({ tenant: scope.tenant, share: 1 });
    assert.deepEqual(deleted, {
      "analytics.calls": 3,
      "analytics.metrics": 4,
      "analytics.bandits": 2,
      "ingest.usage": 5,
      "retrieval.queries": 1,
    });
    assert.equal((await analytics.calls.list()).items.length, 2);
    assert.equal((await analytics.feedback.list()).items.length, 0);
    assert.equal((await analytics.bandits.list()).items.length, 3);
    assert.equal((await scope.retrieval.queries.list()).items.length, 2);
  },

  "messages go from the beginning of a session on": async (context) => {
    const { scope } = context;
    const { messages, sessions } = scope.conversations;
    const long = await sessionWith(scope, [9, 8, 5, 8.5, 1]);
    const young = await sessionWith(scope, [2, 1]);
    const old = await sessionWith(scope, [20, 19, 18]);
    await put(scope, "conversations.messages", { maxAgeMs: days(7) });
    const result = await pruned(context);
    assert.deepEqual(result.deleted, { "conversations.messages": 5 });
    const left = ["said 5 days ago", "said 8.5 days ago", "said 1 days ago"];
    assert.deepEqual(await textsOf(messages.list({ sessionId: long, order: "oldest" })), left);
    assert.equal((await messages.list({ sessionId: young })).items.length, 2);
    assert.equal((await messages.list({ sessionId: old })).items.length, 0);
    assert.equal((await messages.search({ text: "said" })).items.length, 5);
    // Positions go on behind those that are gone.
    const next = await messages.append(old, { role: "user", content: "again" });
    assert.equal(next.position, 4);
    assert.equal((await sessions.list()).items.length, 3);
  },

  "messages by number, of each session": async (context) => {
    const { scope } = context;
    const { messages } = scope.conversations;
    const many = await sessionWith(
      scope,
      range(30).map((i) => 30 - i),
    );
    const few = await sessionWith(scope, [3, 2]);
    await put(scope, "conversations.messages", { maxRows: 4 });
    assert.deepEqual((await pruned(context)).deleted, { "conversations.messages": 26 });
    const left = (await messages.list({ sessionId: many, order: "oldest" })).items;
    assert.deepEqual(
      left.map(({ position }) => position),
      [27, 28, 29, 30],
    );
    assert.equal((await messages.list({ sessionId: few })).items.length, 2);
  },

  "sessions go with their messages, by their last activity": async (context) => {
    const { scope, another } = context;
    const sibling = another({ tenant: scope.tenant, workspace: "other" });
    const stranger = another();
    for (const each of [scope, sibling, stranger]) {
      for (const ages of [[20, 9], [20, 3], [12], []]) await sessionWith(each, ages);
    }
    await put(scope, "conversations.sessions", { maxAgeMs: days(7) });
    const result = await pruned(context);
    // Two sessions with three messages, in each of two workspaces.
    assert.deepEqual(result.deleted, { "conversations.sessions": 10 });
    assert.equal(result.workspaces, 2);
    assert.equal((await scope.conversations.sessions.list()).items.length, 2);
    assert.equal((await sibling.conversations.sessions.list()).items.length, 2);
    assert.equal((await stranger.conversations.sessions.list()).items.length, 4);
    await put(scope, "conversations.sessions", { maxRows: 1 });
    assert.deepEqual((await pruned(context)).deleted, { "conversations.sessions": 6 });
  },

  "events of each topic, without gaps, and states": async (context) => {
    const { scope } = context;
    const { events, state } = scope.agents;
    for (const topic of ["a", "b"])
      await events.appendMany(
        topic,
        [9, 8, 1].map((age) => ({ type: "e", createdAt: ago(age) })),
      );
    await events.append("c", { type: "e", createdAt: ago(9) });
    for (const key of range(5)) await state.put({ key: `k${key}`, value: key });
    await put(scope, "agents.events", { maxAgeMs: days(7) });
    await put(scope, "agents.state", { maxAgeMs: days(1) });
    assert.deepEqual((await pruned(context)).deleted, { "agents.events": 5 });
    const offsets = (await everything(events.list({ topic: "b" }))).map(({ offset }) => offset);
    assert.deepEqual(offsets, [3]);
    assert.equal((await events.append("c", { type: "e" })).offset, 2);
    await put(scope, "agents.events", { maxRows: 0 });
    await put(scope, "agents.state", { maxAgeMs: 0 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual((await pruned(context)).deleted, { "agents.events": 3, "agents.state": 5 });
  },

  "finished jobs by state, logs of each episode": async (context) => {
    const { scope } = context;
    const { jobs, episodes } = scope.ingest;
    const enqueue = (externalId: string) =>
      jobs.enqueue({ source: "s", externalId, maxAttempts: 1, createdAt: ago(9) });
    for (const name of ["done", "dead", "waiting"]) await enqueue(name);
    const claimed = await jobs.claim({ workerId: "w", limit: 2, leaseMs: 60_000 });
    assert.equal(claimed.length, 2);
    await jobs.complete(claimed[0]! as never);
    await jobs.fail(claimed[1]! as never, { error: "no" });
    const { id: one } = await episodes.upsert({ platform: "p", externalId: "1" });
    const { id: two } = await episodes.upsert({ platform: "p", externalId: "2" });
    for (const age of [9, 8, 1]) {
      await episodes.logs.add({ episodeId: one, createdAt: ago(age) });
      await episodes.logs.add({ episodeId: two, createdAt: ago(age / 10) });
    }
    // They ended just now, whenever they were enqueued.
    await put(scope, "ingest.doneJobs", { maxAgeMs: days(7) });
    await put(scope, "ingest.logs", { maxAgeMs: days(7) });
    assert.deepEqual((await pruned(context)).deleted, { "ingest.logs": 2 });
    await put(scope, "ingest.doneJobs", { maxRows: 0 });
    await put(scope, "ingest.logs", { maxRows: 1 });
    assert.deepEqual((await pruned(context)).deleted, { "ingest.doneJobs": 1, "ingest.logs": 2 });
    await put(scope, "ingest.deadJobs", { maxRows: 0 });
    assert.deepEqual((await pruned(context)).deleted, { "ingest.deadJobs": 1 });
    const left = (await everything(jobs.list())).map(({ externalId }) => externalId);
    assert.equal(left.length, 1);
  },

  "concluded debates, and memory by its policies": async (context) => {
    const { scope } = context;
    const { debates, memory } = scope;
    const open = await debates.add({ query: "open", rounds: 1, createdAt: ago(30) });
    for (const age of [20, 9, 1])
      await debates.add({
        ...{ query: "q", rounds: 1, createdAt: ago(25), finalOutput: "so", concludedAt: ago(age) },
      });
    await put(scope, "debates.debates", { maxAgeMs: days(7) });
    const item = (policyName: string, age: number, more: object = {}) => ({
      ...{ type: "t", content: age, policyName, createdAt: ago(50), lastUsedAt: ago(age), ...more },
    });
    await memory.policies.put({ name: "week", ttlDays: 7 });
    await memory.addMany([
      ...[item("week", 8), item("week", 6), item("none", 31), item("none", 29)],
      ...[item("none", 40, { pinned: true }), item("week", 40, { archived: true })],
    ]);
    await put(scope, "memory.items", { maxAgeMs: days(30) });
    const result = await pruned(context);
    assert.deepEqual(result.deleted, { "memory.items": 2, "debates.debates": 2 });
    assert.ok(await debates.get(open.id));
    assert.equal((await everything(memory.list())).length, 4);
  },
};
