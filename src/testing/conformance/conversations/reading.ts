import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { at, contents, HOSTILE, join, many, positions, said, start } from "./samples";

const talk = (count: number) => many(count, (i) => said(`whale ${i + 1}`, { createdAt: at(i) }));

/** History and search. */
export const reading: Cases = {
  "history gives the last messages in reading order, and leads back": async ({ scope }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    const made = await conversations.appendMany(id, talk(10));
    const last = await conversations.history(id, { limit: 4 });
    assert.deepEqual(last.items, made.slice(6));
    // What comes meanwhile moves no page.
    await conversations.append(id, said("new"));
    const middle = await conversations.history(id, { limit: 4, cursor: last.nextCursor });
    assert.deepEqual(middle.items, made.slice(2, 6));
    const first = await conversations.history(id, { limit: 4, cursor: middle.nextCursor });
    assert.deepEqual(first.items, made.slice(0, 2));
    assert.equal(first.nextCursor, null);
    const before = await conversations.history(id, { before: 4, limit: 2 });
    assert.deepEqual(positions(before.items), [2, 3]);
    assert.deepEqual(await everything(conversations.history(id, { before: 4, limit: 2 })), [
      made[1],
      made[2],
      made[0],
    ]);
    assert.deepEqual((await conversations.history(id, { before: 1 })).items, []);
    assert.equal((await conversations.history(id)).nextCursor, null);
    assert.equal((await conversations.history(id, { limit: 11 })).nextCursor, null);
    assert.deepEqual((await conversations.history(randomUUID())).items, []);
  },

  "history behind a position leads forward": async ({ scope }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    const other = await start(scope);
    await conversations.appendMany(other.id, talk(3));
    const made = await conversations.appendMany(id, talk(10));
    assert.deepEqual((await conversations.history(id.toUpperCase(), { after: 8 })).items, made.slice(8));
    assert.deepEqual((await conversations.history(id, { after: 10 })).items, []);
    assert.deepEqual((await conversations.history(id, { after: 0, limit: 3 })).items, made.slice(0, 3));
    assert.deepEqual(await everything(conversations.history(id, { after: 2, limit: 3 })), made.slice(2));
    const between = conversations.history(id, { after: 2, before: 7, limit: 3 });
    assert.deepEqual(await everything(between), made.slice(2, 6));
    const seen: unknown[] = [];
    for await (const { content } of conversations.history(id, { after: 0, limit: 3 })) {
      seen.push(content);
      if (seen.length === 2) await conversations.append(id, said("new"));
    }
    assert.deepEqual(seen, [...contents(made), "new"]);
  },

  "gives a cursor to its own query alone": async ({ scope, another }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    const other = await start(scope);
    await conversations.appendMany(id, talk(5));
    const cursor = (await conversations.history(id, { limit: 2 })).nextCursor!;
    assert.equal((await conversations.history(id.toUpperCase(), { limit: 3, cursor })).items.length, 3);
    for (const query of [{ before: 4 }, { after: 1 }])
      await refused(conversations.history(id, { ...query, cursor }), "validation", /another query/);
    await refused(conversations.history(other.id, { cursor }), "validation", /another query/);
    await refused(another().conversations.history(id, { cursor }), "validation", /another query/);
    const [mark] = cursor.split("~");
    for (const forged of ["nonsense", `${mark}~sx`, `${mark}~n1.5`, `${mark}~n1~n2`])
      await refused(conversations.history(id, { cursor: forged }), "validation", /cursor is malformed/);
    const found = (await conversations.search({ text: "whale", limit: 2 })).nextCursor!;
    await refused(conversations.search({ text: "whale", mode: "substring", cursor: found }), "validation");
    for (const query of [{ role: "user" }, { sessionId: id }] as const)
      await refused(
        conversations.search({ text: "whale", ...query, cursor: found }),
        "validation",
        /another query/,
      );
  },

  "search finds words, best first, and substrings, newest first": async ({ scope }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    const [long, best, both, odd] = await conversations.appendMany(id, [
      said(`whale ${"filler ".repeat(300)}`, { createdAt: at(3) }),
      said("whale whale WHALE", { createdAt: at(2) }),
      { role: "assistant", content: { text: ["Whale", { of: "Fish" }], key: 50 }, createdAt: at(1) },
      said(HOSTILE, { createdAt: at(0), notes: "whale", toolCalls: ["whale"] }),
    ]);
    const words = (text: string) => everything(conversations.search({ text, limit: 1 }));
    assert.deepEqual(await words("Whale"), [best, both, long]);
    assert.deepEqual(await words("FISH whale"), [both]);
    assert.deepEqual(await words("50"), [both]);
    assert.deepEqual(await words("of"), []);
    assert.deepEqual(await words("STRASSE"), [odd]);
    const parts = (text: string) => everything(conversations.search({ text, mode: "substring", limit: 1 }));
    assert.deepEqual(await parts("HAL"), [long, best, both]);
    assert.deepEqual(await parts("b \ud800 \udfff"), [odd]);
    const removed = await conversations.append(id, said("narwhal"));
    assert.deepEqual(await words("narwhal"), [removed]);
    await conversations.remove(removed.id);
    assert.deepEqual(await words("narwhal"), []);
  },

  "search looks where it is told to": async ({ scope }) => {
    const { conversations } = scope;
    const ada = await join(scope, "ada");
    const [one, two] = [await start(scope), await start(scope)];
    const mine = await conversations.append(one.id, said("whale", { participantId: ada.id }));
    const answer = await conversations.append(one.id, said("whale", { role: "assistant" }));
    const elsewhere = await conversations.append(two.id, said("whale", { participantId: ada.id }));
    for (const mode of ["words", "substring"] as const) {
      const found = (query: object) =>
        everything(conversations.search({ text: "whale", mode, limit: 1, ...query }));
      assert.deepEqual(await found({}), [elsewhere, answer, mine]);
      assert.deepEqual(await found({ sessionId: one.id.toUpperCase() }), [answer, mine]);
      assert.deepEqual(await found({ participantId: ada.id.toUpperCase() }), [elsewhere, mine]);
      assert.deepEqual(await found({ role: "assistant" }), [answer]);
      assert.deepEqual(await found({ role: "user", sessionId: two.id, participantId: ada.id }), [elsewhere]);
      assert.deepEqual(await found({ role: "tool" }), []);
    }
  },

  "keeps tenants and workspaces apart": async ({ scope, another }) => {
    const { conversations } = scope;
    const ada = await join(scope, "ada", { name: "Ada" });
    const session = await start(scope, { externalId: "t" });
    const message = await conversations.append(session.id, said("whale", { participantId: ada.id }));
    const whole = async () => [
      await conversations.participants.get(ada.id),
      await conversations.sessions.get(session.id),
      (await conversations.history(session.id)).items,
    ];
    const before = await whole();
    for (const name of [{}, { tenant: scope.tenant, workspace: "other" }, { tenant: `${scope.tenant}0` }]) {
      const other = another(name);
      const theirs = other.conversations;
      const { participants, sessions } = theirs;
      assert.equal(await participants.get(ada.id), null);
      assert.equal(await participants.getByExternalId("ada"), null);
      assert.deepEqual(await participants.getMany([ada.id]), [null]);
      assert.deepEqual((await participants.list()).items, []);
      await refused(participants.update(ada.id, { name: "x" }), "not_found");
      await refused(participants.consent(ada.id, true), "not_found");
      assert.equal(await participants.remove(ada.id), false);
      assert.equal(await sessions.get(session.id), null);
      assert.equal(await sessions.getByExternalId("t"), null);
      assert.deepEqual((await sessions.list()).items, []);
      await refused(sessions.update(session.id, { title: "x" }), "not_found");
      await refused(sessions.end(session.id), "not_found");
      assert.equal(await sessions.remove(session.id), false);
      await refused(theirs.append(session.id, said("x")), "not_found");
      assert.equal(await theirs.get(message.id), null);
      assert.deepEqual((await theirs.history(session.id)).items, []);
      await refused(theirs.feedback(message.id, { rating: 1 }), "not_found");
      assert.equal(await theirs.remove(message.id), false);
      for (const mode of ["words", "substring"] as const)
        assert.deepEqual((await theirs.search({ text: "whale", mode })).items, []);

      // The same ids and names again: nothing of one scope may show in, or go with, the other.
      const own = await start(other, { id: session.id, externalId: "t" });
      await refused(theirs.append(own.id, said("x", { participantId: ada.id })), "not_found");
      await join(other, "ada", { id: ada.id });
      const same = said("whale", { id: message.id, participantId: ada.id });
      assert.equal((await theirs.append(own.id, same)).position, 1);
      assert.equal((await theirs.search({ text: "whale" })).items.length, 1);
      assert.equal(await sessions.remove(own.id), true);
      assert.equal(await participants.remove(ada.id), true);
      assert.deepEqual(await whole(), before);
      assert.deepEqual((await conversations.search({ text: "whale" })).items, [message]);
    }
  },
};
