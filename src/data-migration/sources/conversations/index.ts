import {
  conversationMessageTable,
  conversationParticipantTable,
  conversationSessionTable,
} from "../../../../entities/conversations";
import type { Json } from "../../../core/json";
import { validate } from "../../../core/validation";
import { messageInput } from "../../../stores/conversations/inputs";
import { indexEntry, newMessage } from "../../../stores/conversations/message";
import { newParticipant, participantMaker } from "../../../stores/conversations/participant";
import { newSession, sessionMaker } from "../../../stores/conversations/session";
import { readInstant } from "../../read/instants";
import type { SourceRow } from "../../read/source-row";
import type { Output, Source } from "../../read/step";
import { Target } from "../../target/target";
import { UNKNOWN_TIME, withExtras } from "../reading/values";
import { POSITIONS, SESSIONS, USERS } from "./groups";

const PARTICIPANT = new Target(conversationParticipantTable);
const SESSION = new Target(conversationSessionTable);
const MESSAGE = new Target(conversationMessageTable, {
  entries: (message: Parameters<typeof indexEntry>[0]) => [indexEntry(message)],
});

/**
 * interactions.db: who has opted in, and what was said to whom. Its interactions know no sessions: what a user said in a guild is one.
 * Its foreign key was never enforced, so there are interactions of users who never opted in, or whose row is gone; they become
 * participants who were not asked, so that their messages are still found and erased as theirs.
 */
export const conversations: Source = {
  kind: "conversations",
  tier: "P1",
  steps: [
    {
      table: "discord_user_opt_ins",
      target: PARTICIPANT,
      key: ["user_id"],
      columns: ["username", "guild_id"],
      optional: [
        "opted_in_at",
        "interaction_count",
        "last_interaction",
        "personality_preferences",
        "active",
        "created_at",
        "updated_at",
      ],
      keepsExtras: true,
      move: moveOptIn,
    },
    {
      table: "discord_interactions",
      target: PARTICIPANT,
      derived: USERS,
      key: ["user_id"],
      columns: ["interaction_count", "only_guild_id", "first_at", "last_at"],
      joined: { opted_in: "exists (select 1 from discord_user_opt_ins as u where u.user_id = t.user_id)" },
      joins: ["discord_user_opt_ins"],
      joinsBy: { discord_user_opt_ins: [["user_id", "user_id"]] },
      group: ["user_id"],
      move: moveUser,
    },
    {
      table: "discord_interactions",
      target: SESSION,
      derived: SESSIONS,
      key: ["user_id", "guild_id"],
      columns: ["message_count", "first_at", "last_at"],
      group: ["user_id", "guild_id"],
      move: moveSession,
    },
    {
      table: "discord_interactions",
      target: MESSAGE,
      key: ["id"],
      columns: ["user_id", "guild_id", "content", "bot_response", "timestamp"],
      optional: ["message_id", "interaction_type", "user_reactions", "engagement_score"],
      joined: { position: "p.position" },
      join: `left join (${POSITIONS}) as p on p.id = t.id`,
      joins: ["discord_interactions"],
      group: ["user_id", "guild_id"],
      keepsExtras: true,
      move: moveInteraction,
    },
  ],
};

function moveOptIn(row: SourceRow, to: Output): void {
  const db = row.scope();
  const consentedAt = row.instantOrNull("opted_in_at");
  const createdAt = row.instantOrNull("created_at") ?? consentedAt ?? UNKNOWN_TIME;
  const input = validate(
    participantMaker.input,
    {
      id: row.id(),
      externalId: row.text("user_id"),
      name: row.textOrNull("username"),
      groupId: row.nameOrNull("guild_id"),
      consent: row.flagOrNull("active"),
      consentedAt,
      preferences: preferencesOf(row),
      interactionCount:
        row.wholeOrNull("interaction_count") ?? row.coerced(0, "interaction_count", "null to 0", null),
      lastInteractionAt: row.instantOrNull("last_interaction"),
      createdAt,
      updatedAt: row.instantOrNull("updated_at") ?? createdAt,
    },
    "",
  );
  to.emit(PARTICIPANT, db, newParticipant(db, input));
}

