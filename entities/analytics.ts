import { count, flag, type Id, instant, json, name, real, text, uuid, version } from "./columns";
import { type ScopedRow, table } from "./table";

/**
 * Ten million of the largest figure add up to less than 2^63, in which the databases sum whole
 * numbers.
 */
const MOST = 900_000_000_000;

/** One call of a language model. What is not known of it is null. */
export const analyticsCallTable = table("analytics_call", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"analytics call">().default("new"),
    /** What the call was for. */
    task: name(),
    model: name(),
    provider: name().nullable(),
    /** On whose behalf, or about whom: a name of the application's own. */
    profileId: name().nullable(),
    /** A whole number, at most 900 billion. */
    tokensIn: count().between(0, MOST).nullable(),
    tokensOut: count().between(0, MOST).nullable(),
    /** US dollars. */
    costUsd: real().between(0, MOST).nullable(),
    /** Milliseconds; fractions are fine. */
    latencyMs: real().between(0, MOST).nullable(),
    success: flag().nullable(),
    /** The tools that the model was given, such as a list of their names. */
    toolset: json().nullable(),
    /** When it happened. Default: now. */
    createdAt: instant().default("now"),
  },
  indexes: {
    analytics_call_by_task: { on: ["task", "createdAt", "id"] },
    analytics_call_by_time: { on: ["createdAt", "id"] },
    // The few that failed among many that did not. After the one above: of two that cost the same
    // the newer is taken.
    analytics_call_failed: { on: ["createdAt", "id"], where: "success = false" },
  },
});

/** What a person said about a call; it goes with the call. */
export const analyticsFeedbackTable = table("analytics_feedback", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"analytics feedback">().default("new"),
    callId: uuid<"analytics call">(),
    /** On the application's own scale: any finite number. */
    rating: real().nullable(),
    notes: text().nullable(),
    /** When it was said. Default: now. */
    createdAt: instant().default("now"),
  },
  indexes: {
    analytics_feedback_by_time: { on: ["createdAt", "id"] },
    analytics_feedback_of_call_by_time: { on: ["callId", "createdAt", "id"] },
  },
  references: {
    analytics_feedback_of_call: { on: ["callId"], table: () => analyticsCallTable, onDelete: "CASCADE" },
  },
});

/** One choice among arms, and what it brought. */
export const analyticsBanditEventTable = table("analytics_bandit_event", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"analytics bandit event">().default("new"),
    task: name(),
    arm: name(),
    /** What the choice brought, from -900 billion to 900 billion; null while it is not known. */
    reward: real().between(-MOST, MOST).nullable(),
    /** What the choice was made by. */
    context: json().nullable(),
    /** When it was made. Default: now. */
    createdAt: instant().default("now"),
  },
  indexes: {
    analytics_bandit_event_by_time: { on: ["createdAt", "id"] },
    analytics_bandit_event_by_task: { on: ["task", "createdAt", "id"] },
  },
});

/** A prompt template that a task may use, known by its hash. */
export const analyticsVariantTable = table("analytics_variant", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"analytics variant">().default("new"),
    task: name(),
    templateHash: name(),
    /** Replaces the one that was there; left out or null there is none. */
    description: text().nullable(),
    /** Of a new variant; one that exists keeps its time. Default: now. */
    createdAt: instant().default("now"),
    updatedAt: instant().generated(),
    version: version(),
  },
  indexes: {
    analytics_variant_key: { on: ["task", "templateHash"], unique: true },
  },
});

/** One measurement of something that has a name. */
export const analyticsMetricTable = table("analytics_metric", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store, growing with time. */
    id: uuid<"analytics metric">().default("new"),
    name: name(),
    /** From -900 billion to 900 billion. */
    value: real().between(-MOST, MOST),
    /** Such as `{ host: "a" }`. */
    labels: json().nullable(),
    /** When it was measured. Default: now. */
    createdAt: instant().default("now"),
  },
  indexes: {
    analytics_metric_by_time: { on: ["createdAt", "id"] },
    analytics_metric_by_name: { on: ["name", "createdAt", "id"] },
  },
});

export type AnalyticsCallId = Id<"analytics call">;
export type AnalyticsFeedbackId = Id<"analytics feedback">;
export type AnalyticsBanditEventId = Id<"analytics bandit event">;
export type AnalyticsVariantId = Id<"analytics variant">;
export type AnalyticsMetricId = Id<"analytics metric">;

export type AnalyticsCallEntity = ScopedRow<typeof analyticsCallTable>;
export type AnalyticsFeedbackEntity = ScopedRow<typeof analyticsFeedbackTable>;
export type AnalyticsBanditEventEntity = ScopedRow<typeof analyticsBanditEventTable>;
export type AnalyticsVariantEntity = ScopedRow<typeof analyticsVariantTable>;
export type AnalyticsMetricEntity = ScopedRow<typeof analyticsMetricTable>;
