import type { Json } from "../../core/json";
import type { PageOptions } from "../../db/page";
import type { Period } from "../../dialect/sql";

/** One call of a language model. What is not known of it is null, and counts nowhere. */
export interface LlmCall {
  /** UUID; given by the caller or made by the store, growing with time. */
  id: string;
  /** What the call was for. */
  task: string;
  model: string;
  provider: string | null;
  /** On whose behalf, or about whom: a name of the application's own. */
  profileId: string | null;
  tokensIn: number | null;
  tokensOut: number | null;
  /** US dollars. */
  costUsd: number | null;
  /** Milliseconds; fractions are fine. */
  latencyMs: number | null;
  success: boolean | null;
  /** The tools that the model was given. */
  toolset: Json | null;
  at: Date;
}

/** What a person said about a call. */
export interface LlmFeedback {
  id: string;
  callId: string;
  /** On the application's own scale. */
  rating: number | null;
  notes: string | null;
  at: Date;
}

/** One choice of an arm for a task. */
export interface BanditEvent {
  id: string;
  task: string;
  arm: string;
  /** What the choice brought; null while that is not known. */
  reward: number | null;
  /** What the choice was made by. */
  context: Json | null;
  at: Date;
}

/** How one arm of a task has done. */
export interface BanditArm {
  arm: string;
  /** How often it was chosen. */
  pulls: number;
  /** How many of the pulls have a reward. */
  rewarded: number;
  /** Of the rewards that are known, each rounded to the nearest billionth; null where none is. */
  rewardSum: number | null;
  rewardMean: number | null;
}

/** A prompt template of a task. */
export interface PromptVariant {
  id: string;
  task: string;
  templateHash: string;
  description: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** One measurement of something that has a name. */
export interface AnalyticsMetric {
  id: string;
  name: string;
  value: number;
  /** Such as `{ host: "a" }`. */
  labels: Json | null;
  at: Date;
}

/** Times from which, inclusive, and to which, exclusive. */
export interface AnalyticsRange {
  from?: Date;
  to?: Date;
}

/** Of records by their time. */
interface RecordPage extends AnalyticsRange, PageOptions {
  /** Default `newest` first. */
  order?: "newest" | "oldest";
}

/** Which calls: all conditions given must hold. */
export interface LlmCallFilter {
  task?: string;
  model?: string;
  provider?: string;
  profileId?: string;
  success?: boolean;
}

export interface LlmCallListQuery extends LlmCallFilter, RecordPage {}

export interface LlmFeedbackListQuery extends RecordPage {}

export interface BanditEventListQuery extends RecordPage {
  task?: string;
  arm?: string;
}

export interface AnalyticsMetricListQuery extends RecordPage {
  name?: string;
}

export interface PromptVariantListQuery extends PageOptions {
  task?: string;
}

export interface BanditArmsQuery extends AnalyticsRange {
  task: string;
}

/** What calls may be grouped by. */
export type LlmCallGroup = "task" | "model" | "provider" | "profileId" | "success";

/** A stretch of time in UTC that figures are summed up for. Weeks begin on Monday. */
export type AnalyticsBucket = Period;

export interface LlmCallSummaryQuery extends LlmCallFilter {
  /** Calls at or after. */
  from: Date;
  /** Calls before. */
  to: Date;
  /** A row for each combination that occurs, sorted in this order; what is not known comes last. Default: none. */
  groupBy?: readonly LlmCallGroup[];
  /** A row for each of these stretches in which there are calls. Default: one stretch for all. */
  bucket?: AnalyticsBucket;
}

/** Of the values that are known. */
export interface AnalyticsFigures {
  /** Each value rounded to the nearest billionth. */
  sum: number;
  /** `sum` by the number of values. */
  mean: number;
  min: number;
  /** The smallest value that at least half of the values do not exceed: one that occurred, exactly. */
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

export interface LlmCallSummary {
  /** When the stretch begins, which may be before `from`; null where no bucket was asked for. */
  bucket: Date | null;
  /** What the calls have in common, a member for each of `groupBy`; null is what is not known. */
  group: {
    task?: string;
    model?: string;
    provider?: string | null;
    profileId?: string | null;
    success?: boolean | null;
  };
  calls: number;
  succeeded: number;
  failed: number;
  /** Of the calls of which it is known, 0 to 1; null where it is known of none. */
  successRate: number | null;
  /** Null, like all sums, where it is known of no call. */
  tokensIn: number | null;
  tokensOut: number | null;
  /** US dollars, each cost rounded to the nearest billionth. */
  costUsd: number | null;
  /** Milliseconds; null where it is known of no call. */
  latency: AnalyticsFigures | null;
}

export interface AnalyticsMetricSummaryQuery {
  name: string;
  /** Values at or after. */
  from: Date;
  /** Values before. */
  to: Date;
  /** A row for each of these stretches in which there are values. Default: one stretch for all. */
  bucket?: AnalyticsBucket;
}

export interface AnalyticsMetricSummary extends AnalyticsFigures {
  /** When the stretch begins, which may be before `from`; null where no bucket was asked for. */
  bucket: Date | null;
  count: number;
}

/** What `prune` deletes. */
export type AnalyticsKind = "calls" | "banditEvents" | "metrics";

export interface AnalyticsPruneQuery {
  /** Older than this many milliseconds. */
  olderThanMs: number;
  /** The moment to count from. Default: now. */
  now?: Date;
  /** Default: all three. */
  kinds?: readonly AnalyticsKind[];
  /** Most records to delete in this call, 1 to 1,000,000. Default 10,000. */
  maxRows?: number;
}

export interface AnalyticsPruneResult {
  /** Records deleted; feedback that went with its call is not among them. */
  deleted: number;
  /** False when records to prune may be left: call again. */
  done: boolean;
}
