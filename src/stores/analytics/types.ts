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

/** One call of a language model. An unknown member is null, and counts in no figure. */
export interface AnalyticsCall extends WithJson<RowOf<typeof analyticsCallTable>, "toolset", Json | null> {}

/** A call to add. A member that is left out or null is unknown. */
export interface AnalyticsCallInput
  extends WithJson<InputOf<typeof analyticsCallTable>, "toolset", JsonInput | null> {}

/** Feedback from a person about a call. */
export interface AnalyticsFeedback extends RowOf<typeof analyticsFeedbackTable> {}

export interface AnalyticsFeedbackInput extends InputOf<typeof analyticsFeedbackTable> {}

/** One choice of an arm for a task. */
export interface AnalyticsBanditEvent
  extends WithJson<RowOf<typeof analyticsBanditEventTable>, "context", Json | null> {}

export interface AnalyticsBanditEventInput
  extends WithJson<InputOf<typeof analyticsBanditEventTable>, "context", JsonInput | null> {}

/** The figures of one arm of a task. */
export interface AnalyticsBanditArm {
  arm: string;
  /** How often it was chosen. */
  pulls: number;
  /** How many of the pulls have a reward. */
  rewarded: number;
  /** Sum of the known rewards, each rounded to the nearest billionth; null when none is known. */
  rewardSum: number | null;
  rewardMean: number | null;
}

/** A prompt template of a task. */
export interface AnalyticsVariant extends RowOf<typeof analyticsVariantTable> {}

/** A template to add, or to replace if the task has one of this hash. */
export interface AnalyticsVariantInput extends InputOf<typeof analyticsVariantTable> {}

/** The key of a variant. */
export interface AnalyticsVariantKey {
  task: string;
  templateHash: string;
}

/** One measurement of a named metric. */
export interface AnalyticsMetric
  extends WithJson<RowOf<typeof analyticsMetricTable>, "labels", Json | null> {}

export interface AnalyticsMetricInput
  extends WithJson<InputOf<typeof analyticsMetricTable>, "labels", JsonInput | null> {}

/** A time range: from inclusive, to exclusive. */
export interface AnalyticsRange {
  createdFrom?: Date | undefined;
  createdTo?: Date | undefined;
}

/** A page of records by time. */
interface RecordPage extends AnalyticsRange, PageOptions {
  /** Default `newest` first. */
  order?: "newest" | "oldest" | undefined;
}

/** A filter of calls: all given conditions must hold. */
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

/** Members that calls can be grouped by. */
export type AnalyticsCallGroup = "task" | "model" | "provider" | "profileId" | "success";

/** A time bucket in UTC, for which figures are aggregated. Weeks begin on Monday. */
export type AnalyticsBucket = Period;

export interface AnalyticsCallSummaryQuery extends AnalyticsCallFilter {
  /** Calls created at this time or later. */
  createdFrom: Date;
  /** Calls created before this time. */
  createdTo: Date;
  /**
   * One row for each combination that occurs, sorted in this order; unknown values come last.
   * Default: none.
   */
  groupBy?: readonly AnalyticsCallGroup[] | undefined;
  /** One row for each time bucket with calls. Default: one bucket for all. */
  bucket?: AnalyticsBucket | undefined;
}

/** Figures of the known values. */
export interface AnalyticsFigures {
  /** Each value rounded to the nearest billionth. */
  sum: number;
  /** `sum` divided by the number of values. */
  mean: number;
  min: number;
  /**
   * Percentile by nearest rank: the smallest value that at least half of the values do not exceed.
   * It is a value that occurred.
   */
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

export interface AnalyticsCallSummary {
  /**
   * The start of the bucket, which may be before `createdFrom`; null without `bucket` in the query.
   */
  bucket: Date | null;
  /** The values that the calls share, one member for each of `groupBy`; null means unknown. */
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
  /**
   * Succeeded calls divided by calls with a known outcome, 0 to 1; null when no outcome is known.
   */
  successRate: number | null;
  /** Null, like all sums, when no call has a known value. */
  tokensIn: number | null;
  tokensOut: number | null;
  /** US dollars, each cost rounded to the nearest billionth. */
  costUsd: number | null;
  /** Milliseconds; null when no call has a known value. */
  latency: AnalyticsFigures | null;
}

export interface AnalyticsMetricSummaryQuery {
  name: string;
  /** Values created at this time or later. */
  createdFrom: Date;
  /** Values created before this time. */
  createdTo: Date;
  /** One row for each time bucket with values. Default: one bucket for all. */
  bucket?: AnalyticsBucket | undefined;
}

export interface AnalyticsMetricSummary extends AnalyticsFigures {
  /**
   * The start of the bucket, which may be before `createdFrom`; null without `bucket` in the query.
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
  /** Records deleted; feedback that was deleted with its call is not counted. */
  deleted: number;
  /** False when records to prune may be left: call again. */
  done: boolean;
}
