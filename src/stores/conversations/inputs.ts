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
  name?: string | null | undefined;

  /** Default: null. */
  @Nullable()
  @IsName()
  groupId?: string | null | undefined;

  /** Any JSON, replaced whole. Default: null. */
  @Nullable()
  @IsJson()
  preferences?: JsonInput | undefined;

  /** For a new participant alone, as all that follows. Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string | undefined;

  /** What they answered; later answers go through `consent`. Default: null, they were not asked. */
  @Nullable()
  @IsFlag()
  consent?: boolean | null | undefined;

  /** Default: null. */
  @Nullable()
  @IsInstant()
  consentedAt?: Date | null | undefined;

  /** Default: null. */
  @Nullable()
  @IsInstant()
  withdrawnAt?: Date | null | undefined;

  /** What was counted elsewhere. Default 0. */
  @Optional()
  @IsWhole(0, MOST_INTERACTIONS)
  interactionCount?: number | undefined;

  /** Default: null. */
  @Nullable()
  @IsInstant()
  lastInteractionAt?: Date | null | undefined;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;

  /** Default: now. */
  @Optional()
  @IsInstant()
  updatedAt?: Date | undefined;
}

/** What to change; members left out stay as they are. */
export class ConversationParticipantPatch {
  @Nullable()
  @IsText()
  name?: string | null | undefined;

  @Nullable()
  @IsName()
  groupId?: string | null | undefined;

  /** Replaces all preferences. */
  @Nullable()
  @IsJson()
  preferences?: JsonInput | undefined;
}

export class ConsentInput {
  @IsFlag()
  granted!: boolean;
}

export class AtInput {
  @Optional()
  @IsInstant()
  at?: Date | undefined;
}

/** A new session: what is left out has the default that its member tells. */
export class ConversationSessionInput {
  /** Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string | undefined;

  /** Default: null. */
  @Nullable()
  @IsName()
  externalId?: string | null | undefined;

  /** Default: null. */
  @Nullable()
  @IsText()
  title?: string | null | undefined;

  /** Default: null. */
  @Nullable()
  @IsName()
  groupId?: string | null | undefined;

  /** Any JSON. Default: null. */
  @Nullable()
  @IsJson()
  metadata?: JsonInput | undefined;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;
}

/** What to change; members left out stay as they are. */
export class ConversationSessionPatch {
  @Nullable()
  @IsName()
  externalId?: string | null | undefined;

  @Nullable()
  @IsText()
  title?: string | null | undefined;

  @Nullable()
  @IsName()
  groupId?: string | null | undefined;

  /** Replaces all metadata. */
  @Nullable()
  @IsJson()
  metadata?: JsonInput | undefined;
}

/** What is thought of a message; members left out stay as they are, null removes them. */
export class ConversationFeedbackInput {
  /** Any finite number. */
  @Nullable()
  @IsFiniteNumber()
  score?: number | null | undefined;

  /** A whole number from -1000 to 1000. */
  @Nullable()
  @IsWhole(-MOST_RATING, MOST_RATING)
  rating?: number | null | undefined;

  /** Any JSON, replaced whole. */
  @Nullable()
  @IsJson()
  reactions?: JsonInput | undefined;

  @Nullable()
  @IsText()
  notes?: string | null | undefined;
}

/** A new message, with what is thought of it already; what is left out and has no other default is null. */
export class ConversationMessageInput extends ConversationFeedbackInput {
  /** Default: a new UUIDv7. Give one to be able to repeat a call that may have been carried out. */
  @Optional()
  @IsId()
  id?: string | undefined;

  @IsOneOf(...ROLES)
  role!: ConversationRole;

  /** Any JSON. */
  @IsJson()
  content!: JsonInput;

  @Nullable()
  @IsId()
  participantId?: string | null | undefined;

  @Nullable()
  @IsName()
  kind?: string | null | undefined;

  @Nullable()
  @IsName()
  externalId?: string | null | undefined;

  @Nullable()
  @IsJson()
  toolCalls?: JsonInput | undefined;

  @Nullable()
  @IsName()
  toolCallId?: string | null | undefined;

  @Nullable()
  @IsName()
  model?: string | null | undefined;

  @Nullable()
  @IsWhole()
  tokensIn?: number | null | undefined;

  @Nullable()
  @IsWhole()
  tokensOut?: number | null | undefined;

  @Nullable()
  @IsId()
  replyTo?: string | null | undefined;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;
}

export class AppendOptionsInput {
  @Optional()
  @IsFlag()
  countInteractions?: boolean | undefined;
}

export class ParticipantListInput extends PageInput {
  @Optional()
  @IsName()
  groupId?: string | undefined;

  @Optional()
  @IsFlag()
  consent?: boolean | undefined;

  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest" | undefined;
}

export class SessionListInput extends PageInput {
  @Optional()
  @IsFlag()
  open?: boolean | undefined;
}

export class MessageListInput extends PageInput {
  @IsId()
  sessionId!: string;

  @Optional()
  @IsWhole(1)
  positionFrom?: number | undefined;

  @Optional()
  @IsWhole(1)
  @NotBelow("positionFrom")
  positionTo?: number | undefined;

  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest" | undefined;
}

export class MessageSearchInput extends PageInput {
  @IsText()
  text!: string;

  @Optional()
  @IsOneOf("words", "substring")
  mode?: "words" | "substring" | undefined;

  @Optional()
  @IsId()
  sessionId?: string | undefined;

  @Optional()
  @IsId()
  participantId?: string | undefined;

  @Optional()
  @IsOneOf(...ROLES)
  role?: ConversationRole | undefined;
}
