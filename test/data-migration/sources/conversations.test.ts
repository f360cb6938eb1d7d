import { join } from "node:path";
import { UnifiedStoreManager } from "../../../src";
import { SourceFile } from "../../../src/data-migration/read/source-file";
import { conversations } from "../../../src/data-migration/sources/conversations";
import { ROOT } from "../../support/child";
import { quoted, withMadeFile } from "./made-file";
import { type Moved, movedFrom } from "./moved";
import { asRead, coercionsOf, forgotten, rejections, rowsTo } from "./target-rows";

const FILE = join(ROOT, "examples/quickstart/data/interactions.db");
const AT = new Date("2026-11-21T02:57:08.000Z");

const OPT_INS = `create table discord_user_opt_ins (user_id text primary key, username text, guild_id text, opted_in_at,
  interaction_count, last_interaction, personality_preferences, active, created_at, updated_at)`;
const INTERACTIONS = `create table discord_interactions (id integer primary key, user_id text, guild_id text, message_id text,
  interaction_type text, content text, bot_response text, user_reactions, engagement_score real, timestamp)`;

const optIn = (user: string, rest = "'2025-01-01', 3, null, null, 1, '2025-01-02', null"): string =>
  `insert into discord_user_opt_ins values (${quoted(user)}, 'Ada', 'g', ${rest})`;

/** An interaction with its values as SQL, each with a default. */
function interaction(id: number, user: string, values: Record<string, string> = {}): string {
  const {
    guild = "'g'",
    said = "'hello'",
    answer = "null",
    at = "'2025-01-01 00:00:00'",
    ...others
  } = values;
  const { message = "'m'", type = "'mention'", reactions = "null", score = "0.5" } = others;
  return `insert into discord_interactions values
    (${id}, ${user}, ${guild}, ${message}, ${type}, ${said}, ${answer}, ${reactions}, ${score}, ${at})`;
}

const made = (statements: readonly string[]): Moved[] =>
  withMadeFile([OPT_INS, INTERACTIONS, ...statements], (path) => movedFrom(path, conversations));

const rows = (moved: readonly Moved[], table: string): Record<string, unknown>[] =>
  rowsTo(moved, `conversation_${table}`).map(({ row }) => asRead(row));

test("every row of an interactions.db becomes a participant or messages of a session", () => {
  const moved = movedFrom(FILE, conversations);
  expect(moved.filter(({ rejection }) => rejection)).toEqual([]);
  expect(forgotten(moved)).toEqual([]);
  const participants = rows(moved, "participant");
  const sessions = rows(moved, "session");
  const messages = rows(moved, "message");
  expect([participants.length, sessions.length, messages.length]).toEqual([50, 142, 1000]);

  const [first, second] = messages;
  const user = participants.find(({ externalId }) => externalId === "100000000000000030")!;
  expect(user).toMatchObject({
    name: "user30",
    groupId: "100000000000000000",
    consent: true,
    consentedAt: AT,
    withdrawnAt: null,
    preferences: { humor: 0.5 },
    interactionCount: 30,
    lastInteractionAt: null,
    createdAt: AT,
    updatedAt: AT,
    version: 1,
  });
  const session = sessions.find(({ id }) => id === first!.sessionId)!;
  expect(session).toMatchObject({
    externalId: "100000000000000000/100000000000000030",
    groupId: "100000000000000000",
    metadata: { userId: "100000000000000030", guildId: "100000000000000000" },
    createdAt: AT,
    lastActivityAt: AT,
    endedAt: null,
  });
  expect(first).toMatchObject({
    position: 1,
    role: "user",
    participantId: user.id,
    kind: "mention",
    externalId: "1000000000000000000",
    content: { text: expect.stringMatching(/^Which word is for this: red table grape/) },
    score: 0.935,
    reactions: ["👍"],
    replyToId: null,
    createdAt: AT,
  });
  expect(second).toMatchObject({
    position: 2,
    sessionId: session.id,
    role: "assistant",
    participantId: null,
    content: { text: "Emperor." },
    replyToId: first!.id,
    score: null,
    reactions: null,
    createdAt: AT,
  });
});

test("the positions of each session count from 1 to its number of messages", () => {
  const moved = movedFrom(FILE, conversations);
  const messages = rows(moved, "message");
  for (const { id, messageCount } of rows(moved, "session")) {
    const positions = messages.filter(({ sessionId }) => sessionId === id).map(({ position }) => position);
    expect(positions).toEqual(Array.from({ length: messageCount as number }, (_, i) => i + 1));
  }
});

test("ids of messages sort in the order of the messages, each answer after its question", () => {
  const ids = rows(movedFrom(FILE, conversations), "message").map(({ id }) => id as string);
  expect(ids).toEqual([...ids].sort());
});

