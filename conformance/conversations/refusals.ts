import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, refused } from "../suite";
import { join, said, start } from "./samples";

const NOT_NAMES = [1, "", "a\0b", "\ud800", "x".repeat(513)];
const NOT_DATES = ["2025-01-01", 0, new Date(Number.NaN)];
const NOT_COUNTS = [-1, 1.5, Number.NaN, 2 ** 53, "1"];
const NOT_JSON = [Number.NaN, 1n, () => 1, new Date(), [undefined]];

/** Invalid input is refused with the name of its field, and nothing is written. */
export const refusals: Cases = {
  "refuses invalid participants": async ({ scope }) => {
    const { participants } = scope.conversations;
    const bad: [string, unknown[]][] = [
      ["externalId", [undefined, null, ...NOT_NAMES]],
      ["name", [1, {}]],
      ["groupId", NOT_NAMES],
      ["preferences", NOT_JSON],
      ["id", ["x", null]],
      ["consent", ["yes", 1]],
      ["consentedAt", NOT_DATES],
      ["withdrawnAt", NOT_DATES],
      ["interactionCount", [...NOT_COUNTS, 2 ** 52 + 1, null]],
      ["lastInteractionAt", NOT_DATES],
      ["createdAt", [...NOT_DATES, null]],
      ["updatedAt", [...NOT_DATES, null]],
      ["version", [1]],
    ];
    for (const [field, values] of bad) {
      for (const value of values) {
        const error = await refused(
          participants.upsert({ externalId: "u", [field]: value } as never),
          "validation",
        );
        assert.equal(error.field?.split(/[.[]/)[0], field);
        const inputs = [{ externalId: "v" }, { externalId: "u", [field]: value }] as never;
        const some = await refused(participants.upsertMany(inputs), "validation");
        assert.ok(some.field?.startsWith(`participants[1].${field}`), some.field);
      }
    }
    await refused(participants.upsert(null as never), "validation");
    await refused(participants.upsert({ externalId: "u" }, { ifVersion: 0 }), "validation", /ifVersion/);
    await refused(
      participants.upsertMany({ externalId: "u" } as never),
      "validation",
      /participants must be/,
    );
    const options = { ifVersion: 1 } as never;
    await refused(participants.upsertMany([{ externalId: "u" }], options), "validation", /ifVersion/);
    assert.deepEqual((await participants.list()).items, []);
    const ada = await join(scope, "u");
    for (const patch of [
      { name: 1 },
      { groupId: "" },
      { preferences: [Number.NaN] },
      { externalId: "v" },
      null,
    ])
      await refused(participants.update(ada.id, patch as never), "validation", /patch/);
    await refused(participants.update(ada.id, { name: "x" }, { ifVersion: 0 }), "validation", /ifVersion/);
    for (const input of [{ consentedAt: 1 }, { consentedAt: null }, { withdrawnAt: new Date() }, null, true])
      await refused(participants.grantConsent(ada.id, input as never), "validation");
    for (const input of [{ withdrawnAt: 1 }, { withdrawnAt: null }, { at: new Date() }, null, false])
      await refused(participants.withdrawConsent(ada.id, input as never), "validation");
    for (const options of [{ ifVersion: 0 }, { when: 1 }] as const) {
      await refused(participants.grantConsent(ada.id, {}, options as never), "validation", /options\./);
      await refused(participants.withdrawConsent(ada.id, {}, options as never), "validation", /options\./);
    }
    for (const query of [{ groupId: "" }, { consent: null }, { order: "up" }, { limit: 0 }, { role: "user" }])
      await refused(participants.list(query as never), "validation");
    for (const id of NOT_NAMES)
      await refused(participants.getByExternalId({ externalId: id as never }), "validation");
    for (const call of [
      participants.get("x"),
      participants.getOrThrow("x"),
      participants.getMany(["x"]),
      participants.getMany("x" as never),
      participants.update("x", { name: "x" }),
      participants.grantConsent("x"),
      participants.withdrawConsent("x"),
      participants.remove("x"),
      participants.get(ada.id, { timeoutMs: -1 }),
      participants.get(ada.id, { ifVersion: 1 } as never),
    ])
      await refused(call, "validation");
    assert.deepEqual(await participants.get(ada.id), ada);
  },

  "refuses invalid sessions": async ({ scope }) => {
    const { sessions } = scope.conversations;
    const bad: [string, unknown[]][] = [
      ["id", ["x", null]],
      ["externalId", NOT_NAMES],
      ["title", [1]],
      ["groupId", NOT_NAMES],
      ["metadata", NOT_JSON],
      ["createdAt", [...NOT_DATES, null]],
      ["messageCount", [1]],
    ];
    for (const [field, values] of bad) {
      for (const value of values) {
        const error = await refused(sessions.add({ [field]: value } as never), "validation");
        assert.equal(error.field?.split(/[.[]/)[0], field);
      }
    }
    await refused(sessions.add(null as never), "validation");
    assert.deepEqual((await sessions.list()).items, []);
    const made = await start(scope);
    for (const patch of [
      { title: 1 },
      { externalId: "" },
      { groupId: "" },
      { metadata: 1n },
      { endedAt: null },
      null,
    ])
      await refused(sessions.update(made.id, patch as never), "validation", /patch/);
    await refused(sessions.end(made.id, { endedAt: "now" } as never), "validation", /endedAt/);
    await refused(sessions.end(made.id, {}, { ifVersion: 0 }), "validation", /ifVersion/);
    for (const query of [{ open: 1 }, { limit: 1001 }, { order: "newest" }])
      await refused(sessions.list(query as never), "validation");
    for (const id of NOT_NAMES)
      await refused(sessions.getByExternalId({ externalId: id as never }), "validation");
    for (const call of [
      sessions.get("x"),
      sessions.getOrThrow("x"),
      sessions.getMany(["x"]),
      sessions.update("x", { title: "x" }),
      sessions.end("x"),
      sessions.remove("x"),
    ])
      await refused(call, "validation");
    assert.deepEqual(await sessions.get(made.id), made);
  },

  "refuses invalid messages": async ({ scope }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    const bad: [string, unknown[]][] = [
      ["role", [undefined, null, "", "User", "robot"]],
      ["content", [undefined, ...NOT_JSON]],
      ["toolCalls", NOT_JSON],
      ["reactions", NOT_JSON],
      ["participantId", ["x", 1]],
      ["replyToId", ["x"]],
      ["id", ["x", null]],
      ["kind", NOT_NAMES],
      ["externalId", NOT_NAMES],
      ["toolCallId", NOT_NAMES],
      ["model", NOT_NAMES],
      ["tokensIn", NOT_COUNTS],
      ["tokensOut", NOT_COUNTS],
      ["score", [Number.NaN, Number.POSITIVE_INFINITY, "1"]],
      ["rating", [1001, -1001, 0.5, "1"]],
      ["notes", [1]],
      ["createdAt", [...NOT_DATES, null]],
      ["countInteraction", [1, null]],
      ["position", [1]],
      ["sessionId", [id]],
      ["version", [1]],
    ];
    for (const [field, values] of bad) {
      for (const value of values) {
        const message = { ...said("x"), [field]: value } as never;
        const one = await refused(conversations.messages.append(id, message), "validation");
        assert.equal(one.field?.split(/[.[]/)[0], field);
        const some = await refused(conversations.messages.appendMany(id, [said("x"), message]), "validation");
        assert.ok(some.field?.startsWith(`messages[1].${field}`), some.field);
      }
    }
    for (const options of [{ countInteraction: false }, { ifVersion: 1 }])
      await refused(
        conversations.messages.append(id, said("x"), options as never),
        "validation",
        /options\./,
      );
    await refused(conversations.messages.append("x", said("x")), "validation", /sessionId/);
    await refused(
      conversations.messages.appendMany(id, "x" as never),
      "validation",
      /messages must be an array/,
    );
    assert.deepEqual((await conversations.messages.list({ sessionId: id, order: "oldest" })).items, []);
    const made = await conversations.messages.append(id, said("x"));
    for (const input of [
      { score: Number.NaN },
      { rating: 0.5 },
      { reactions: [1n] },
      { notes: 1 },
      { role: "user" },
    ])
      await refused(conversations.messages.rate(made.id, input as never), "validation", /rating\./);
    await refused(
      conversations.messages.rate(made.id, { rating: 1 }, { ifVersion: 0 }),
      "validation",
      /ifVersion/,
    );
    for (const query of [
      { sessionId: undefined },
      { sessionId: "x" },
      { positionFrom: 0 },
      { positionTo: 0 },
      { positionTo: 1.5 },
      { order: "up" },
      { limit: 0 },
      { role: "user" },
    ])
      await refused(conversations.messages.list({ sessionId: id, ...query } as never), "validation");
    await refused(conversations.messages.list(undefined as never), "validation");
    for (const query of [
      { text: "" },
      { text: "x".repeat(1001) },
      { text: "x", role: "robot" },
      { text: "x", sessionId: "x" },
      { text: "x", participantId: 1 },
      { text: "x", mode: "regex" },
    ])
      await refused(conversations.messages.search(query as never), "validation");
    for (const call of [
      conversations.messages.get("x"),
      conversations.messages.getOrThrow("x"),
      conversations.messages.getMany(["x"]),
      conversations.messages.list({ sessionId: "x", order: "oldest" }),
      conversations.messages.rate("x", { rating: 1 }),
      conversations.messages.remove("x"),
    ])
      await refused(call, "validation");
    assert.deepEqual((await conversations.messages.list({ sessionId: id, order: "oldest" })).items, [made]);
  },

  "signals end calls, and nothing is written": async ({ scope }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    const options = { signal: AbortSignal.abort() };
    await refused(conversations.messages.append(id, said("x"), options), "aborted");
    await refused(conversations.messages.appendMany(id, [said("x")], options), "aborted");
    await refused(conversations.participants.upsert({ externalId: "u" }, options), "aborted");
    await refused(conversations.sessions.add({ externalId: "t" }, options), "aborted");
    await refused(conversations.sessions.end(id, {}, options), "aborted");
    await refused(conversations.messages.list({ sessionId: id }, options), "aborted");
    assert.equal((await conversations.messages.append(id, said("x"), { timeoutMs: 60_000 })).position, 1);
    assert.equal(await conversations.participants.getByExternalId({ externalId: "u" }), null);
    assert.equal(await conversations.sessions.getByExternalId({ externalId: "t" }), null);
    await refused(conversations.messages.append(randomUUID(), said("x"), { timeoutMs: 60_000 }), "not_found");
  },
};
