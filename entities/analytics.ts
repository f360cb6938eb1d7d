import {
  CountColumn,
  FlagColumn,
  InstantColumn,
  JsonColumn,
  NameColumn,
  RealColumn,
  ScopedRow,
  TenantTable,
  TextColumn,
  UuidColumn,
} from "./columns";
import { ForeignKey, Index } from "./decorators";

/** One call of a language model. What is not known of it is null. */
@TenantTable("analytics_call")
@Index("analytics_call_by_task", ["tenant", "workspace", "task", "at", "id"])
@Index("analytics_call_by_time", ["tenant", "workspace", "at", "id"])
// The few that failed among many that did not. After the one above: of two that cost the same the newer is taken.
@Index("analytics_call_failed", ["tenant", "workspace", "at", "id"], { where: "success = false" })
export class LlmCallEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("task")
  task!: string;

  @NameColumn("model")
  model!: string;

  @NameColumn("provider", { nullable: true })
  provider!: string | null;

  @NameColumn("profile_id", { nullable: true })
  profileId!: string | null;

  @CountColumn("tokens_in", { nullable: true })
  tokensIn!: number | null;

  @CountColumn("tokens_out", { nullable: true })
  tokensOut!: number | null;

  @RealColumn("cost_usd", { nullable: true })
  costUsd!: number | null;

  @RealColumn("latency_ms", { nullable: true })
  latencyMs!: number | null;

  @FlagColumn("success", { nullable: true })
  success!: boolean | null;

  @JsonColumn("toolset", { nullable: true })
  toolset!: unknown;

  @InstantColumn("at")
  at!: Date;
}

/** What a person said about a call; it goes with the call. */
@TenantTable("analytics_feedback")
@Index("analytics_feedback_by_time", ["tenant", "workspace", "at", "id"])
@Index("analytics_feedback_of_call_by_time", ["tenant", "workspace", "callId", "at", "id"])
@ForeignKey(() => LlmCallEntity, ["tenant", "workspace", "callId"], ["tenant", "workspace", "id"], {
  name: "analytics_feedback_of_call",
  onDelete: "CASCADE",
})
export class LlmFeedbackEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @UuidColumn("call_id")
  callId!: string;

  @RealColumn("rating", { nullable: true })
  rating!: number | null;

  @TextColumn("notes", { nullable: true })
  notes!: string | null;

  @InstantColumn("at")
  at!: Date;
}

/** One choice among arms, and what it brought. */
@TenantTable("analytics_bandit_event")
@Index("analytics_bandit_event_by_time", ["tenant", "workspace", "at", "id"])
@Index("analytics_bandit_event_by_task", ["tenant", "workspace", "task", "at", "id"])
export class BanditEventEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("task")
  task!: string;

  @NameColumn("arm")
  arm!: string;

  @RealColumn("reward", { nullable: true })
  reward!: number | null;

  @JsonColumn("context", { nullable: true })
  context!: unknown;

  @InstantColumn("at")
  at!: Date;
}

/** A prompt template that a task may use, known by its hash. */
@TenantTable("analytics_variant")
@Index("analytics_variant_key", ["tenant", "workspace", "task", "templateHash"], { unique: true })
export class PromptVariantEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("task")
  task!: string;

  @NameColumn("template_hash")
  templateHash!: string;

  @TextColumn("description", { nullable: true })
  description!: string | null;

  @InstantColumn("created_at")
  createdAt!: Date;

  @InstantColumn("updated_at")
  updatedAt!: Date;
}

/** One measurement of something that has a name. */
@TenantTable("analytics_metric")
@Index("analytics_metric_by_time", ["tenant", "workspace", "at", "id"])
@Index("analytics_metric_by_name", ["tenant", "workspace", "name", "at", "id"])
export class MetricEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("name")
  name!: string;

  @RealColumn("value")
  value!: number;

  @JsonColumn("labels", { nullable: true })
  labels!: unknown;

  @InstantColumn("at")
  at!: Date;
}
