import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { allRefused, type Cases, everything, refused } from "../suite";
import { ANY_JSON, at, HOSTILE, join, many, parallel, said, start } from "./samples";

/** Participants: created, changed, consent, removed. */
export const participants: Cases = {
  "participants: get returns a participant as upsert returned it": async ({ scope }) => {
    const { participants } = scope.conversations;
    const before = Date.now();
    const bare = await participants.upsert({ externalId: "u:1" });
    assert.match(bare.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    assert.ok(bare.createdAt.getTime() >= before && bare.createdAt.getTime() <= Date.now());
    assert.deepEqual(bare, {
      id: bare.id,
      externalId: "u:1",
      name: null,
      groupId: null,
      consent: null,
      consentedAt: null,
      withdrawnAt: null,
      preferences: null,
      interactionCount: 0,
      lastInteractionAt: null,
      createdAt: bare.createdAt,
      updatedAt: bare.createdAt,
      version: 1,
    });
    const id = randomUUID();
    const given = {
      externalId: "u/1%_\\",
      name: HOSTILE,
      groupId: "g:1",
      consent: false,
      consentedAt: at(1),
      withdrawnAt: at(2),
      preferences: { ["__proto__"]: [HOSTILE], humor: 0.5 },
      interactionCount: 2 ** 52,
      lastInteractionAt: at(3),
      createdAt: at(0),
      updatedAt: at(4),
    };
    const full = await participants.upsert({ ...given, id: id.toUpperCase() });
    assert.deepEqual(full, { ...given, id, version: 1 });
    for (const one of [bare, full]) {
      assert.deepEqual(await participants.get(one.id), one);
      assert.deepEqual(await participants.getOrThrow(one.id.toUpperCase()), one);
      assert.deepEqual(await participants.getByExternalId({ externalId: one.externalId }), one);
    }
    const nobody = randomUUID();
    assert.deepEqual(await participants.getMany([full.id, nobody, bare.id, full.id]), [
      full,
      null,
      bare,
      full,
    ]);
    assert.equal(await participants.get(nobody), null);
    assert.equal(await participants.getByExternalId({ externalId: "u:1 " }), null);
    assert.equal((await refused(participants.getOrThrow(nobody), "not_found")).field, "id");
  },

  "participants: preferences are any JSON and are replaced as a whole": async ({ scope }) => {
    for (const preferences of ANY_JSON) {
      const put = await join(scope, "u", { preferences });
      assert.deepEqual(put.preferences, preferences);
      assert.deepEqual(await scope.conversations.participants.get(put.id), put);
    }
    const kept = { list: [1] };
    const put = await join(scope, "v", { preferences: kept });
    kept.list.push(2);
    assert.deepEqual(put.preferences, { list: [1] });
  },

  "participants: F16 a second upsert changes only the given members": async ({ scope }) => {
    const { participants } = scope.conversations;
    const first = await join(scope, "u", {
      name: "Ada",
      groupId: "g",
      preferences: { a: 1, b: 2 },
      interactionCount: 7,
      lastInteractionAt: at(1),
      createdAt: at(0),
      updatedAt: at(0),
    });
    await participants.withdrawConsent(first.id, { withdrawnAt: at(5) });
    const known = await participants.getOrThrow(first.id);
    const others = {
      id: randomUUID(),
      consent: true,
      consentedAt: at(9),
      withdrawnAt: null,
      interactionCount: 0,
      lastInteractionAt: at(9),
      createdAt: at(9),
      updatedAt: at(9),
    };
    const again = await join(scope, "u", others);
    assert.ok(again.updatedAt >= known.updatedAt);
    assert.deepEqual(again, { ...known, version: 3, updatedAt: again.updatedAt });
    const renamed = await join(scope, "u", { name: "A.", preferences: { b: 3 } });
    assert.deepEqual(renamed, {
      ...again,
      name: "A.",
      preferences: { b: 3 },
      version: 4,
      updatedAt: renamed.updatedAt,
    });
    const emptied = await join(scope, "u", { name: null, groupId: null, preferences: null });
    assert.deepEqual([emptied.name, emptied.groupId, emptied.preferences], [null, null, null]);
    assert.deepEqual(await participants.get(first.id), emptied);
  },

  "participants: parallel first upserts of one external id create one row": async ({ scope }) => {
    for (let round = 0; round < 10; round++) {
      const own = round % 2 ? { id: randomUUID() } : {};
      const put = await parallel(20, (i) => join(scope, `new-${round}`, { ...own, name: `n${i}` }));
      assert.equal(new Set(put.map(({ id }) => id)).size, 1);
      const versions = put.map(({ version }) => version).sort((a, b) => a - b);
      assert.deepEqual(
        versions,
        many(20, (i) => i + 1),
      );
    }
    const { id } = await join(scope, "taken");
    const error = await refused(
      join(scope, "other", { id }),
      "unique_violation",
      /given id belongs to another/,
    );
    assert.equal(error.field, "id");
    assert.equal(await scope.conversations.participants.getByExternalId({ externalId: "other" }), null);
  },

  "participants: F7 update changes the given members, loses no parallel call, and checks ifVersion": async ({
    scope,
  }) => {
    const { participants } = scope.conversations;
    const { id } = await join(scope, "u", { name: "Ada", updatedAt: at(0) });
    await Promise.all([
      participants.update(id, { groupId: "g" }),
      participants.update(id, { preferences: { humor: 1 } }),
      participants.update(id, { name: null }),
    ]);
    const now = await participants.getOrThrow(id);
    assert.deepEqual([now.name, now.groupId, now.preferences, now.version], [null, "g", { humor: 1 }, 4]);
    assert.ok(now.updatedAt > at(0));
    const tried = await Promise.allSettled(
      many(8, (i) => participants.update(id, { name: `n${i}` }, { ifVersion: 4 })),
    );
    assert.equal(tried.filter(({ status }) => status === "fulfilled").length, 1);
    for (const each of tried)
      if (each.status === "rejected") await refused(Promise.reject(each.reason), "version_conflict");
    assert.equal((await participants.getOrThrow(id)).version, 5);
    await refused(participants.update(id, {}), "validation", /patch must change/);
    await refused(participants.update(randomUUID(), { name: "x" }), "not_found");
    const missing = participants.update(randomUUID(), { name: "x" }, { ifVersion: 1 });
    assert.equal((await refused(missing, "not_found")).field, "id");
  },

  "participants: the latest decision on consent counts, in any order of calls": async ({ scope }) => {
    const { participants } = scope.conversations;
    const answer = (id: string, granted: boolean, when: Date) =>
      granted
        ? participants.grantConsent(id, { consentedAt: when })
        : participants.withdrawConsent(id, { withdrawnAt: when });
    const answers: [granted: boolean, second: number][] = [
      [true, 10],
      [false, 20],
      [true, 15],
      [false, 5],
      [true, 30],
      [false, 25],
    ];
    const expected = { consent: true, consentedAt: at(30), withdrawnAt: at(25) };
    for (const order of [answers, answers.toReversed()]) {
      const { id } = await join(scope, `u${order[0]![1]}`);
      for (const [granted, second] of order) await answer(id, granted, at(second));
      const { consent, consentedAt, withdrawnAt, version } = await participants.getOrThrow(id);
      assert.deepEqual({ consent, consentedAt, withdrawnAt }, expected);
      assert.equal(version, 7);
    }
    const { id } = await join(scope, "parallel");
    await parallel(20, (i) => answer(id, i % 2 === 0, at(i)));
    const { consent, consentedAt, withdrawnAt } = await participants.getOrThrow(id);
    assert.deepEqual([consent, consentedAt, withdrawnAt], [false, at(18), at(19)]);
    const same = await answer(id, true, at(19));
    assert.deepEqual([same.consent, same.consentedAt, same.withdrawnAt], [true, at(19), at(19)]);
    assert.deepEqual(await participants.get(id), same);
    const before = Date.now();
    const now = await participants.withdrawConsent(id.toUpperCase());
    assert.equal(now.consent, false);
    assert.ok(now.withdrawnAt!.getTime() >= before && now.updatedAt.getTime() >= before);
    const imported = await join(scope, "imported", { consent: true });
    assert.equal((await answer(imported.id, false, at(0))).consent, false);
    const again = await participants.grantConsent(id);
    assert.equal(again.consent, true);
    assert.ok(again.consentedAt!.getTime() >= before);
    const { version: last } = again;
    await allRefused(
      [
        participants.grantConsent(id, {}, { ifVersion: last - 1 }),
        participants.withdrawConsent(id, {}, { ifVersion: last + 1 }),
      ],
      "version_conflict",
    );
    assert.equal((await participants.withdrawConsent(id, {}, { ifVersion: last })).version, last + 1);
    const missing = await allRefused(
      [
        participants.grantConsent(randomUUID()),
        participants.withdrawConsent(randomUUID(), {}, { ifVersion: 1 }),
      ],
      "not_found",
    );
    for (const { field } of missing) assert.equal(field, "id");
  },

  "participants: lists by time and id, by group and by consent, page by page": async ({ scope }) => {
    const { participants } = scope.conversations;
    for (let i = 0; i < 12; i++) {
      const consent = i % 4 === 3 ? null : i % 4 === 0;
      await join(scope, `u${i}`, { groupId: i % 3 ? "a" : "b", consent, createdAt: at(Math.floor(i / 4)) });
    }
    const names = async (query: Parameters<typeof participants.list>[0]): Promise<string> =>
      (await everything(participants.list({ limit: 2, ...query })))
        .map(({ externalId }) => externalId.slice(1))
        .join(" ");
    assert.equal(await names({}), "11 10 9 8 7 6 5 4 3 2 1 0");
    assert.equal(await names({ order: "oldest", limit: 5 }), "0 1 2 3 4 5 6 7 8 9 10 11");
    assert.equal(await names({ groupId: "b" }), "9 6 3 0");
    assert.equal(await names({ groupId: "ab" }), "");
    assert.equal(await names({ consent: true }), "8 4 0");
    assert.equal(await names({ consent: false, order: "oldest" }), "1 2 5 6 9 10");
    assert.equal(await names({ consent: false, groupId: "b" }), "9 6");
    const cursor = (await participants.list({ limit: 2 })).nextCursor!;
    await refused(participants.list({ cursor, consent: true }), "validation", /another query/);
  },

  "participants: one without messages is removed, one with messages is not": async ({ scope }) => {
    const { conversations } = scope;
    const { participants } = conversations;
    const { id } = await join(scope, "u");
    const session = await start(scope);
    const message = await conversations.messages.append(session.id, said("whale", { participantId: id }));
    const version = (await participants.getOrThrow(id)).version;
    await refused(participants.remove(id), "in_use", /messages of participant .*: remove them first/);
    await refused(participants.remove(id, { ifVersion: version }), "in_use");
    assert.deepEqual(await conversations.messages.get(message.id), message);
    await conversations.messages.remove(message.id);
    await refused(participants.remove(id, { ifVersion: version + 1 }), "version_conflict");
    assert.equal(await participants.remove(id.toUpperCase(), { ifVersion: version }), true);
    assert.equal(await participants.remove(id), false);
    assert.equal(await participants.remove(id, { ifVersion: 1 }), false);
    assert.equal(await participants.get(id), null);
    assert.equal(await participants.getByExternalId({ externalId: "u" }), null);
    await join(scope, "u", { id });
  },
};
