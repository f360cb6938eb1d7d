import type { JsonInput } from "../../core/json";
import {
  IsFiniteNumber,
  IsFlag,
  IsId,
  IsInstant,
  IsJson,
  IsName,
  IsOneOf,
  IsText,
  IsWhole,
  NotBelow,
  Nullable,
  Optional,
} from "../../core/rules";
import { PageInput } from "../../db/page-input";
import type { ConversationRole } from "./types";

const ROLES: readonly ConversationRole[] = ["user", "assistant", "system", "tool"];
const MOST_RATING = 1000;
/** Leaves room to count on from. */
const MOST_INTERACTIONS = 2 ** 52;

/** Somebody to make, or to change where the external id is known: members left out then stay as they are. */
export class ConversationParticipantInput {
  @IsName()
  externalId!: string;

  /** Default: null. */
  @Nullable()
  @IsText()
  name?: string | null;

  /** Default: null. */
  @Nullable()
  @IsName()
  groupId?: string | null;

  /** Any JSON, replaced whole. Default: null. */
  @Nullable()
  @IsJson()
  preferences?: JsonInput;

  /** For a new participant alone, as all that follows. Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string;

  /** What they answered; later answers go through `consent`. Default: null, they were not asked. */
  @Nullable()
  @IsFlag()
  consent?: boolean | null;

  /** Default: null. */
  @Nullable()
  @IsInstant()
  consentedAt?: Date | null;

  /** Default: null. */
  @Nullable()
  @IsInstant()
  withdrawnAt?: Date | null;

  /** What was counted elsewhere. Default 0. */
  @Optional()
  @IsWhole(0, MOST_INTERACTIONS)
  interactionCount?: number;

  /** Default: null. */
  @Nullable()
  @IsInstant()
  lastInteractionAt?: Date | null;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date;

  /** Default: now. */
  @Optional()
  @IsInstant()
  updatedAt?: Date;
}

/** What to change; members left out stay as they are. */
export class ConversationParticipantPatch {
  @Nullable()
  @IsText()
  name?: string | null;

  @Nullable()
  @IsName()
  groupId?: string | null;

  /** Replaces all preferences. */
  @Nullable()
  @IsJson()
  preferences?: JsonInput;
}

export class ConsentInput {
  @IsFlag()
  granted!: boolean;
}

export class AtInput {
  @Optional()
  @IsInstant()
  at?: Date;
}

/** A new session: what is left out has the default that its member tells. */
export class ConversationSessionInput {
  /** Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string;

  /** Default: null. */
  @Nullable()
  @IsName()
  externalId?: string | null;

  /** Default: null. */
  @Nullable()
  @IsText()
  title?: string | null;

  /** Default: null. */
  @Nullable()
  @IsName()
  groupId?: string | null;

  /** Any JSON. Default: null. */
  @Nullable()
  @IsJson()
  metadata?: JsonInput;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date;
}

/** What to change; members left out stay as they are. */
export class ConversationSessionPatch {
  @Nullable()
  @IsName()
  externalId?: string | null;

  @Nullable()
  @IsText()
  title?: string | null;

  @Nullable()
  @IsName()
  groupId?: string | null;

  /** Replaces all metadata. */
  @Nullable()
  @IsJson()
  metadata?: JsonInput;
}

/** What is thought of a message; members left out stay as they are, null removes them. */
export class ConversationFeedbackInput {
  /** Any finite number. */
  @Nullable()
  @IsFiniteNumber()
  score?: number | null;

  /** A whole number from -1000 to 1000. */
  @Nullable()
  @IsWhole(-MOST_RATING, MOST_RATING)
  rating?: number | null;

  /** Any JSON, replaced whole. */
  @Nullable()
  @IsJson()
  reactions?: JsonInput;

  @Nullable()
  @IsText()
  notes?: string | null;
}

/** A new message, with what is thought of it already; what is left out and has no other default is null. */
export class ConversationMessageInput extends ConversationFeedbackInput {
  /** Default: a new UUIDv7. Give one to be able to repeat a call that may have been carried out. */
  @Optional()
  @IsId()
  id?: string;

  @IsOneOf(...ROLES)
  role!: ConversationRole;

  /** Any JSON. */
  @IsJson()
  content!: JsonInput;

  @Nullable()
  @IsId()
  participantId?: string | null;

  @Nullable()
  @IsName()
  kind?: string | null;

  @Nullable()
  @IsName()
  externalId?: string | null;

  @Nullable()
  @IsJson()
  toolCalls?: JsonInput;

  @Nullable()
  @IsName()
  toolCallId?: string | null;

  @Nullable()
  @IsName()
  model?: string | null;

  @Nullable()
  @IsWhole()
  tokensIn?: number | null;

  @Nullable()
  @IsWhole()
  tokensOut?: number | null;

  @Nullable()
  @IsId()
  replyTo?: string | null;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date;
}

export class AppendOptionsInput {
  @Optional()
  @IsFlag()
  countInteractions?: boolean;
}

export class ParticipantListInput extends PageInput {
  @Optional()
  @IsName()
  groupId?: string;

  @Optional()
  @IsFlag()
  consent?: boolean;

  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest";
}

export class SessionListInput extends PageInput {
  @Optional()
  @IsFlag()
  open?: boolean;
}

export class HistoryInput extends PageInput {
  @Optional()
  @IsWhole(1)
  @NotBelow("after")
  before?: number;

  @Optional()
  @IsWhole()
  after?: number;
}

export class MessageSearchInput extends PageInput {
  @IsText()
  text!: string;

  @Optional()
  @IsOneOf("words", "substring")
  mode?: "words" | "substring";

  @Optional()
  @IsId()
  sessionId?: string;

  @Optional()
  @IsId()
  participantId?: string;

  @Optional()
  @IsOneOf(...ROLES)
  role?: ConversationRole;
}
