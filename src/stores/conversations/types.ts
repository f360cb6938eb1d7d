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

/** A participant of conversations. `T` is the type of the preferences. */
export interface ConversationParticipant<T = Json> extends RowOf<typeof conversationParticipantTable> {
  /** Any JSON, replaced whole. */
  preferences: T | null;
}

/**
 * A participant to create, or to change if the external id is known. A change sets name, group and
 * preferences if they are given, and nothing else.
 */
export interface ConversationParticipantInput<T extends JsonInput = JsonInput>
  extends InputOf<typeof conversationParticipantTable> {
  /** Any JSON, replaced whole. Default: null. */
  preferences?: T | null | undefined;
}

/** One conversation. `T` is the type of its metadata. */
export interface ConversationSession<T = Json> extends RowOf<typeof conversationSessionTable> {
  /** Any JSON, replaced whole. */
  metadata: T | null;
}

/** A new session. Members left out are null, unless they document another default. */
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

/** One message of a session. `T` is the type of its content. */
export interface ConversationMessage<T = Json> extends RowOf<typeof conversationMessageTable> {
  role: ConversationRole;
  content: T;
  /** The tool calls of a model, in the application's own format. */
  toolCalls: Json;
  /** Such as a list of emoji. */
  reactions: Json;
}

/**
 * A new message, with its rating if that is given. Members left out are null, unless they document
 * another default.
 */
export interface ConversationMessageInput<T extends JsonInput = JsonInput>
  extends InputOf<typeof conversationMessageTable> {
  role: ConversationRole;
  /** Any JSON. */
  content: T;
  /** The tool calls of a model, in the application's own format. */
  toolCalls?: JsonInput | undefined;
  /** Any JSON, such as a list of emoji. */
  reactions?: JsonInput | undefined;
  /**
   * False: a `user` message does not change its participant's figures. Use it to import an old
   * message that `interactionCount` already includes. Default true.
   */
  countInteraction?: boolean | undefined;
}

/** The key of a row in another system. */
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
   * True: only participants who agreed. False: only those who declined or withdrew. A participant
   * who was not asked is in neither list. Default: all.
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

/** Filter of messages in a search: all given conditions must hold. */
export interface ConversationMessageFilter {
  sessionId?: ConversationSessionId | undefined;
  participantId?: ConversationParticipantId | undefined;
  role?: ConversationRole | undefined;
}

export interface ConversationMessageSearchQuery extends ConversationMessageFilter, PageOptions {
  /**
   * 1 to 1000 characters, 32 words (`any`: the first 32 count); case does not matter. Strings and
   * numbers of the content are searched, not its keys.
   */
  text: string;
  /**
   * `any` (default): messages that have any of the words, best match first, ranked by BM25: rare
   * words count more, and so do more occurrences and a shorter text. A search ranks the texts with
   * the rarest words, some thousand of them at most. `words`: messages that have all the words,
   * best first. `substring`: messages that contain the text literally, newest first. The index is
   * searched by runs of three or more letters and digits; without such a run, every text of the
   * scope is compared.
   */
  mode?: SearchMode | undefined;
}
