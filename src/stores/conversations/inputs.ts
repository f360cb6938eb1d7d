import {
  declaredIn,
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
} from "../../core/input/rules";
import { Shape } from "../../core/input/shape";
import type { JsonInput } from "../../core/json/json";
import { PageInput } from "../../db/pages/page";
import { messageMaker } from "./message";
import type { ConversationMessageInput, ConversationRole } from "./types";

const ROLES: readonly ConversationRole[] = ["user", "assistant", "system", "tool"];
const MOST_RATING = 1000;

/** Rules of a message that its columns do not have. */
class MessageMembers {
  @IsOneOf(...ROLES)
  role!: ConversationRole;

  @Optional()
  @IsFlag()
  countInteraction?: boolean | undefined;
}

/** The rules of a new message. */
export const messageInput = new Shape<ConversationMessageInput>(
  new Map([...messageMaker.input.members, ...declaredIn(MessageMembers)]),
);

/** Members to change; members left out stay as they are. */
export class ConversationParticipantPatch<T extends JsonInput = JsonInput> {
  @Nullable()
  @IsText()
  name?: string | null | undefined;

  @Nullable()
  @IsName()
  groupId?: string | null | undefined;

  /** Replaces all preferences. */
  @Nullable()
  @IsJson()
  preferences?: T | null | undefined;
}

export class ConsentInput {
  @Optional()
  @IsInstant()
  consentedAt?: Date | undefined;
}

export class WithdrawalInput {
  @Optional()
  @IsInstant()
  withdrawnAt?: Date | undefined;
}

export class ExternalKeyInput {
  @IsName()
  externalId!: string;
}

/** Members to change; members left out stay as they are. */
export class ConversationSessionPatch<T extends JsonInput = JsonInput> {
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
  metadata?: T | null | undefined;
}

export class SessionEndInput {
  @Optional()
  @IsInstant()
  endedAt?: Date | undefined;
}

/** A rating of a message. Members left out stay as they are; null removes them. */
export class ConversationRatingInput {
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
  @IsOneOf("any", "words", "substring")
  mode?: "any" | "words" | "substring" | undefined;

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
