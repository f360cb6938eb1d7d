import { count, flag, instant, integer, json, name, real, text, uuid } from "./columns";
import { type ScopedRow, table } from "./table";

/** Somebody who takes part in conversations, by the name that another system knows them under. */
export const conversationParticipantTable = table("conversation_participant", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    externalId: name(),
    name: text().nullable(),
    groupId: name().nullable(),
    /** Null while they were not asked. */
    consent: flag().nullable(),
    consentedAt: instant().nullable(),
    withdrawnAt: instant().nullable(),
    preferences: json().nullable(),
    interactionCount: count(),
    lastInteractionAt: instant().nullable(),
    createdAt: instant(),
    updatedAt: instant(),
    version: integer(),
  },
  indexes: {
    conversation_participant_by_created: { on: ["createdAt", "id"] },
    conversation_participant_by_group: { on: ["groupId", "createdAt", "id"] },
    conversation_participant_by_consent: { on: ["consent", "createdAt", "id"] },
    conversation_participant_key: { on: ["externalId"], unique: true },
  },
  checks: {
    conversation_participant_count: "interaction_count >= 0",
  },
});

/** Its messages take their positions from the count that it keeps: who appends locks this row. */
export const conversationSessionTable = table("conversation_session", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    externalId: name().nullable(),
    title: text().nullable(),
    groupId: name().nullable(),
    metadata: json().nullable(),
    /** How many messages were ever appended, and so the position of the last one. */
    messageCount: count(),
    createdAt: instant(),
    /** When the latest message was made; without one, `created_at`. */
    lastActivityAt: instant(),
    /** Null while it is open. */
    endedAt: instant().nullable(),
    version: integer(),
  },
  indexes: {
    conversation_session_by_activity: { on: ["lastActivityAt", "id"] },
    conversation_session_open: { on: ["lastActivityAt", "id"], where: "ended_at IS NULL" },
    // Takes no entries while a conversation goes on: nothing is appended to what has ended.
    conversation_session_ended: { on: ["lastActivityAt", "id"], where: "ended_at IS NOT NULL" },
    conversation_session_key: { on: ["externalId"], unique: true, where: "external_id IS NOT NULL" },
  },
  checks: {
    conversation_session_count: "message_count >= 0",
  },
});

export const conversationMessageTable = table("conversation_message", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    sessionId: uuid(),
    /** 1, 2, 3 … within the session. */
    position: count(),
    participantId: uuid().nullable(),
    role: name(),
    kind: name().nullable(),
    externalId: name().nullable(),
    content: json(),
    toolCalls: json().nullable(),
    toolCallId: name().nullable(),
    model: name().nullable(),
    tokensIn: count().nullable(),
    tokensOut: count().nullable(),
    /** A message that may be gone by now: nothing holds it. */
    replyTo: uuid().nullable(),
    score: real().nullable(),
    rating: integer().nullable(),
    reactions: json().nullable(),
    notes: text().nullable(),
    createdAt: instant(),
  },
  indexes: {
    conversation_message_of_participant: { on: ["participantId", "id"], where: "participant_id IS NOT NULL" },
    conversation_message_in_order: { on: ["sessionId", "position"], unique: true },
  },
  checks: {
    conversation_message_role: "role IN ('user', 'assistant', 'system', 'tool')",
    conversation_message_position: "position >= 1",
  },
  references: {
    conversation_message_of_session: {
      on: ["sessionId"],
      table: () => conversationSessionTable,
      onDelete: "CASCADE",
    },
    conversation_message_by_participant: {
      on: ["participantId"],
      table: () => conversationParticipantTable,
      onDelete: "NO ACTION",
    },
  },
});

export type ConversationParticipantEntity = ScopedRow<typeof conversationParticipantTable>;
export type ConversationSessionEntity = ScopedRow<typeof conversationSessionTable>;
export type ConversationMessageEntity = ScopedRow<typeof conversationMessageTable>;
