import assert from "node:assert/strict";
import { type Cases, days, everything, refused } from "../suite";
import { ago, sessionWith, textsOf } from "./samples";

/** Rows that are past their time, before they are pruned. */
export const hiding: Cases = {
  "expired memory items are hidden by policies that say so": async ({ scope, another }) => {
    const { memory } = scope;
    const item = (text: string, policyName: string, age: number, more: object = {}) => ({
      ...{ type: "t", content: { text }, policyName, createdAt: ago(400), lastUsedAt: ago(age), ...more },
    });
    const all = [
      item("whale old", "hidden", 8),
      item("whale fresh", "hidden", 6),
      item("whale pinned", "hidden", 8, { pinned: true }),
      item("whale archived", "hidden", 8, { archived: true }),
      item("whale shown", "shown", 8),
      item("whale alone", "none", 8),
    ];
    const [old, fresh] = await memory.addMany(all);
    const stranger = another();
    await stranger.memory.addMany(all);
    const listed = async (of = scope): Promise<unknown[]> =>
      (await everything(of.memory.list({ limit: 2 }))).map(
        ({ content }) => (content as { text: string }).text,
      );
    await memory.policies.put({ name: "shown", ttlDays: 7 });
    assert.equal((await listed()).length, 6);
    await memory.policies.put({ name: "hidden", ttlDays: 7, hide: true });
    const rest = ["whale alone", "whale archived", "whale fresh", "whale pinned", "whale shown"];
    assert.deepEqual((await listed()).sort(), rest);
    assert.equal(await memory.get(old!.id), null);
    await refused(memory.getOrThrow(old!.id), "not_found");
    assert.deepEqual(
      (await memory.getMany([old!.id, fresh!.id])).map((row) => row?.id ?? null),
      [null, fresh!.id],
    );
    for (const mode of ["any", "words", "substring"] as const) {
      const found = await everything(memory.search({ text: "whale", mode, limit: 2 }));
      assert.deepEqual(found.map(({ content }) => (content as { text: string }).text).sort(), rest, mode);
    }
    const { hits } = await scope.retrieval.search({ text: "whale", in: ["memory"] });
    assert.equal(hits.length, 5);
    assert.equal((await memory.list().count()).count, 5);
    assert.equal((await listed(stranger)).length, 6, "another tenant has its own policies");
    // A use shows it again; so does a policy that does not hide.
    await memory.touch(old!.id);
    assert.equal((await memory.get(old!.id))?.id, old!.id);
    await memory.policies.remove("hidden");
    assert.equal((await listed()).length, 6);
    // Of items whose policy does not exist.
    await scope.retention.put({ store: "memory", what: "items", maxAgeMs: days(7), hide: true });
    const without = ["whale archived", "whale fresh", "whale old", "whale pinned", "whale shown"];
    assert.deepEqual((await listed()).sort(), without);
  },

  "old messages are hidden, and those of sessions that are": async ({ scope, another }) => {
    const { conversations, retention } = scope;
    const { sessions, messages } = conversations;
    const long = await sessionWith(scope, [9, 5, 1]);
    const gone = await sessionWith(scope, [9, 8]);
    const [first] = (await messages.list({ sessionId: long, order: "oldest" })).items;
    await retention.put({ store: "conversations", what: "messages", maxAgeMs: days(7), hide: true });
    const five = ["said 5 days ago", "said 1 days ago"];
    assert.deepEqual(await textsOf(messages.list({ sessionId: long, order: "oldest", limit: 1 })), five);
    assert.deepEqual(await textsOf(messages.list({ sessionId: gone })), []);
    assert.equal(await messages.get(first!.id), null);
    assert.deepEqual(await textsOf(messages.search({ text: "said" })), five.toReversed());
    assert.equal((await sessions.list()).items.length, 2);
    // Of hidden sessions, also where messages are not hidden by themselves.
    await retention.remove({ store: "conversations", what: "messages" });
    const [oldest] = (await messages.list({ sessionId: gone })).items;
    await retention.put({ store: "conversations", what: "sessions", maxAgeMs: days(7), hide: true });
    assert.deepEqual(
      (await sessions.list()).items.map(({ id }) => id),
      [long],
    );
    assert.equal(await sessions.get(gone), null);
    assert.equal(await messages.get(oldest!.id), null);
    assert.deepEqual(await textsOf(messages.list({ sessionId: gone })), []);
    assert.equal((await messages.search({ text: "said" })).items.length, 3);
    const { hits } = await scope.retrieval.search({ text: "said", in: ["messages"] });
    assert.equal(hits.length, 3);
    // A new message shows the session with all of its messages.
    await messages.append(gone, { role: "user", content: "said now" });
    assert.equal((await messages.list({ sessionId: gone })).items.length, 3);
    assert.equal(await another().conversations.sessions.get(long), null);
  },

  "old events and states are hidden; offsets and writes go on": async ({ scope }) => {
    const { agents, retention } = scope;
    for (const age of [9, 8, 1])
      await agents.events.append("t", { type: "e", payload: age, createdAt: ago(age) });
    await agents.state.put({ key: "k", value: 1 });
    await retention.put({ store: "agents", what: "events", maxAgeMs: days(7), hide: true });
    const offsets = (await everything(agents.events.list({ topic: "t" }))).map(({ offset }) => offset);
    assert.deepEqual(offsets, [3]);
    assert.equal(await agents.events.get({ topic: "t", offset: 1 }), null);
    assert.equal((await agents.events.getMany([{ topic: "t", offset: 3 }]))[0]?.offset, 3);
    const polled = await agents.events.poll({ topic: "t", consumer: "c" });
    assert.deepEqual(
      polled.map(({ offset }) => offset),
      [3],
    );
    await retention.put({ store: "agents", what: "state", maxAgeMs: 0, hide: true });
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(await agents.state.get("k"), null);
    assert.deepEqual((await agents.state.list()).items, []);
    // A hidden value is still the one that a write refers to.
    const written = await agents.state.put({ key: "k", value: 2 }, { ifVersion: 1 });
    assert.equal(written.version, 2);
  },

  "a transaction sees its own policies, and an undone one leaves none": async ({ scope }) => {
    const { id } = await scope.memory.add({ type: "t", content: 1, lastUsedAt: ago(9), createdAt: ago(9) });
    const policy = { store: "memory", what: "items", maxAgeMs: days(7), hide: true };
    const undone = scope.transaction(async (tx) => {
      await tx.retention.put(policy);
      assert.equal(await tx.memory.get(id), null);
      throw new Error("undone");
    });
    await assert.rejects(undone, /undone/);
    assert.equal((await scope.memory.get(id))?.id, id);
  },
};
