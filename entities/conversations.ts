import { count, flag, type Id, instant, integer, json, name, real, text, uuid, version } from "./columns";
import { type ScopedRow, table } from "./table";

/** Leaves room to count on from. */
const MOST_INTERACTIONS = 2 ** 52;
const MOST_RATING = 1000;

/** Somebody who takes part in conversations, by the name that another system knows them under. */
export const conversationParticipantTable = table("conversation_participant", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store. It stays the same through every `upsert`. */
    id: uuid<"conversation participant">().default("new"),
    /**
     * What they are called where they come from, such as a user's id of a chat service. Their key
     * in the scope.
     */
    externalId: name(),
    name: text().nullable(),
    /** Where they belong, such as a team or a server of a chat service. */
    groupId: name().nullable(),
    /**
     * Whether they agreed to be talked with and remembered; null while they were not asked. The
     * store keeps the answer and refuses nothing by it: ask before you append.
     */
    consent: flag().nullable(),
    /** When they last agreed. */
    consentedAt: instant().nullable(),
    /** When they last withdrew. */
    withdrawnAt: instant().nullable(),
    /** Any JSON, replaced whole. */
    preferences: json().nullable(),
    /**
     * Messages of the role `user` that were appended as theirs, and what was counted elsewhere
     * before. Default 0.
     */
    interactionCount: count().between(0, MOST_INTERACTIONS).default(0),
    /** When the latest of these was made. */
    lastInteractionAt: instant().nullable(),
    /** Default: now. */
    createdAt: instant().default("now"),
    /**
     * When they were last upserted or updated, or their consent was noted; messages leave it.
     * Default: now.
     */
    updatedAt: instant().default("now"),
    /**
     * 1 at first, one more with each `upsert`, `update` and answer about consent, and when
     * another's erasure changed it; messages leave it.
     */
    version: version(),
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
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"conversation session">().default("new"),
    /** What it is called elsewhere, such as a thread's id; no two of a scope have the same. */
    externalId: name().nullable(),
    title: text().nullable(),
    /** Where it takes place, such as a team or a server of a chat service. */
    groupId: name().nullable(),
    /** Any JSON, replaced whole. */
    metadata: json().nullable(),
    /**
     * How many messages were ever appended, which is the position of the last one: removed ones
     * count on.
     */
    messageCount: count().generated(),
    /** Default: now. */
    createdAt: instant().default("now"),
    /** When its latest message was made, or the session where that is later. */
    lastActivityAt: instant().generated(),
    /** Null while it is open; an ended session takes no more messages. */
    endedAt: instant().nullable().generated(),
    /**
     * 1 at first, one more with each `update`, when it ends and when an erasure changed it;
     * messages leave it.
     */
    version: version(),
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
    /**
     * UUID; given by the caller or made by the store, growing with time. Give one to be able to
     * repeat a call that may have been carried out.
     */
    id: uuid<"conversation message">().default("new"),
    sessionId: uuid<"conversation session">().generated(),
    /**
     * 1, 2, 3 … in the order in which they were appended; that of a removed message is not used
     * again.
     */
    position: count().generated(),
    /** Whose message it is; null where nobody is kept for it, as for most answers of a model. */
    participantId: uuid<"conversation participant">().nullable(),
    role: name(),
    /** A name of the application's own, such as `mention`. */
    kind: name().suggest("mention").nullable(),
    /** What it is called elsewhere; several messages may have the same. */
    externalId: name().nullable(),
    content: json(),
    /** The calls that a model asks for, as the application keeps them. */
    toolCalls: json().nullable(),
    /** Of a `tool` message: which call it answers. */
    toolCallId: name().nullable(),
    model: name().nullable(),
    tokensIn: count().nullable(),
    tokensOut: count().nullable(),
    /** Of a message, which need not be there (any more). */
    replyToId: uuid<"conversation message">().nullable(),
    /** The application's own measure, such as engagement: any finite number. */
    score: real().nullable(),
    /** Thumbs, stars or the like, in whole numbers from -1000 to 1000. */
    rating: integer().between(-MOST_RATING, MOST_RATING).nullable(),
    /** Such as a list of emoji, replaced whole. */
    reactions: json().nullable(),
    /** What is thought of it, in words. */
    notes: text().nullable(),
    /** Default: now. */
    createdAt: instant().default("now"),
    /** 1 at first, one more each time that it is rated. */
    version: version(),
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

export type ConversationParticipantId = Id<"conversation participant">;
export type ConversationSessionId = Id<"conversation session">;
export type ConversationMessageId = Id<"conversation message">;

export type ConversationParticipantEntity = ScopedRow<typeof conversationParticipantTable>;
export type ConversationSessionEntity = ScopedRow<typeof conversationSessionTable>;
export type ConversationMessageEntity = ScopedRow<typeof conversationMessageTable>;
