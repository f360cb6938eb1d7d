import {
  count,
  flag,
  type Id,
  instant,
  integer,
  json,
  name,
  real,
  text,
  uuid,
  vector,
  version,
} from "./columns";
import { type ScopedRow, table } from "./table";

/** Largest initial count; it leaves room for later increments. */
const MOST_INTERACTIONS = 2 ** 52;
const MOST_RATING = 1000;

/** Participant of conversations, identified by an id of another system. */
export const conversationParticipantTable = table("conversation_participant", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: made by the store. An `upsert` never changes it. */
    id: uuid<"conversation participant">().default("new"),
    /** Id in the other system, such as a user id of a chat service. The key in the scope. */
    externalId: name(),
    name: text().nullable(),
    /** Group of the participant, such as a team or a server of a chat service. */
    groupId: name().nullable(),
    /**
     * Consent to be talked with and remembered; null before the question. The store only records
     * the answer and does not enforce it: ask before you append.
     */
    consent: flag().nullable(),
    /** Time of the last consent. */
    consentedAt: instant().nullable(),
    /** Time of the last withdrawal. */
    withdrawnAt: instant().nullable(),
    /** Any JSON. An update replaces it as a whole. */
    preferences: json().nullable(),
    /**
     * Number of their appended messages with the role `user`, plus an initial count from elsewhere.
     * Default 0.
     */
    interactionCount: count().between(0, MOST_INTERACTIONS).default(0),
    /** Time of the latest of these messages. */
    lastInteractionAt: instant().nullable(),
    /** Default: now. */
    createdAt: instant().default("now"),
    /**
     * Time of the last upsert, update or consent record. Messages do not change it. Default: now.
     */
    updatedAt: instant().default("now"),
    /**
     * Starts at 1 and grows by one with each `upsert`, `update` and consent record, and if the
     * erasure of another person changes the row. Messages do not change it.
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

/**
 * Session of a conversation. Its message count gives the positions of messages, so each append
 * locks this row.
 */
export const conversationSessionTable = table("conversation_session", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"conversation session">().default("new"),
    /** Id in another system, such as a thread id; unique in the scope. */
    externalId: name().nullable(),
    title: text().nullable(),
    /** Group of the session, such as a team or a server of a chat service. */
    groupId: name().nullable(),
    /** Any JSON. An update replaces it as a whole. */
    metadata: json().nullable(),
    /** Number of all appended messages, including removed ones: the position of the last one. */
    messageCount: count().generated(),
    /** Default: now. */
    createdAt: instant().default("now"),
    /** Time of the latest message, or of the creation of the session if that is later. */
    lastActivityAt: instant().generated(),
    /** Null while the session is open. An ended session accepts no more messages. */
    endedAt: instant().nullable().generated(),
    /**
     * Starts at 1 and grows by one with each `update`, at the end, and if an erasure changes the
     * row. Messages do not change it.
     */
    version: version(),
  },
  indexes: {
    conversation_session_by_activity: { on: ["lastActivityAt", "id"] },
    conversation_session_open: { on: ["lastActivityAt", "id"], where: "ended_at IS NULL" },
    // An open conversation writes no entries here: only ended sessions are in this index, and they
    // get no messages.
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
     * UUID. Default: a UUIDv7 made by the store, which grows with time. With the caller's own id, a
     * call with an unknown outcome can be repeated safely.
     */
    id: uuid<"conversation message">().default("new"),
    sessionId: uuid<"conversation session">().generated(),
    /** 1, 2, 3 … in the order of appending. The position of a removed message is not reused. */
    position: count().generated(),
    /** Author of the message; null without a participant, as for most answers of a model. */
    participantId: uuid<"conversation participant">().nullable(),
    role: name(),
    /** Any name of the application, such as `mention`. */
    kind: name().suggest("mention").nullable(),
    /** Id in another system; not unique. */
    externalId: name().nullable(),
    content: json(),
    /**
     * Vector of the content by the tenant's active model or the first embedder's (see
     * `retrieval.vectors.put`), stored as 32-bit floats. `retrieval.search` finds messages by it.
     * Default: none, until `embedPending` makes it.
     */
    embedding: vector().nullable().beside(),
    /** Tool calls that a model requests, in the form of the application. */
    toolCalls: json().nullable(),
    /** Only for a `tool` message: the id of the call that it answers. */
    toolCallId: name().nullable(),
    model: name().nullable(),
    tokensIn: count().nullable(),
    tokensOut: count().nullable(),
    /** Id of the message that this one replies to. It need not exist. */
    replyToId: uuid<"conversation message">().nullable(),
    /** Score, set by the application, such as engagement: any finite number. */
    score: real().nullable(),
    /** Rating, such as thumbs or stars: a whole number from -1000 to 1000. */
    rating: integer().between(-MOST_RATING, MOST_RATING).nullable(),
    /** Reactions, such as a list of emoji. An update replaces them as a whole. */
    reactions: json().nullable(),
    /** Comment on the message. */
    notes: text().nullable(),
    /** Default: now. */
    createdAt: instant().default("now"),
    /** Starts at 1 and grows by one with each rating. */
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
