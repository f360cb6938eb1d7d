export type {
  ConversationMessageId,
  ConversationParticipantId,
  ConversationSessionId,
} from "../../../entities/conversations";

import type {
  ConversationParticipantId,
  ConversationSessionId,
  conversationMessageTable,
  conversationParticipantTable,
  conversationSessionTable,
} from "../../../entities/conversations";
import type { InputOf, RowOf } from "../../../entities/table";
import type { Json, JsonInput } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";
import type { SearchMode } from "../../db/search/search";

/** Somebody who takes part in conversations. `T` is what their preferences are. */
export interface ConversationParticipant<T = Json> extends RowOf<typeof conversationParticipantTable> {
  /** Any JSON, replaced whole. */
  preferences: T | null;
}

/**
 * Somebody to make, or to change where the external id is known: then name, group and preferences
 * count where they are given, and nothing else.
 */
export interface ConversationParticipantInput<T extends JsonInput = JsonInput>
  extends InputOf<typeof conversationParticipantTable> {
  /** Any JSON, replaced whole. Default: null. */
  preferences?: T | null | undefined;
}

/** One conversation. `T` is what its metadata are. */
export interface ConversationSession<T = Json> extends RowOf<typeof conversationSessionTable> {
  /** Any JSON, replaced whole. */
  metadata: T | null;
}

/** A new session. What is left out is null where nothing else is said. */
export interface ConversationSessionInput<T extends JsonInput = JsonInput>
  extends InputOf<typeof conversationSessionTable> {
  /** Any JSON. Default: null. */
  metadata?: T | null | undefined;
}

export interface ConversationSessionEndInput {
  /** When it ended. Default: now. */
  endedAt?: Date | undefined;
}

export type ConversationRole = "user" | "assistant" | "system" | "tool";

/** One message of a session. `T` is what its content is. */
export interface ConversationMessage<T = Json> extends RowOf<typeof conversationMessageTable> {
  role: ConversationRole;
  content: T;
  /** The calls that a model asks for, as the application keeps them. */
  toolCalls: Json;
  /** Such as a list of emoji. */
  reactions: Json;
}

/**
 * A new message, rated already where that is given. What is left out is null where nothing else is
 * said.
 */
export interface ConversationMessageInput<T extends JsonInput = JsonInput>
  extends InputOf<typeof conversationMessageTable> {
  role: ConversationRole;
  /** Any JSON. */
  content: T;
  /** The calls that a model asks for, as the application keeps them. */
  toolCalls?: JsonInput | undefined;
  /** Any JSON, such as a list of emoji. */
  reactions?: JsonInput | undefined;
  /**
   * False leaves its participant's figures as they are, though it is a `user` message: it brings in
   * an old one that `interactionCount` has already. Default true.
   */
  countInteraction?: boolean | undefined;
}

/** What a row is called elsewhere. */
export interface ConversationExternalKey {
  externalId: string;
}

export interface ConversationConsentInput {
  /** When they agreed. Default: now. */
  consentedAt?: Date | undefined;
}

export interface ConversationWithdrawalInput {
  /** When they declined or withdrew. Default: now. */
  withdrawnAt?: Date | undefined;
}

export interface ConversationParticipantListQuery extends PageOptions {
  groupId?: string | undefined;
  /**
   * Only those who agreed, or only those who withdrew or declined. Who was not asked is in neither
   * list. Default: all.
   */
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
  sessionId: ConversationSessionId;
  /** Only messages from this position on. */
  positionFrom?: number | undefined;
  /** Only messages before this position. */
  positionTo?: number | undefined;
  /** By position: `oldest` first is the order of reading. Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}

export interface ConversationMessageSearchQuery extends PageOptions {
  /**
   * 1 to 1000 characters, at most 32 words; case does not matter. Strings and numbers of the
   * content are searched, not its keys.
   */
  text: string;
  /**
   * `words` (default): messages that have all the words, best first: the more often and the shorter
   * the text, the better.
   * `substring`: messages that contain the text as it stands, newest first. It is looked up by its
   * runs of three or more letters and digits; without one, every text of the scope is compared.
   */
  mode?: SearchMode | undefined;
  sessionId?: ConversationSessionId | undefined;
  participantId?: ConversationParticipantId | undefined;
  role?: ConversationRole | undefined;
}
