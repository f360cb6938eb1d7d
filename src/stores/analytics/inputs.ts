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
  REFUSED,
  rule,
  takenAs,
} from "../../core/rules";
import { elementsOf } from "../../core/snapshot";
import { PageInput } from "../../db/page-input";
import type { AnalyticsBucket, AnalyticsKind, LlmCallGroup } from "./types";

/** Ten million of the largest figure add up to less than 2^63, which is what the databases sum whole numbers in. */
export const MOST = 900_000_000_000;

const IsFigure = (min: number): PropertyDecorator =>
  rule(
    `a number from ${min} to ${MOST}`,
    (value) => typeof value === "number" && value >= min && value <= MOST,
  );

/** Different ones of a few words. */
const AreOf = (allowed: readonly string[], orNone: boolean): PropertyDecorator =>
  takenAs(`an array of ${orNone ? "" : "one or more "}different ones of ${allowed.join(", ")}`, (value) => {
    const words = elementsOf(value, allowed.length);
    const isFine = words?.every((each, i) => allowed.includes(each as string) && words.indexOf(each) === i);
    return isFine && (orNone || words!.length > 0) ? words : REFUSED;
  });

/** What all records have. */
class RecordInput {
  /** Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string;

  /** When it happened. Default: now. */
  @Optional()
  @IsInstant()
  at?: Date;
}

/** A call of a language model; what is left out or null is not known. */
export class LlmCallInput extends RecordInput {
  @IsName()
  task!: string;

  @IsName()
  model!: string;

  @Nullable()
  @IsName()
  provider?: string | null;

  @Nullable()
  @IsName()
  profileId?: string | null;

  /** A whole number, at most 900 billion. */
  @Nullable()
  @IsWhole(0, MOST)
  tokensIn?: number | null;

  @Nullable()
  @IsWhole(0, MOST)
  tokensOut?: number | null;

  /** US dollars. */
  @Nullable()
  @IsFigure(0)
  costUsd?: number | null;

  /** Milliseconds; fractions are fine. */
  @Nullable()
  @IsFigure(0)
  latencyMs?: number | null;

  @Nullable()
  @IsFlag()
  success?: boolean | null;

  /** The tools that the model was given, such as a list of their names. */
  @Nullable()
  @IsJson()
  toolset?: JsonInput | null;
}

/** What a person said about a call. */
export class LlmFeedbackInput extends RecordInput {
  @IsId()
  callId!: string;

  /** On the application's own scale: any finite number. */
  @Nullable()
  @IsFiniteNumber()
  rating?: number | null;

  @Nullable()
  @IsText()
  notes?: string | null;
}

/** One choice of an arm for a task. */
export class BanditEventInput extends RecordInput {
  @IsName()
  task!: string;

  @IsName()
  arm!: string;

  /** From -900 billion to 900 billion; left out or null while it is not known. */
  @Nullable()
  @IsFigure(-MOST)
  reward?: number | null;

  /** What the choice was made by. */
  @Nullable()
  @IsJson()
  context?: JsonInput | null;
}

/** One measurement. */
export class AnalyticsMetricInput extends RecordInput {
  @IsName()
  name!: string;

  /** From -900 billion to 900 billion. */
  @IsFigure(-MOST)
  value!: number;

  @Nullable()
  @IsJson()
  labels?: JsonInput | null;
}

/** A template to keep, or to describe anew where the task has one of its hash. */
export class PromptVariantInput {
  @IsName()
  task!: string;

  @IsName()
  templateHash!: string;

  /** Replaces the one that was there; left out or null there is none. */
  @Nullable()
  @IsText()
  description?: string | null;

  /** For a new variant alone: one that exists keeps its id. Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string;

  /** For a new variant alone: one that exists keeps its time. Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date;
}

export class PromptVariantListInput extends PageInput {
  @Optional()
  @IsName()
  task?: string;
}

/** A page of records by their time. */
export class RecordListInput extends PageInput {
  @Optional()
  @IsInstant()
  from?: Date;

  @Optional()
  @IsInstant()
  @NotBelow("from")
  to?: Date;

  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest";
}

export class LlmCallListInput extends RecordListInput {
  @Optional()
  @IsName()
  task?: string;

  @Optional()
  @IsName()
  model?: string;

  @Optional()
  @IsName()
  provider?: string;

  @Optional()
  @IsName()
  profileId?: string;

  @Optional()
  @IsFlag()
  success?: boolean;
}

export class BanditEventListInput extends RecordListInput {
  @Optional()
  @IsName()
  task?: string;

  @Optional()
  @IsName()
  arm?: string;
}

export class AnalyticsMetricListInput extends RecordListInput {
  @Optional()
  @IsName()
  name?: string;
}

export class BanditArmsInput {
  @IsName()
  task!: string;

  @Optional()
  @IsInstant()
  from?: Date;

  @Optional()
  @IsInstant()
  @NotBelow("from")
  to?: Date;
}

const GROUPS: readonly LlmCallGroup[] = ["task", "model", "provider", "profileId", "success"];
const BUCKETS: readonly AnalyticsBucket[] = ["minute", "hour", "day", "week", "month"];
export const KINDS: readonly AnalyticsKind[] = ["calls", "banditEvents", "metrics"];

export class LlmCallSummaryInput {
  @IsInstant()
  from!: Date;

  @IsInstant()
  @NotBelow("from")
  to!: Date;

  @Optional()
  @AreOf(GROUPS, true)
  groupBy?: readonly LlmCallGroup[];

  @Optional()
  @IsOneOf(...BUCKETS)
  bucket?: AnalyticsBucket;

  @Optional()
  @IsName()
  task?: string;

  @Optional()
  @IsName()
  model?: string;

  @Optional()
  @IsName()
  provider?: string;

  @Optional()
  @IsName()
  profileId?: string;

  @Optional()
  @IsFlag()
  success?: boolean;
}

export class AnalyticsMetricSummaryInput {
  @IsName()
  name!: string;

  @IsInstant()
  from!: Date;

  @IsInstant()
  @NotBelow("from")
  to!: Date;

  @Optional()
  @IsOneOf(...BUCKETS)
  bucket?: AnalyticsBucket;
}

export class AnalyticsPruneInput {
  /** Milliseconds, 0 or more. */
  @IsWhole()
  olderThanMs!: number;

  @Optional()
  @IsInstant()
  now?: Date;

  @Optional()
  @AreOf(KINDS, false)
  kinds?: readonly AnalyticsKind[];

  @Optional()
  @IsWhole(1, 1_000_000)
  maxRows?: number;
}
