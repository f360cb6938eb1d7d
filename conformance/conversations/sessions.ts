import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { ANY_JSON, at, HOSTILE, join, many, said, start } from "./samples";

/** Sessions: started, changed, ended, removed. */
export const sessions: Cases = {
  "sessions: get returns a session as add returned it": async ({ scope }) => {
    const { sessions } = scope.conversations;
    const before = Date.now();
    const bare = await sessions.add();
    assert.match(bare.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    assert.ok(bare.createdAt.getTime() >= before && bare.createdAt.getTime() <= Date.now());
    assert.deepEqual(bare, {
      id: bare.id,
      externalId: null,
      title: null,
      groupId: null,
      metadata: null,
      messageCount: 0,
      createdAt: bare.createdAt,
      lastActivityAt: bare.createdAt,
      endedAt: null,
      version: 1,
    });
    const id = randomUUID();
    const given = { externalId: "t:1", title: HOSTILE, groupId: "g", createdAt: at(0) };
    const full = await start(scope, { ...given, id: id.toUpperCase(), metadata: { list: [HOSTILE] } });
    assert.deepEqual(full, {
      ...bare,
      ...given,
      id,
      metadata: { list: [HOSTILE] },
      lastActivityAt: at(0),
    });
    for (const one of [bare, full]) {
      assert.deepEqual(await sessions.get(one.id), one);
      assert.deepEqual(await sessions.getOrThrow(one.id.toUpperCase()), one);
    }
    assert.deepEqual(await sessions.getByExternalId({ externalId: "t:1" }), full);
    assert.equal(await sessions.getByExternalId({ externalId: "t" }), null);
    const nobody = randomUUID();
    assert.deepEqual(await sessions.getMany([full.id, nobody, bare.id]), [full, null, bare]);
    assert.equal(await sessions.get(nobody), null);
    await refused(sessions.getOrThrow(nobody), "not_found");
    for (const metadata of ANY_JSON) {
      const made = await start(scope, { metadata });
      assert.deepEqual(made.metadata, metadata);
      assert.deepEqual(await sessions.get(made.id), made);
    }
  },

  "sessions: ids and external ids are unique": async ({ scope }) => {
    const { sessions } = scope.conversations;
    const { id } = await start(scope, { externalId: "t" });
    for (const [input, field] of [
      [{ id }, "id"],
      [{ id, externalId: "new" }, "id"],
      [{ externalId: "t" }, "externalId"],
    ] as const)
      assert.equal((await refused(start(scope, input), "unique_violation")).field, field);
    const settled = await Promise.allSettled(many(8, () => start(scope, { externalId: "new" })));
    assert.equal(settled.filter(({ status }) => status === "fulfilled").length, 1);
    const other = await start(scope, {});
    const taken = await refused(sessions.update(other.id, { externalId: "t" }), "unique_violation");
    assert.equal(taken.field, "patch.externalId");
    assert.equal((await sessions.update(other.id, { externalId: "u" })).externalId, "u");
    assert.equal((await sessions.update(id, { externalId: null })).externalId, null);
    assert.equal((await sessions.update(other.id, { externalId: "t" })).externalId, "t");
    assert.equal((await sessions.getByExternalId({ externalId: "t" }))?.id, other.id);
  },

  "sessions: update changes the given members, loses no parallel call, and checks ifVersion": async ({
    scope,
  }) => {
    const { conversations } = scope;
    const { sessions } = conversations;
    const { id } = await start(scope, { title: "t", createdAt: at(0) });
    await Promise.all([
      sessions.update(id, { title: null }),
      sessions.update(id, { groupId: "g" }),
      sessions.update(id, { metadata: [1] }),
      conversations.messages.append(id, said("first", { createdAt: at(9) })),
    ]);
    const now = await sessions.getOrThrow(id);
    assert.deepEqual(now, {
      ...now,
      title: null,
      groupId: "g",
      metadata: [1],
      messageCount: 1,
      lastActivityAt: at(9),
      version: 4,
    });
    await refused(sessions.update(id, { title: "x" }, { ifVersion: 3 }), "version_conflict");
    assert.equal((await sessions.update(id, { title: "x" }, { ifVersion: 4 })).version, 5);
    await refused(sessions.update(id, {}), "validation", /patch must change/);
    assert.equal((await refused(sessions.update(randomUUID(), { title: "x" }), "not_found")).field, "id");
  },

  "sessions: an ended session accepts no messages, and keeps its end": async ({ scope }) => {
    const { conversations } = scope;
    const { sessions } = conversations;
    const { id } = await start(scope, { createdAt: at(0) });
    const kept = await conversations.messages.append(id, said("last words"));
    await refused(sessions.end(id, {}, { ifVersion: 2 }), "version_conflict");
    const ended = await sessions.end(id, { endedAt: at(60) }, { ifVersion: 1 });
    assert.deepEqual([ended.endedAt, ended.version, ended.messageCount], [at(60), 2, 1]);
    assert.deepEqual(await sessions.end(id, { endedAt: at(90) }), ended);
    assert.deepEqual(await sessions.end(id), ended);
    assert.deepEqual(await sessions.get(id), ended);
    await refused(conversations.messages.append(id, said("unicorn")), "conflict", /has ended/);
    await refused(conversations.messages.appendMany(id, [said("unicorn"), said("unicorn")]), "conflict");
    assert.deepEqual((await conversations.messages.list({ sessionId: id, order: "oldest" })).items, [kept]);
    assert.deepEqual((await conversations.messages.search({ text: "unicorn" })).items, []);
    const before = Date.now();
    const other = await start(scope);
    assert.ok((await sessions.end(other.id)).endedAt!.getTime() >= before);
    assert.equal((await refused(sessions.end(randomUUID()), "not_found")).field, "id");
    assert.equal((await conversations.messages.rate(kept.id, { rating: 1 })).rating, 1);
  },

  "sessions: lists by activity, open ones and ended ones, page by page": async ({ scope }) => {
    const { conversations } = scope;
    const { sessions } = conversations;
    const made = [];
    for (let i = 0; i < 8; i++)
      made.push(await start(scope, { title: `${i}`, createdAt: at(Math.floor(i / 2)) }));
    const titles = async (query: Parameters<typeof sessions.list>[0] = {}): Promise<string> =>
      (await everything(sessions.list({ limit: 2, ...query }))).map(({ title }) => title).join(" ");
    assert.equal(await titles(), "7 6 5 4 3 2 1 0");
    await conversations.messages.append(made[2]!.id, said("new", { createdAt: at(100) }));
    await conversations.messages.append(made[5]!.id, said("old", { createdAt: at(-100) }));
    await conversations.messages.appendMany(made[1]!.id, [
      said("a", { createdAt: at(99) }),
      said("b", { createdAt: at(7) }),
    ]);
    assert.equal(await titles(), "2 1 7 6 5 4 3 0");
    assert.deepEqual((await sessions.getOrThrow(made[5]!.id)).lastActivityAt, at(2));
    for (const i of [0, 1, 6]) await sessions.end(made[i]!.id);
    assert.equal(await titles({ open: true }), "2 7 5 4 3");
    assert.equal(await titles({ open: false }), "1 6 0");
    const cursor = (await sessions.list({ limit: 2 })).nextCursor!;
    await refused(sessions.list({ cursor, open: true }), "validation", /another query/);
  },

  "sessions: remove deletes only the session and its messages": async ({ scope }) => {
    const { conversations } = scope;
    const { sessions } = conversations;
    const ada = await join(scope, "ada");
    const [gone, kept] = [await start(scope), await start(scope)];
    const mine = (text: string) => said(text, { participantId: ada.id });
    const messages = await conversations.messages.appendMany(gone.id, [mine("whale one"), mine("whale two")]);
    const other = await conversations.messages.append(kept.id, mine("whale three"));
    await refused(sessions.remove(gone.id, { ifVersion: 2 }), "version_conflict");
    assert.equal(await sessions.remove(gone.id.toUpperCase(), { ifVersion: 1 }), true);
    assert.equal(await sessions.remove(gone.id), false);
    assert.equal(await sessions.get(gone.id), null);
    assert.deepEqual(await conversations.messages.getMany(messages.map(({ id }) => id)), [null, null]);
    for (const mode of ["any", "words", "substring"] as const)
      assert.deepEqual((await conversations.messages.search({ text: "whale", mode })).items, [other]);
    assert.equal((await conversations.participants.getOrThrow(ada.id)).interactionCount, 3);
    await refused(conversations.messages.append(gone.id, said("late")), "not_found");

    await start(scope, { id: gone.id });
    assert.deepEqual((await conversations.messages.list({ sessionId: gone.id, order: "oldest" })).items, []);
    assert.equal((await conversations.messages.append(gone.id, said("anew"))).position, 1);
  },
};
