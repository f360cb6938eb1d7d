import {
  CountColumn,
  FlagColumn,
  InstantColumn,
  IntegerColumn,
  JsonColumn,
  NameColumn,
  RealColumn,
  ScopedRow,
  TenantTable,
  TextColumn,
  UuidColumn,
} from "./columns";
import { Check, ForeignKey, Index } from "./decorators";

/** Somebody who takes part in conversations, by the name that another system knows them under. */
@TenantTable("conversation_participant")
@Index("conversation_participant_by_created", ["tenant", "workspace", "createdAt", "id"])
@Index("conversation_participant_by_group", ["tenant", "workspace", "groupId", "createdAt", "id"])
@Index("conversation_participant_by_consent", ["tenant", "workspace", "consent", "createdAt", "id"])
@Index("conversation_participant_key", ["tenant", "workspace", "externalId"], { unique: true })
@Check("conversation_participant_count", "interaction_count >= 0")
export class ConversationParticipantEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("external_id")
  externalId!: string;

  @TextColumn("name", { nullable: true })
  name!: string | null;

  @NameColumn("group_id", { nullable: true })
  groupId!: string | null;

  /** Null while they were not asked. */
  @FlagColumn("consent", { nullable: true })
  consent!: boolean | null;

  @InstantColumn("consented_at", { nullable: true })
  consentedAt!: Date | null;

  @InstantColumn("withdrawn_at", { nullable: true })
  withdrawnAt!: Date | null;

  @JsonColumn("preferences", { nullable: true })
  preferences!: unknown;

  @CountColumn("interaction_count")
  interactionCount!: number;

  @InstantColumn("last_interaction_at", { nullable: true })
  lastInteractionAt!: Date | null;

  @InstantColumn("created_at")
  createdAt!: Date;

  @InstantColumn("updated_at")
  updatedAt!: Date;

  @IntegerColumn("version")
  version!: number;
}

/** Its messages take their positions from the count that it keeps: who appends locks this row. */
@TenantTable("conversation_session")
@Index("conversation_session_by_activity", ["tenant", "workspace", "lastActivityAt", "id"])
@Index("conversation_session_open", ["tenant", "workspace", "lastActivityAt", "id"], {
  where: "ended_at IS NULL",
})
// Takes no entries while a conversation goes on: nothing is appended to what has ended.
@Index("conversation_session_ended", ["tenant", "workspace", "lastActivityAt", "id"], {
  where: "ended_at IS NOT NULL",
})
@Index("conversation_session_key", ["tenant", "workspace", "externalId"], {
  unique: true,
  where: "external_id IS NOT NULL",
})
@Check("conversation_session_count", "message_count >= 0")
export class ConversationSessionEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("external_id", { nullable: true })
  externalId!: string | null;

  @TextColumn("title", { nullable: true })
  title!: string | null;

  @NameColumn("group_id", { nullable: true })
  groupId!: string | null;

  @JsonColumn("metadata", { nullable: true })
  metadata!: unknown;

  /** How many messages were ever appended, and so the position of the last one. */
  @CountColumn("message_count")
  messageCount!: number;

  @InstantColumn("created_at")
  createdAt!: Date;

  /** When the latest message was made; without one, `created_at`. */
  @InstantColumn("last_activity_at")
  lastActivityAt!: Date;

  /** Null while it is open. */
  @InstantColumn("ended_at", { nullable: true })
  endedAt!: Date | null;

  @IntegerColumn("version")
  version!: number;
}

@TenantTable("conversation_message")
@Index("conversation_message_of_participant", ["tenant", "workspace", "participantId", "id"], {
  where: "participant_id IS NOT NULL",
})
@Index("conversation_message_in_order", ["tenant", "workspace", "sessionId", "position"], { unique: true })
@Check("conversation_message_role", "role IN ('user', 'assistant', 'system', 'tool')")
@Check("conversation_message_position", "position >= 1")
@ForeignKey(
  () => ConversationSessionEntity,
  ["tenant", "workspace", "sessionId"],
  ["tenant", "workspace", "id"],
  {
    name: "conversation_message_of_session",
    onDelete: "CASCADE",
  },
)
@ForeignKey(
  () => ConversationParticipantEntity,
  ["tenant", "workspace", "participantId"],
  ["tenant", "workspace", "id"],
  { name: "conversation_message_by_participant", onDelete: "NO ACTION" },
)
export class ConversationMessageEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @UuidColumn("session_id")
  sessionId!: string;

  /** 1, 2, 3 … within the session. */
  @CountColumn("position")
  position!: number;

  @UuidColumn("participant_id", { nullable: true })
  participantId!: string | null;

  @NameColumn("role")
  role!: "user" | "assistant" | "system" | "tool";

  @NameColumn("kind", { nullable: true })
  kind!: string | null;

  @NameColumn("external_id", { nullable: true })
  externalId!: string | null;

  @JsonColumn("content")
  content!: unknown;

  @JsonColumn("tool_calls", { nullable: true })
  toolCalls!: unknown;

  @NameColumn("tool_call_id", { nullable: true })
  toolCallId!: string | null;

  @NameColumn("model", { nullable: true })
  model!: string | null;

  @CountColumn("tokens_in", { nullable: true })
  tokensIn!: number | null;

  @CountColumn("tokens_out", { nullable: true })
  tokensOut!: number | null;

  /** A message that may be gone by now: nothing holds it. */
  @UuidColumn("reply_to", { nullable: true })
  replyTo!: string | null;

  @RealColumn("score", { nullable: true })
  score!: number | null;

  @IntegerColumn("rating", { nullable: true })
  rating!: number | null;

  @JsonColumn("reactions", { nullable: true })
  reactions!: unknown;

  @TextColumn("notes", { nullable: true })
  notes!: string | null;

  @InstantColumn("created_at")
  createdAt!: Date;
}
