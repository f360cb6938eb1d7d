import {
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
import { ForeignKey, Index } from "./decorators";

@TenantTable("debate")
@Index("debate_by_created", ["tenant", "workspace", "createdAt", "id"])
// The few open ones among many: 5 to 8 ms without it for 4 of 20,000.
@Index("debate_open", ["tenant", "workspace", "createdAt", "id"], { where: "concluded_at IS NULL" })
export class DebateEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @TextColumn("query")
  query!: string;

  /** How many rounds were planned; turns may be fewer or more. */
  @IntegerColumn("rounds")
  rounds!: number;

  @JsonColumn("panel", { nullable: true })
  panel!: unknown;

  @TextColumn("final_output", { nullable: true })
  finalOutput!: string | null;

  @InstantColumn("created_at")
  createdAt!: Date;

  /** Null while the debate is open. */
  @InstantColumn("concluded_at", { nullable: true })
  concludedAt!: Date | null;
}

/** What happened in a debate, in the order of its time and then of its id. */
abstract class DebateEventRow extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @UuidColumn("debate_id")
  debateId!: string;

  @IntegerColumn("round")
  round!: number;

  @InstantColumn("created_at")
  createdAt!: Date;
}

const OfDebate = (name: string): ClassDecorator =>
  ForeignKey(() => DebateEntity, ["tenant", "workspace", "debateId"], ["tenant", "workspace", "id"], {
    name,
    onDelete: "CASCADE",
  });

@TenantTable("debate_turn")
@Index("debate_turn_in_order", ["tenant", "workspace", "debateId", "createdAt", "id"])
@OfDebate("debate_turn_of_debate")
export class DebateTurnEntity extends DebateEventRow {
  @NameColumn("role")
  role!: string;

  @NameColumn("model")
  model!: string;

  @TextColumn("output")
  output!: string;

  @RealColumn("cost_usd", { nullable: true })
  costUsd!: number | null;

  @RealColumn("latency_ms", { nullable: true })
  latencyMs!: number | null;

  @RealColumn("confidence", { nullable: true })
  confidence!: number | null;
}

@TenantTable("debate_critique")
@Index("debate_critique_in_order", ["tenant", "workspace", "debateId", "createdAt", "id"])
@OfDebate("debate_critique_of_debate")
export class DebateCritiqueEntity extends DebateEventRow {
  @NameColumn("from_role")
  from!: string;

  @NameColumn("target_role")
  target!: string;

  @TextColumn("content")
  content!: string;
}

@TenantTable("debate_vote")
@Index("debate_vote_in_order", ["tenant", "workspace", "debateId", "createdAt", "id"])
@OfDebate("debate_vote_of_debate")
export class DebateVoteEntity extends DebateEventRow {
  @NameColumn("voter")
  voter!: string;

  @NameColumn("chosen")
  chosen!: string;

  @TextColumn("reason", { nullable: true })
  reason!: string | null;
}