test("a single row that is read again gives the same result", () => {
  using file = new SourceFile(FILE);
  const step = conversations.steps.at(-1)!;
  const options = {
    source: "conversations",
    defaults: { tenant: "operator", workspace: "default" },
    maxValueBytes: 1 << 24,
    scope: () => {
      throw new Error("not needed");
    },
  };
  const all = [...file.read(step, options, null)].map(({ row }) => row.raw("position"));
  const later = [...file.read(step, options, [250])].map(({ row }) => row.raw("position"));
  const picked = file.rowsAt(step, options, [[499], [500]]).map(({ row }) => row.raw("position"));
  expect(later).toEqual(all.slice(250));
  expect(picked).toEqual(all.slice(498));
});

test("participants, sessions and messages equal those that the store makes", async () => {
  await using stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
  const store = stores.scope({ tenant: "operator" }).conversations;
  const moved = movedFrom(FILE, conversations);
  const messages = rows(moved, "message");
  const session = rows(moved, "session").find(({ id }) => id === messages[0]!.sessionId)!;
  const own = messages.filter(({ sessionId }) => sessionId === session.id);
  const participant = rows(moved, "participant").find(({ id }) => id === own[0]!.participantId)!;
  const { version, ...input } = participant;
  expect(await store.participants.upsert(input as never)).toEqual(participant);
  const { id, externalId, groupId, metadata, createdAt } = session;
  await store.sessions.add({ id, externalId, groupId, metadata, createdAt } as never);
  const inputs = own.map(({ sessionId, position, version, ...message }) => ({
    ...message,
    countInteraction: false,
  }));
  const appended = await store.messages.appendMany(id as string, inputs as never);
  expect(appended).toEqual(own);
  expect(await store.sessions.getOrThrow(id as string)).toEqual(session);
});

test("a session is ordered by time, in any form of a time, and then as it was written", () => {
  const moved = made([
    optIn("ada"),
    interaction(1, "'ada'", { at: "'2025-01-03 00:00:00'", said: "'third'", answer: "'yes'" }),
    interaction(2, "'ada'", { at: "1735689600", said: "'first'" }),
    interaction(3, "'ada'", { at: "'2025-01-02T00:00:00.123456+00:00'", said: "'second'", answer: "''" }),
    interaction(4, "'ada'", { at: "'2025-01-03 00:00:00'", said: "'last'", answer: "'no'" }),
    interaction(5, "'ada'", { guild: "'other'" }),
  ]);
  const [session] = rows(moved, "session");
  const own = rows(moved, "message").filter(({ sessionId }) => sessionId === session!.id);
  const said = own.map(({ position, content }) => [position, (content as { text: string }).text]);
  expect(Object.fromEntries(said)).toEqual({
    1: "first",
    2: "second",
    3: "third",
    4: "yes",
    5: "last",
    6: "no",
  });
  expect(session).toMatchObject({
    messageCount: 6,
    createdAt: new Date("2025-01-01T00:00:00.000Z"),
    lastActivityAt: new Date("2025-01-03T00:00:00.000Z"),
  });
  expect(coercionsOf(moved)).toMatchObject({ "bot_response: empty text to null": 1 });
});

test("a user who never opted in becomes a participant who was not asked", () => {
  const moved = made([
    optIn("ada"),
    interaction(1, "'bob'", { at: "'2025-01-01 00:00:00'" }),
    interaction(2, "'bob'", { at: "'2025-01-05 00:00:00'", guild: "'other'" }),
    interaction(3, "'eve'"),
    interaction(4, "'ada'"),
  ]);
  expect(rows(moved, "participant")).toMatchObject([
    { externalId: "ada", consent: true, interactionCount: 3 },
    {
      externalId: "bob",
      name: null,
      groupId: null,
      consent: null,
      consentedAt: null,
      interactionCount: 2,
      lastInteractionAt: new Date("2025-01-05T00:00:00.000Z"),
      createdAt: new Date("2025-01-01T00:00:00.000Z"),
    },
    { externalId: "eve", groupId: "g", consent: null, interactionCount: 1 },
  ]);
  const ids = new Map(rows(moved, "participant").map(({ id, externalId }) => [id, externalId]));
  const whose = rows(moved, "message").map(({ participantId }) => ids.get(participantId));
  expect(whose).toEqual(["bob", "bob", "eve", "ada"]);
  expect(forgotten(moved)).toEqual([]);
  expect(coercionsOf(moved)).toMatchObject({
    "user_id: participant made for a user without an opt-in row": 2,
  });
});