/** Null, unless there are columns to keep in it. */
function preferencesOf(row: SourceRow): Json {
  const preferences = jsonOrAbsent(row, "personality_preferences");
  const kept = withExtras(row, preferences ?? {});
  return preferences === null && Object.keys(kept as object).length === 0 ? null : kept;
}

function moveUser(row: SourceRow, to: Output): void {
  if (row.raw("opted_in") === 1n) return;
  const db = row.scope();
  const createdAt = timeOf(row, "first_at") ?? UNKNOWN_TIME;
  const input = validate(
    participantMaker.input,
    {
      id: participantId(row),
      externalId: row.text("user_id"),
      groupId: row.nameOrNull("only_guild_id"),
      interactionCount: row.whole("interaction_count"),
      lastInteractionAt: timeOf(row, "last_at"),
      createdAt,
      updatedAt: createdAt,
    },
    "",
  );
  row.note("user_id", "participant made for a user without an opt-in row", null);
  to.emit(PARTICIPANT, db, newParticipant(db, input));
}

function moveSession(row: SourceRow, to: Output): void {
  const db = row.scope();
  const user = row.text("user_id");
  const guild = row.text("guild_id");
  const input = validate(
    sessionMaker.input,
    {
      id: sessionId(row),
      externalId: `${guild}/${user}`,
      groupId: row.nameOrNull("guild_id"),
      metadata: { userId: user, guildId: guild },
      createdAt: timeOf(row, "first_at") ?? UNKNOWN_TIME,
    },
    "",
  );
  to.emit(SESSION, db, {
    ...newSession(db, input),
    messageCount: row.whole("message_count"),
    lastActivityAt: timeOf(row, "last_at") ?? UNKNOWN_TIME,
  });
}

/** What the user said, with all that is known of the exchange, and what was answered, at the same time. */
function moveInteraction(row: SourceRow, to: Output): void {
  const db = row.scope();
  const answer = row.nameOrNull("bot_response");
  const last = row.whole("position");
  const place = placeOf(row);
  const createdAt = row.instantOrNull("timestamp") ?? UNKNOWN_TIME;
  const said = validate(
    messageInput,
    {
      id: row.id(place),
      role: "user",
      participantId: participantId(row),
      kind: row.nameOrNull("interaction_type"),
      externalId: row.nameOrNull("message_id"),
      content: withExtras(row, { text: row.textOrNull("content") }),
      score: row.numberOrNull("engagement_score"),
      reactions: jsonOrAbsent(row, "user_reactions"),
      createdAt,
    },
    "",
  );
  const at = { sessionId: sessionId(row), position: answer === null ? last : last - 1 };
  to.emit(MESSAGE, db, { ...newMessage(db, said), ...at });
  if (answer === null) return;
  const answered = validate(
    messageInput,
    {
      id: row.partId("answer", place + 1),
      role: "assistant",
      content: { text: answer },
      replyToId: said.id,
      createdAt,
    },
    "",
  );
  to.emit(MESSAGE, db, { ...newMessage(db, answered), ...at, position: last });
}

/** The same whether there is an opt-in row or not. */
const participantId = (row: SourceRow): string => row.ref("discord_user_opt_ins", "user_id");

const sessionId = (row: SourceRow): string => row.ref("discord_interactions session", "user_id", "guild_id");

/** Among all messages, so that ids sort as the messages were added, each answer behind what it answers. */
function placeOf(row: SourceRow): number {
  const id = row.raw("id");
  return typeof id === "bigint" && id >= 0n && id < 2n ** 47n ? Number(id) * 2 : 0;
}

/** Empty text stands for no value. */
const jsonOrAbsent = (row: SourceRow, column: string): Json | null =>
  row.raw(column) === "" ? row.coerced(null, column, "empty text to null", '""') : row.jsonOrNull(column);

/** A time that a row has its group from. It is no value of its own: what was done to it is counted where it stands. */
function timeOf(row: SourceRow, column: string): Date | null {
  const value = row.raw(column);
  if (value === null || Buffer.isBuffer(value)) return null;
  const read = readInstant(typeof value === "bigint" ? Number(value) : value);
  return "problem" in read ? null : read.date;
}
