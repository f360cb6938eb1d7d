import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { at, contents, HOSTILE, join, many, positions, said, start } from "./samples";

const talk = (count: number) => many(count, (i) => said(`whale ${i + 1}`, { createdAt: at(i) }));

/** Lists and search. */
export const reading: Cases = {
  "list returns the messages of a session, newest first, and pages go back in time": async ({ scope }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    const made = await conversations.messages.appendMany(id, talk(10));
    const newest = made.toReversed();
    const first = await conversations.messages.list({ sessionId: id, limit: 4 });
    assert.deepEqual(first.items, newest.slice(0, 4));
    // New messages do not shift the pages.
    await conversations.messages.append(id, said("new"));
    const second = await conversations.messages.list({ sessionId: id, limit: 4, cursor: first.nextCursor });
    assert.deepEqual(second.items, newest.slice(4, 8));
    const third = await conversations.messages.list({ sessionId: id, limit: 4, cursor: second.nextCursor });
    assert.deepEqual(third.items, newest.slice(8));
    assert.equal(third.nextCursor, null);
    const { items } = await conversations.messages.list({ sessionId: id, order: "newest", limit: 1 });
    assert.deepEqual(positions(items), [11]);
    assert.equal((await conversations.messages.list({ sessionId: id })).nextCursor, null);
    assert.equal((await conversations.messages.list({ sessionId: id, limit: 11 })).nextCursor, null);
    assert.deepEqual((await conversations.messages.list({ sessionId: randomUUID() })).items, []);
  },

  "list with order oldest continues with messages that are appended meanwhile": async ({ scope }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    const other = await start(scope);
    await conversations.messages.appendMany(other.id, talk(3));
    const made = await conversations.messages.appendMany(id, talk(10));
    const order = "oldest";
    const page = await conversations.messages.list({ sessionId: id.toUpperCase(), order, limit: 3 });
    assert.deepEqual(page.items, made.slice(0, 3));
    assert.deepEqual(await everything(conversations.messages.list({ sessionId: id, order, limit: 3 })), made);
    const seen: unknown[] = [];
    for await (const { content } of conversations.messages.list({ sessionId: id, order, limit: 3 })) {
      seen.push(content);
      if (seen.length === 2) await conversations.messages.append(id, said("new"));
    }
    assert.deepEqual(seen, [...contents(made), "new"]);
  },

  "positionFrom is inclusive, positionTo is exclusive": async ({ scope }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    await conversations.messages.appendMany(id, talk(10));
    const all = many(10, (i) => i + 1);
    for (const positionFrom of [undefined, 1, 2, 8, 10, 11, Number.MAX_SAFE_INTEGER])
      for (const positionTo of [undefined, 1, 2, 8, 10, 11, Number.MAX_SAFE_INTEGER]) {
        const range = { positionFrom, positionTo };
        if ((positionFrom ?? 0) > (positionTo ?? Number.POSITIVE_INFINITY)) {
          await refused(conversations.messages.list({ sessionId: id, ...range }), "validation", /positionTo/);
          continue;
        }
        const expected = all.filter((n) => n >= (positionFrom ?? 1) && n < (positionTo ?? 11));
        for (const limit of [2, 3, 50]) {
          const list = async (order: "oldest" | "newest"): Promise<number[]> =>
            positions(
              await everything(conversations.messages.list({ sessionId: id, ...range, order, limit })),
            );
          assert.deepEqual(await list("oldest"), expected);
          assert.deepEqual(await list("newest"), expected.toReversed());
        }
      }
    // The next list starts at the end of the previous one.
    const { items } = await conversations.messages.list({ sessionId: id, order: "oldest", limit: 4 });
    const positionFrom = items.at(-1)!.position + 1;
    const rest = await conversations.messages.list({ sessionId: id, order: "oldest", positionFrom });
    assert.deepEqual(positions(rest.items), [5, 6, 7, 8, 9, 10]);
  },

  "a cursor is valid only for its own query": async ({ scope, another }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    const other = await start(scope);
    await conversations.messages.appendMany(id, talk(5));
    const sessionId = id;
    const cursor = (await conversations.messages.list({ sessionId, limit: 2 })).nextCursor!;
    const again = { sessionId: id.toUpperCase(), order: "newest", limit: 3, cursor } as const;
    assert.equal((await conversations.messages.list(again)).items.length, 3);
    for (const query of [{ positionTo: 4 }, { positionFrom: 2 }, { order: "oldest" }] as const)
      await refused(
        conversations.messages.list({ sessionId, ...query, cursor }),
        "validation",
        /another query/,
      );
    await refused(
      conversations.messages.list({ sessionId: other.id, cursor }),
      "validation",
      /another query/,
    );
    await refused(
      another().conversations.messages.list({ sessionId, cursor }),
      "validation",
      /another query/,
    );
    const [mark] = cursor.split("~");
    for (const forged of ["nonsense", `${mark}~sx`, `${mark}~n1.5`, `${mark}~n1~n2`, `${mark}~n${2 ** 53}`])
      await refused(
        conversations.messages.list({ sessionId, cursor: forged }),
        "validation",
        /cursor is malformed/,
      );
    const found = (await conversations.messages.search({ text: "whale", limit: 2 })).nextCursor!;
    await refused(
      conversations.messages.search({ text: "whale", mode: "substring", cursor: found }),
      "validation",
    );
    for (const query of [{ role: "user" }, { sessionId: id }] as const)
      await refused(
        conversations.messages.search({ text: "whale", ...query, cursor: found }),
        "validation",
        /another query/,
      );
  },

  "search finds words, best first, and substrings, newest first": async ({ scope }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    const [long, best, both, odd] = await conversations.messages.appendMany(id, [
      said(`whale ${"filler ".repeat(300)}`, { createdAt: at(3) }),
      said("whale whale WHALE", { createdAt: at(2) }),
      { role: "assistant", content: { text: ["Whale", { of: "Fish" }], key: 50 }, createdAt: at(1) },
      said(HOSTILE, { createdAt: at(0), notes: "whale", toolCalls: ["whale"] }),
    ]);
    const words = (text: string) =>
      everything(conversations.messages.search({ text, mode: "words", limit: 1 }));
    assert.deepEqual(await words("Whale"), [best, both, long]);
    assert.deepEqual(await words("FISH whale"), [both]);
    assert.deepEqual(await words("50"), [both]);
    assert.deepEqual(await words("of"), []);
    assert.deepEqual(await words("STRASSE"), [odd]);
    const parts = (text: string) =>
      everything(conversations.messages.search({ text, mode: "substring", limit: 1 }));
    assert.deepEqual(await parts("HAL"), [long, best, both]);
    assert.deepEqual(await parts("b \ud800 \udfff"), [odd]);
    const removed = await conversations.messages.append(id, said("narwhal"));
    assert.deepEqual(await words("narwhal"), [removed]);
    await conversations.messages.remove(removed.id);
    assert.deepEqual(await words("narwhal"), []);
  },

  "search applies its filters": async ({ scope }) => {
    const { conversations } = scope;
    const ada = await join(scope, "ada");
    const [one, two] = [await start(scope), await start(scope)];
    const mine = await conversations.messages.append(one.id, said("whale", { participantId: ada.id }));
    const answer = await conversations.messages.append(one.id, said("whale", { role: "assistant" }));
    const elsewhere = await conversations.messages.append(two.id, said("whale", { participantId: ada.id }));
    for (const mode of ["any", "words", "substring"] as const) {
      const found = (query: object) =>
        everything(conversations.messages.search({ text: "whale", mode, limit: 1, ...query }));
      assert.deepEqual(await found({}), [elsewhere, answer, mine]);
      assert.deepEqual(await found({ sessionId: one.id.toUpperCase() }), [answer, mine]);
      assert.deepEqual(await found({ participantId: ada.id.toUpperCase() }), [elsewhere, mine]);
      assert.deepEqual(await found({ role: "assistant" }), [answer]);
      assert.deepEqual(await found({ role: "user", sessionId: two.id, participantId: ada.id }), [elsewhere]);
      assert.deepEqual(await found({ role: "tool" }), []);
    }
  },

  "tenants and workspaces are isolated": async ({ scope, another }) => {
    const { conversations } = scope;
    const ada = await join(scope, "ada", { name: "Ada" });
    const session = await start(scope, { externalId: "t" });
    const message = await conversations.messages.append(session.id, said("whale", { participantId: ada.id }));
    const whole = async () => [
      await conversations.participants.get(ada.id),
      await conversations.sessions.get(session.id),
      (await conversations.messages.list({ sessionId: session.id, order: "oldest" })).items,
    ];
    const before = await whole();
    for (const name of [{}, { tenant: scope.tenant, workspace: "other" }, { tenant: `${scope.tenant}0` }]) {
      const other = another(name);
      const theirs = other.conversations;
      const { participants, sessions } = theirs;
      assert.equal(await participants.get(ada.id), null);
      assert.equal(await participants.getByExternalId({ externalId: "ada" }), null);
      assert.deepEqual(await participants.getMany([ada.id]), [null]);
      assert.deepEqual((await participants.list()).items, []);
      await refused(participants.update(ada.id, { name: "x" }), "not_found");
      await refused(participants.grantConsent(ada.id), "not_found");
      await refused(participants.withdrawConsent(ada.id), "not_found");
      assert.equal(await participants.remove(ada.id), false);
      assert.equal(await sessions.get(session.id), null);
      assert.equal(await sessions.getByExternalId({ externalId: "t" }), null);
      assert.deepEqual((await sessions.list()).items, []);
      await refused(sessions.update(session.id, { title: "x" }), "not_found");
      await refused(sessions.end(session.id), "not_found");
      assert.equal(await sessions.remove(session.id), false);
      await refused(theirs.messages.append(session.id, said("x")), "not_found");
      assert.equal(await theirs.messages.get(message.id), null);
      assert.deepEqual((await theirs.messages.list({ sessionId: session.id, order: "oldest" })).items, []);
      await refused(theirs.messages.rate(message.id, { rating: 1 }), "not_found");
      assert.equal(await theirs.messages.remove(message.id), false);
      for (const mode of ["any", "words", "substring"] as const)
        assert.deepEqual((await theirs.messages.search({ text: "whale", mode })).items, []);

      // The same ids and names again: rows of one scope must not appear in the other, or be deleted
      // with it.
      const own = await start(other, { id: session.id, externalId: "t" });
      await refused(theirs.messages.append(own.id, said("x", { participantId: ada.id })), "not_found");
      await join(other, "ada", { id: ada.id });
      const same = said("whale", { id: message.id, participantId: ada.id });
      assert.equal((await theirs.messages.append(own.id, same)).position, 1);
      assert.equal((await theirs.messages.search({ text: "whale" })).items.length, 1);
      assert.equal(await sessions.remove(own.id), true);
      assert.equal(await participants.remove(ada.id), true);
      assert.deepEqual(await whole(), before);
      assert.deepEqual((await conversations.messages.search({ text: "whale" })).items, [message]);
    }
  },
};