test("an exchange that does not fit is rejected whole, with its reason, and keeps its place", () => {
  const moved = made([
    optIn("ada"),
    interaction(1, "'ada'", { answer: "'yes'", reactions: quoted("[NaN]") }),
    interaction(2, "'ada'", { said: "null", answer: "'yes'", at: "'2025-01-02'" }),
    interaction(3, "null"),
    interaction(4, "'ada'", { guild: "null" }),
    interaction(5, "'ada'", { at: "'soon'" }),
    interaction(6, "'ada'", { score: "'high'" }),
    interaction(7, "'ada'", { score: "9e999" }),
    interaction(8, "'ada'", { type: quoted("x".repeat(600)) }),
    interaction(9, "x'00'"),
  ]);
  expect(rejections(moved, "discord_interactions")).toEqual({
    1: "user_reactions has NaN or Infinity, which Python writes and JSON does not have",
    3: "user_id is null, so the row has no key",
    4: "guild_id is null, so the row has no key",
    5: expect.stringMatching(/^timestamp is not an instant: /),
    6: "engagement_score is text, not a number",
    7: "engagement_score is infinite",
    8: expect.stringContaining("kind must be"),
    9: "user_id is a key of bytes",
  });
  const [session] = rows(moved, "session");
  expect(session).toMatchObject({ messageCount: 8, lastActivityAt: new Date("2025-01-02T00:00:00.000Z") });
  expect(rows(moved, "message")).toMatchObject([
    { position: 7, content: { text: null } },
    { position: 8, content: { text: "yes" } },
  ]);
});

test("opt-ins that do not fit are rejected, and what is only written otherwise is coerced", () => {
  const moved = made([
    optIn("ada", "'', null, '', '', 0, '2025-01-02', 1735776000"),
    optIn("bob", "null, '7', null, null, null, null, null"),
    optIn("", "null, 0, null, null, 1, null, null"),
    optIn("neg", "null, -1, null, null, 1, null, null"),
    optIn("flag", "null, 0, null, null, 'maybe', null, null"),
    optIn("json", "null, 0, null, '{', 1, null, null"),
  ]);
  expect(rows(moved, "participant")).toMatchObject([
    {
      externalId: "ada",
      consent: false,
      consentedAt: null,
      withdrawnAt: null,
      preferences: null,
      interactionCount: 0,
      lastInteractionAt: null,
      createdAt: new Date("2025-01-02T00:00:00.000Z"),
      updatedAt: new Date("2025-01-02T00:00:00.000Z"),
    },
    { externalId: "bob", consent: null, interactionCount: 7, createdAt: new Date(0), updatedAt: new Date(0) },
  ]);
  expect(Object.values(rejections(moved, "discord_user_opt_ins"))).toEqual([
    expect.stringContaining("externalId must be a non-empty string"),
    expect.stringContaining("interactionCount must be a whole number from 0"),
    "active is neither 0 nor 1",
    "personality_preferences is not JSON",
  ]);
  expect(coercionsOf(moved)).toMatchObject({
    "interaction_count: null to 0": 1,
    "interaction_count: text to number": 1,
    "personality_preferences: empty text to null": 1,
    "last_interaction: empty text to null": 1,
    "opted_in_at: empty text to null": 1,
    "updated_at: seconds since 1970 to timestamp": 1,
  });
});

test("a file without opt-ins and optional columns is moved, and unknown columns are kept", () => {
  const moved = withMadeFile(
    [
      `create table discord_interactions (id integer primary key, user_id text, guild_id text, content text,
        bot_response text, timestamp text, channel text)`,
      "insert into discord_interactions values (1, 'ada', 'g', 'hello', null, null, 'general')",
    ],
    (path) => movedFrom(path, conversations),
  );
  expect(moved.filter(({ rejection }) => rejection)).toEqual([]);
  expect(rows(moved, "participant")).toMatchObject([{ externalId: "ada", consent: null }]);
  expect(rows(moved, "message")).toMatchObject([
    {
      position: 1,
      kind: null,
      externalId: null,
      score: null,
      content: { text: "hello", legacyColumns: { channel: "general" } },
      createdAt: new Date(0),
    },
  ]);

  const optIns = withMadeFile(
    [
      "create table discord_user_opt_ins (user_id text primary key, username text, guild_id text, locale text)",
      "insert into discord_user_opt_ins values ('ada', 'Ada', 'g', 'en'), ('bob', null, '', null)",
    ],
    (path) => movedFrom(path, conversations),
  );
  expect(rows(optIns, "participant")).toMatchObject([
    { externalId: "ada", consent: null, preferences: { legacyColumns: { locale: "en" } } },
    { externalId: "bob", name: null, groupId: null, preferences: null },
  ]);
});
