export type {
  AnalyticsBanditEventId,
  AnalyticsCallId,
  AnalyticsFeedbackId,
  AnalyticsMetricId,
  AnalyticsVariantId,
} from "../../../entities/analytics";

import type {
  AnalyticsCallId,
  analyticsBanditEventTable,
  analyticsCallTable,
  analyticsFeedbackTable,
  analyticsMetricTable,
  analyticsVariantTable,
} from "../../../entities/analytics";
import type { InputOf, RowOf, WithJson } from "../../../entities/table";
import type { Json, JsonInput } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";
import type { Period } from "../../dialect/sql";

/** One call of a language model. What is not known of it is null, and counts nowhere. */
export interface AnalyticsCall extends WithJson<RowOf<typeof analyticsCallTable>, "toolset", Json | null> {}

/** A call to add; what is left out or null is not known. */
export interface AnalyticsCallInput
  extends WithJson<InputOf<typeof analyticsCallTable>, "toolset", JsonInput | null> {}

/** What a person said about a call. */
export interface AnalyticsFeedback extends RowOf<typeof analyticsFeedbackTable> {}

export interface AnalyticsFeedbackInput extends InputOf<typeof analyticsFeedbackTable> {}

/** One choice of an arm for a task. */
export interface AnalyticsBanditEvent
  extends WithJson<RowOf<typeof analyticsBanditEventTable>, "context", Json | null> {}

export interface AnalyticsBanditEventInput
  extends WithJson<InputOf<typeof analyticsBanditEventTable>, "context", JsonInput | null> {}

/** How one arm of a task has done. */
export interface AnalyticsBanditArm {
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
export interface AnalyticsVariant extends RowOf<typeof analyticsVariantTable> {}

/** A template to keep, or to replace where the task has one of its hash. */
export interface AnalyticsVariantInput extends InputOf<typeof analyticsVariantTable> {}

/** What a variant is known by. */
export interface AnalyticsVariantKey {
  task: string;
  templateHash: string;
}

/** One measurement of something that has a name. */
export interface AnalyticsMetric
  extends WithJson<RowOf<typeof analyticsMetricTable>, "labels", Json | null> {}

export interface AnalyticsMetricInput
  extends WithJson<InputOf<typeof analyticsMetricTable>, "labels", JsonInput | null> {}

/** Times from which, inclusive, and to which, exclusive. */
export interface AnalyticsRange {
  createdFrom?: Date | undefined;
  createdTo?: Date | undefined;
}

/** Of records by their time. */
interface RecordPage extends AnalyticsRange, PageOptions {
  /** Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}

/** Which calls: all conditions given must hold. */
export interface AnalyticsCallFilter {
  task?: string | undefined;
  model?: string | undefined;
  provider?: string | undefined;
  profileId?: string | undefined;
  success?: boolean | undefined;
}

export interface AnalyticsCallListQuery extends AnalyticsCallFilter, RecordPage {}

export interface AnalyticsFeedbackListQuery extends RecordPage {
  callId?: AnalyticsCallId | undefined;
}

export interface AnalyticsBanditEventListQuery extends RecordPage {
  task?: string | undefined;
  arm?: string | undefined;
}

export interface AnalyticsMetricListQuery extends RecordPage {
  name?: string | undefined;
}

export interface AnalyticsVariantListQuery extends PageOptions {
  task?: string | undefined;
}

export interface AnalyticsBanditArmsQuery extends AnalyticsRange {
  task: string;
}

/** What calls may be grouped by. */
export type AnalyticsCallGroup = "task" | "model" | "provider" | "profileId" | "success";

/** A stretch of time in UTC that figures are summed up for. Weeks begin on Monday. */
export type AnalyticsBucket = Period;

export interface AnalyticsCallSummaryQuery extends AnalyticsCallFilter {
  /** Calls at or after. */
  createdFrom: Date;
  /** Calls before. */
  createdTo: Date;
  /**
   * A row for each combination that occurs, sorted in this order; what is not known comes last.
   * Default: none.
   */
  groupBy?: readonly AnalyticsCallGroup[] | undefined;
  /** A row for each of these stretches in which there are calls. Default: one stretch for all. */
  bucket?: AnalyticsBucket | undefined;
}

/** Of the values that are known. */
export interface AnalyticsFigures {
  /** Each value rounded to the nearest billionth. */
  sum: number;
  /** `sum` by the number of values. */
  mean: number;
  min: number;
  /**
   * The smallest value that at least half of the values do not exceed: one that occurred, exactly.
   */
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

export interface AnalyticsCallSummary {
  /**
   * When the stretch begins, which may be before `createdFrom`; null where no bucket was asked for.
   */
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
  createdFrom: Date;
  /** Values before. */
  createdTo: Date;
  /** A row for each of these stretches in which there are values. Default: one stretch for all. */
  bucket?: AnalyticsBucket | undefined;
}

export interface AnalyticsMetricSummary extends AnalyticsFigures {
  /**
   * When the stretch begins, which may be before `createdFrom`; null where no bucket was asked for.
   */
  bucket: Date | null;
  count: number;
}

export interface AnalyticsPruneQuery {
  /** Older than this many milliseconds. */
  olderThanMs: number;
  /** The moment to count from. Default: now. */
  now?: Date | undefined;
  /** Most records to delete in this call, 1 to 1,000,000. Default 10,000. */
  limit?: number | undefined;
}

export interface AnalyticsPruneResult {
  /** Records deleted; feedback that went with its call is not among them. */
  deleted: number;
  /** False when records to prune may be left: call again. */
  done: boolean;
}
