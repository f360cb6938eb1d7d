import type { WriteOptions } from "../../core/arguments";
import type { CallOptions } from "../../core/deadline";
import type { Json } from "../../core/json";
import type { PageOptions } from "../../db/page";
import type { SearchMode } from "../../db/search";

/** Somebody who takes part in conversations. */
export interface ConversationParticipant {
  /** UUID; given by the caller or made by the store. It stays the same through every `put`. */
  id: string;
  /** What they are called where they come from, such as a user's id of a chat service. Their key in the scope. */
  externalId: string;
  name: string | null;
  /** Where they belong, such as a team or a server of a chat service. */
  groupId: string | null;
  /**
   * Whether they agreed to be talked with and remembered; null while they were not asked. The store keeps the answer and refuses
   * nothing by it: ask before you append.
   */
  consent: boolean | null;
  /** When they last agreed. */
  consentedAt: Date | null;
  /** When they last withdrew. */
  withdrawnAt: Date | null;
  preferences: Json;
  /** Messages of the role `user` that were appended as theirs. */
  interactionCount: number;
  /** When the latest of these was made. */
  lastInteractionAt: Date | null;
  createdAt: Date;
  /** When they were last put or updated, or their consent was noted; messages leave it. */
  updatedAt: Date;
  /** 1 at first, one more with each `put`, `update` and `consent`, and when another's erasure changed it; messages leave it. */
  version: number;
}

/** One conversation. */
export interface ConversationSession {
  /** UUID; given by the caller or made by the store, growing with time. */
  id: string;
  /** What it is called elsewhere, such as a thread's id; no two of a scope have the same. */
  externalId: string | null;
  title: string | null;
  /** Where it takes place, such as a team or a server of a chat service. */
  groupId: string | null;
  metadata: Json;
  /** How many messages were ever appended, which is the position of the last one: removed ones count on. */
  messageCount: number;
  createdAt: Date;
  /** When its latest message was made, or the session where that is later. */
  lastActivityAt: Date;
  /** Null while it is open; an ended session takes no more messages. */
  endedAt: Date | null;
  /** 1 at first, one more with each `update`, when it ends and when an erasure changed it; messages leave it. */
  version: number;
}

export type ConversationRole = "user" | "assistant" | "system" | "tool";

/** One message of a session. */
export interface ConversationMessage {
  /** UUID; given by the caller or made by the store, growing with time. */
  id: string;
  sessionId: string;
  /** 1, 2, 3 … in the order in which they were appended; that of a removed message is not used again. */
  position: number;
  /** Whose message it is; null where nobody is kept for it, as for most answers of a model. */
  participantId: string | null;
  role: ConversationRole;
  /** A name of the application's own, such as `mention`. */
  kind: string | null;
  /** What it is called elsewhere; several messages may have the same. */
  externalId: string | null;
  content: Json;
  /** The calls that a model asks for, as the application keeps them. */
  toolCalls: Json;
  /** Of a `tool` message: which call it answers. */
  toolCallId: string | null;
  model: string | null;
  tokensIn: number | null;
  tokensOut: number | null;
  /** Id of a message; it need not be there (any more). */
  replyTo: string | null;
  /** Feedback: the application's own measure, such as engagement. */
  score: number | null;
  /** Feedback: thumbs, stars or the like, in whole numbers of the application's own scale. */
  rating: number | null;
  /** Feedback: such as a list of emoji. */
  reactions: Json;
  /** Feedback: in words. */
  notes: string | null;
  createdAt: Date;
}

export interface ConversationParticipantListQuery extends PageOptions {
  groupId?: string | undefined;
  /** Only those who agreed, or only those who withdrew or declined. Who was not asked is in neither list. Default: all. */
  consent?: boolean | undefined;
  /** By time of creation. Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}

export interface ConversationSessionListQuery extends PageOptions {
  /** Only open sessions, or with false only ended ones. Default: all. */
  open?: boolean | undefined;
}

/** The messages of one session. */
export interface ConversationMessageListQuery extends PageOptions {
  sessionId: string;
  /** Only messages from this position on. */
  positionFrom?: number | undefined;
  /** Only messages before this position. */
  positionTo?: number | undefined;
  /** By position: `oldest` first is the order of reading. Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}

export interface ConversationSearchQuery extends PageOptions {
  /** 1 to 1000 characters, at most 32 words; case does not matter. Strings and numbers of the content are searched, not its keys. */
  text: string;
  /**
   * `words` (default): messages that have all the words, best first: the more often and the shorter the text, the better.
   * `substring`: messages that contain the text as it stands, newest first. It is looked up by its runs of three or more letters
   * and digits; without one, every text of the scope is compared.
   */
  mode?: SearchMode | undefined;
  sessionId?: string | undefined;
  participantId?: string | undefined;
  role?: ConversationRole | undefined;
}

export interface ConversationConsentOptions extends CallOptions {
  /** When they said so. Default: now. */
  at?: Date | undefined;
}

export interface ConversationEndOptions extends WriteOptions {
  /** When it ended. Default: now. */
  at?: Date | undefined;
}

export interface ConversationAppendOptions extends CallOptions {
  /**
   * Count `user` messages with their participants. Default true; false brings in old messages of participants
   * whose `interactionCount` has them already.
   */
  countInteractions?: boolean | undefined;
}

/** All rows of the scope that are a participant's, as the stores keep them. */
export interface ConversationParticipantExport {
  participantId: string;
  exportedAt: Date;
  /** By table; tables without such rows are left out. */
  tables: Record<string, Record<string, unknown>[]>;
}

/** What an erasure did. */
export interface ConversationParticipantErasure {
  participantId: string;
  /** By table, how many rows were deleted. What hangs on a row and goes with it, such as a node's edges, is not counted. */
  deleted: Record<string, number>;
  /** Sessions and participants of others in which the id stood, and stands no longer. */
  replaced: number;
}
