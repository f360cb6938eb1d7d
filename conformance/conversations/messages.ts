import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, refused } from "../suite";
import { ANY_JSON, at, contents, HOSTILE, join, many, positions, said, start } from "./samples";

/** Single messages. */
export const messages: Cases = {
  "the vector of a message is no member of it, and one that is none is refused": async ({ scope }) => {
    const { messages } = scope.conversations;
    const { id } = await start(scope);
    const added = await messages.append(id, { ...said("hi"), embedding: [1, 0.5] });
    assert.ok(!("embedding" in added));
    const [more] = await messages.appendMany(id, [{ ...said("ho"), embedding: Float32Array.of(1, 2) }]);
    assert.deepEqual(await messages.getMany([added.id, more!.id]), [added, more]);
    for (const embedding of [[0, 0], [1, Number.NaN], [], [1]]) {
      await refused(messages.append(id, { ...said("no"), embedding }), "validation", /embedding/);
      await refused(
        messages.appendMany(id, [said("no"), { ...said("no"), embedding }]),
        "validation",
        /messages\[1\]\.embedding/,
      );
    }
    const last = await messages.append(id, said("end"));
    assert.equal(last.position, 3, "a refused message takes no position");
  },

  "append returns the message as reads return it": async ({ scope }) => {
    const { conversations } = scope;
    const [session, ada] = [await start(scope), await join(scope, "ada")];
    const before = Date.now();
    const bare = await conversations.messages.append(session.id.toUpperCase(), said("hi"));
    assert.match(bare.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    assert.ok(bare.createdAt.getTime() >= before && bare.createdAt.getTime() <= Date.now());
    const none = {
      participantId: null,
      kind: null,
      externalId: null,
      toolCalls: null,
      toolCallId: null,
      model: null,
      tokensIn: null,
      tokensOut: null,
      replyToId: null,
      score: null,
      rating: null,
      reactions: null,
      notes: null,
    };
    const place = { id: bare.id, sessionId: session.id, position: 1, createdAt: bare.createdAt, version: 1 };
    assert.deepEqual(bare, { ...none, ...place, role: "user", content: "hi" });
    const id = randomUUID();
    const given = {
      role: "assistant" as const,
      content: { text: HOSTILE, ["__proto__"]: [1] },
      kind: "mention",
      externalId: "m:1",
      toolCalls: [{ id: "c1", name: "look_up", arguments: { q: HOSTILE } }],
      toolCallId: "c0",
      model: "m-1",
      tokensIn: Number.MAX_SAFE_INTEGER,
      tokensOut: 0,
      replyToId: bare.id,
      score: 0.935,
      rating: -1,
      reactions: ["👍"],
      notes: HOSTILE,
      createdAt: at(0),
    };
    const input = { ...given, id: id.toUpperCase(), participantId: ada.id.toUpperCase() };
    const full = await conversations.messages.append(session.id, input);
    assert.deepEqual(full, {
      ...given,
      id,
      sessionId: session.id,
      position: 2,
      participantId: ada.id,
      version: 1,
    });
    for (const one of [bare, full]) {
      assert.deepEqual(await conversations.messages.get(one.id), one);
      assert.deepEqual(await conversations.messages.getOrThrow(one.id.toUpperCase()), one);
    }
    const nobody = randomUUID();
    assert.deepEqual(await conversations.messages.getMany([full.id, nobody, bare.id]), [full, null, bare]);
    assert.equal(await conversations.messages.get(nobody), null);
    assert.equal((await refused(conversations.messages.getOrThrow(nobody), "not_found")).field, "id");
    assert.deepEqual((await conversations.messages.list({ sessionId: session.id, order: "oldest" })).items, [
      bare,
      full,
    ]);
    assert.deepEqual((await conversations.sessions.getOrThrow(session.id)).messageCount, 2);
  },

  "content, tool calls and reactions are any JSON, and are not shared": async ({ scope }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    for (const value of ANY_JSON) {
      const message = { role: "tool" as const, content: value, toolCalls: value, reactions: value };
      const [made] = await conversations.messages.appendMany(id, [message]);
      assert.deepEqual([made!.content, made!.toolCalls, made!.reactions], [value, value, value]);
      assert.deepEqual(await conversations.messages.get(made!.id), made);
    }
    const content = { list: [1] };
    const made = await conversations.messages.append(id, { role: "system", content });
    content.list.push(2);
    assert.deepEqual(made.content, { list: [1] });
    const zero = await conversations.messages.append(id, {
      role: "system",
      content: 0,
      score: -0,
      tokensIn: -0,
    });
    assert.ok(Object.is(zero.score, 0) && Object.is(zero.tokensIn, 0));
    assert.deepEqual(await conversations.messages.get(zero.id), zero);
  },

  "appendMany keeps the given order, for any times": async ({ scope }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    const first = await conversations.messages.append(id, said("0", { createdAt: at(5) }));
    const rest = await conversations.messages.appendMany(
      id,
      many(40, (i) => said(`${i + 1}`, { createdAt: at(-i), id: randomUUID() })),
    );
    assert.deepEqual(
      positions(rest),
      many(40, (i) => i + 2),
    );
    assert.deepEqual((await conversations.messages.list({ sessionId: id, order: "oldest" })).items, [
      first,
      ...rest,
    ]);
    assert.deepEqual(await conversations.messages.appendMany(id, []), []);
    assert.deepEqual(await conversations.messages.appendMany(randomUUID(), []), []);
    const more = await conversations.messages.appendMany(
      id,
      many(2000, (i) => said(`m${i}`)),
    );
    assert.deepEqual(contents(more), contents(many(2000, (i) => said(`m${i}`))));
    assert.equal(more.at(-1)!.position, 2041);
  },

  "F3 appendMany writes all or nothing": async ({ scope }) => {
    const { conversations } = scope;
    const ada = await join(scope, "ada");
    const { id } = await start(scope);
    const kept = await conversations.messages.append(
      id,
      said("kept", { participantId: ada.id, createdAt: at(0) }),
    );
    const mine = said("unicorn", { participantId: ada.id });
    const bad = [
      [{ ...mine, role: "robot" as never }, "validation"],
      [{ ...mine, content: [Number.NaN] }, "validation"],
      [{ ...mine, id: kept.id }, "unique_violation"],
      [{ ...mine, participantId: randomUUID() }, "not_found"],
    ] as const;
    const session = await conversations.sessions.getOrThrow(id);
    const participant = await conversations.participants.getOrThrow(ada.id);
    for (const [message, code] of bad) {
      const error = await refused(conversations.messages.appendMany(id, [mine, mine, message]), code);
      if (code === "validation") assert.match(error.field!, /^messages\[2\]\.(role|content\[0\])$/);
      await refused(conversations.messages.append(id, message), code);
    }
    const twice = { ...mine, id: randomUUID() };
    await refused(
      conversations.messages.appendMany(id, [twice, twice]),
      "unique_violation",
      /messages\[1\]\.id/,
    );
    assert.deepEqual((await conversations.messages.list({ sessionId: id, order: "oldest" })).items, [kept]);
    assert.deepEqual((await conversations.messages.search({ text: "unicorn" })).items, []);
    assert.deepEqual(await conversations.sessions.get(id), session);
    assert.deepEqual(await conversations.participants.get(ada.id), participant);
    assert.equal((await conversations.messages.append(id, mine)).position, 2);
  },

  "appendMany of long messages keeps their order, and counts each once": async ({ scope }) => {
    const { conversations } = scope;
    const [session, ada] = [await start(scope), await join(scope, "ada")];
    const long = "ab ".repeat(25_000);
    const inputs = [1, 2, 3].map((n) => ({ ...said(`${n} ${long}`), participantId: ada.id }));
    const missing = { ...inputs[0]!, participantId: randomUUID() };
    await refused(conversations.messages.appendMany(session.id, [...inputs, missing]), "not_found");
    assert.equal((await conversations.sessions.get(session.id))?.messageCount, 0);
    const appended = await conversations.messages.appendMany(session.id, inputs);
    assert.deepEqual(
      appended.map(({ position }) => position),
      [1, 2, 3],
    );
    assert.equal((await conversations.sessions.get(session.id))?.messageCount, 3);
    assert.equal((await conversations.participants.get(ada.id))?.interactionCount, 3);
    assert.equal((await conversations.messages.search({ text: "ab" })).items.length, 3);
  },

  "append names the missing row, and the duplicate key": async ({ scope }) => {
    const { messages } = scope.conversations;
    const { id } = await start(scope);
    const ada = await join(scope, "ada");
    const nobody = randomUUID();
    const theirs = said("x", { participantId: nobody });
    const one = await refused(messages.append(id, theirs), "not_found", new RegExp(`participant ${nobody} `));
    const others = [said("x", { participantId: ada.id }), theirs];
    const some = await refused(messages.appendMany(id, others), "not_found", /one of the participantIds/);
    assert.deepEqual([one.field, some.field], ["participantId", "participantId"]);
    for (const message of [said("x"), theirs]) {
      const error = await refused(messages.append(randomUUID(), message), "not_found", /no session/);
      assert.equal(error.field, "sessionId");
    }
    const made = await messages.append(id, said("x", { replyToId: randomUUID() }));
    assert.equal(made.position, 1);
    const again = await refused(messages.append(id, said("y", { id: made.id })), "unique_violation");
    assert.equal(again.field, "id");
  },

  "user messages are counted for their participants, other messages are not": async ({ scope }) => {
    const { conversations } = scope;
    const { participants } = conversations;
    const [ada, bob] = [
      await join(scope, "ada", { interactionCount: 5, lastInteractionAt: at(50) }),
      await join(scope, "bob"),
    ];
    const { id } = await start(scope);
    const by = (participantId: string | null, second: number, role = "user") =>
      said("x", { participantId, createdAt: at(second), role });
    await conversations.messages.append(id, by(ada.id, 40));
    const [first] = [await participants.getOrThrow(ada.id)];
    assert.deepEqual(first, { ...ada, interactionCount: 6 });
    await conversations.messages.appendMany(id, [
      by(ada.id.toUpperCase(), 70),
      by(bob.id, 20),
      by(ada.id, 60),
      by(bob.id, 90, "assistant"),
      by(null, 99),
      by(bob.id, 10),
    ]);
    await conversations.messages.append(id, by(bob.id, 95, "tool"));
    const [a, b] = await participants.getMany([ada.id, bob.id]);
    assert.deepEqual(a, { ...ada, interactionCount: 8, lastInteractionAt: at(70) });
    assert.deepEqual(b, { ...bob, interactionCount: 2, lastInteractionAt: at(20) });
    const old = { ...by(bob.id, 99), countInteraction: false };
    const { participantId } = await conversations.messages.append(id, old);
    assert.equal(participantId, bob.id);
    await conversations.messages.appendMany(id, [old, old]);
    assert.deepEqual(await participants.get(bob.id), b);
    const some = [old, by(bob.id, 30), { ...by(bob.id, 40), countInteraction: true }];
    assert.deepEqual(positions(await conversations.messages.appendMany(id, some)), [12, 13, 14]);
    const now = await participants.getOrThrow(bob.id);
    assert.deepEqual(now, { ...b, interactionCount: 4, lastInteractionAt: at(40) });
  },

  "rate changes the given members, and no parallel call is lost": async ({ scope }) => {
    const { conversations } = scope;
    const { messages } = conversations;
    const { id } = await start(scope);
    const made = await messages.append(id, said("whale", { score: 1, notes: "n" }));
    const reactions = { "👍": 2, [HOSTILE]: [] };
    const given = await messages.rate(made.id.toUpperCase(), { score: -0, rating: 1000, reactions });
    assert.deepEqual(given, { ...made, score: 0, rating: 1000, reactions, version: 2 });
    assert.deepEqual(await messages.get(made.id), given);
    await Promise.all([
      messages.rate(made.id, { score: 0.25 }),
      messages.rate(made.id, { rating: null }),
      messages.rate(made.id, { notes: HOSTILE }),
      messages.rate(made.id, { reactions: null }),
    ]);
    const now = { ...made, score: 0.25, rating: null, notes: HOSTILE, reactions: null, version: 6 };
    assert.deepEqual(await messages.get(made.id), now);
    assert.deepEqual((await messages.search({ text: "whale" })).items, [now]);
    await refused(messages.rate(made.id, {}), "validation", /rating must have at least one/);
    assert.equal((await refused(messages.rate(randomUUID(), { rating: 1 }), "not_found")).field, "id");
  },

  "rate and remove check ifVersion": async ({ scope }) => {
    const { messages } = scope.conversations;
    const { id } = await start(scope);
    const made = await messages.append(id, said("x"));
    assert.equal(made.version, 1);
    const tried = await Promise.allSettled(
      many(8, (rating) => messages.rate(made.id, { rating }, { ifVersion: 1 })),
    );
    assert.equal(tried.filter(({ status }) => status === "fulfilled").length, 1);
    for (const each of tried)
      if (each.status === "rejected") await refused(Promise.reject(each.reason), "version_conflict");
    const missing = messages.rate(randomUUID(), { rating: 1 }, { ifVersion: 1 });
    assert.equal((await refused(missing, "not_found")).field, "id");
    await refused(messages.remove(made.id, { ifVersion: 1 }), "version_conflict");
    assert.equal(await messages.remove(made.id, { ifVersion: 2 }), true);
    assert.equal(await messages.remove(made.id, { ifVersion: 2 }), false);
  },

  "remove leaves a gap in the positions": async ({ scope }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    const made = await conversations.messages.appendMany(id, [
      said("whale 1"),
      said("whale 2"),
      said("whale 3"),
    ]);
    assert.equal(await conversations.messages.remove(made[2]!.id.toUpperCase()), true);
    assert.equal(await conversations.messages.remove(made[2]!.id), false);
    assert.equal(await conversations.messages.remove(made[0]!.id), true);
    const next = await conversations.messages.append(id, said("whale 4"));
    assert.equal(next.position, 4);
    assert.deepEqual((await conversations.messages.list({ sessionId: id, order: "oldest" })).items, [
      made[1],
      next,
    ]);
    assert.deepEqual((await conversations.messages.search({ text: "whale" })).items, [next, made[1]]);
    assert.equal((await conversations.sessions.getOrThrow(id)).messageCount, 4);
  },
};
