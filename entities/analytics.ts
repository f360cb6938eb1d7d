import { count, flag, type Id, instant, json, name, real, text, uuid, version } from "./columns";
import { type ScopedRow, table } from "./table";

/**
 * Largest figure. The databases sum whole numbers in 64 bits: ten million such figures stay below
 * 2^63.
 */
const MOST = 900_000_000_000;

/** One call of a language model. Unknown members are null. */
export const analyticsCallTable = table("analytics_call", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"analytics call">().default("new"),
    /** Purpose of the call. */
    task: name(),
    model: name(),
    provider: name().nullable(),
    /** The person or thing that the call was for or about: any name of the application. */
    profileId: name().nullable(),
    /** A whole number, at most 900 billion. */
    tokensIn: count().between(0, MOST).nullable(),
    tokensOut: count().between(0, MOST).nullable(),
    /** US dollars. */
    costUsd: real().between(0, MOST).nullable(),
    /** Milliseconds, with fractions. */
    latencyMs: real().between(0, MOST).nullable(),
    success: flag().nullable(),
    /** Tools that the model could use, such as a list of their names. */
    toolset: json().nullable(),
    /** Time of the call. Default: now. */
    createdAt: instant().default("now"),
  },
  indexes: {
    analytics_call_by_task: { on: ["task", "createdAt", "id"] },
    analytics_call_by_time: { on: ["createdAt", "id"] },
    // For the few failed calls among many others. It is created after the index above: at equal
    // cost the planner takes the newer one.
    analytics_call_failed: { on: ["createdAt", "id"], where: "success = false" },
  },
});

/** Feedback of a person on a call. It is deleted with the call. */
export const analyticsFeedbackTable = table("analytics_feedback", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"analytics feedback">().default("new"),
    callId: uuid<"analytics call">(),
    /** Any finite number, on the scale of the application. */
    rating: real().nullable(),
    notes: text().nullable(),
    /** Time of the feedback. Default: now. */
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

/** Multi-armed bandit event: one choice of an arm, and its reward. */
export const analyticsBanditEventTable = table("analytics_bandit_event", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"analytics bandit event">().default("new"),
    task: name(),
    arm: name(),
    /** Reward of the choice, from -900 billion to 900 billion; null while unknown. */
    reward: real().between(-MOST, MOST).nullable(),
    /** Data that the choice was based on. */
    context: json().nullable(),
    /** Time of the choice. Default: now. */
    createdAt: instant().default("now"),
  },
  indexes: {
    analytics_bandit_event_by_time: { on: ["createdAt", "id"] },
    analytics_bandit_event_by_task: { on: ["task", "createdAt", "id"] },
  },
});

/** Prompt variant: a template that a task may use, identified by its hash. */
export const analyticsVariantTable = table("analytics_variant", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"analytics variant">().default("new"),
    task: name(),
    templateHash: name(),
    /** Description. It replaces the old one; omitted or null removes it. */
    description: text().nullable(),
    /** Only for a new variant; an existing one keeps its time. Default: now. */
    createdAt: instant().default("now"),
    updatedAt: instant().generated(),
    version: version(),
  },
  indexes: {
    analytics_variant_key: { on: ["task", "templateHash"], unique: true },
  },
});

/** Metric: one measurement of a named quantity. */
export const analyticsMetricTable = table("analytics_metric", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: a UUIDv7 made by the store, which grows with time. */
    id: uuid<"analytics metric">().default("new"),
    name: name(),
    /** From -900 billion to 900 billion. */
    value: real().between(-MOST, MOST),
    /** Such as `{ host: "a" }`. */
    labels: json().nullable(),
    /** Time of the measurement. Default: now. */
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
