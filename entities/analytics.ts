import { count, flag, instant, json, name, real, text, uuid } from "./columns";
import { type ScopedRow, table } from "./table";

/** One call of a language model. What is not known of it is null. */
export const llmCallTable = table("analytics_call", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    task: name(),
    model: name(),
    provider: name().nullable(),
    profileId: name().nullable(),
    tokensIn: count().nullable(),
    tokensOut: count().nullable(),
    costUsd: real().nullable(),
    latencyMs: real().nullable(),
    success: flag().nullable(),
    toolset: json().nullable(),
    at: instant(),
  },
  indexes: {
    analytics_call_by_task: { on: ["task", "at", "id"] },
    analytics_call_by_time: { on: ["at", "id"] },
    // The few that failed among many that did not. After the one above: of two that cost the same the newer is taken.
    analytics_call_failed: { on: ["at", "id"], where: "success = false" },
  },
});

/** What a person said about a call; it goes with the call. */
export const llmFeedbackTable = table("analytics_feedback", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    callId: uuid(),
    rating: real().nullable(),
    notes: text().nullable(),
    at: instant(),
  },
  indexes: {
    analytics_feedback_by_time: { on: ["at", "id"] },
    analytics_feedback_of_call_by_time: { on: ["callId", "at", "id"] },
  },
  references: {
    analytics_feedback_of_call: { on: ["callId"], table: () => llmCallTable, onDelete: "CASCADE" },
  },
});

/** One choice among arms, and what it brought. */
export const banditEventTable = table("analytics_bandit_event", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    task: name(),
    arm: name(),
    reward: real().nullable(),
    context: json().nullable(),
    at: instant(),
  },
  indexes: {
    analytics_bandit_event_by_time: { on: ["at", "id"] },
    analytics_bandit_event_by_task: { on: ["task", "at", "id"] },
  },
});

/** A prompt template that a task may use, known by its hash. */
export const promptVariantTable = table("analytics_variant", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    task: name(),
    templateHash: name(),
    description: text().nullable(),
    createdAt: instant(),
    updatedAt: instant(),
  },
  indexes: {
    analytics_variant_key: { on: ["task", "templateHash"], unique: true },
  },
});

/** One measurement of something that has a name. */
export const metricTable = table("analytics_metric", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    name: name(),
    value: real(),
    labels: json().nullable(),
    at: instant(),
  },
  indexes: {
    analytics_metric_by_time: { on: ["at", "id"] },
    analytics_metric_by_name: { on: ["name", "at", "id"] },
  },
});

export type LlmCallEntity = ScopedRow<typeof llmCallTable>;
export type LlmFeedbackEntity = ScopedRow<typeof llmFeedbackTable>;
export type BanditEventEntity = ScopedRow<typeof banditEventTable>;
export type PromptVariantEntity = ScopedRow<typeof promptVariantTable>;
export type MetricEntity = ScopedRow<typeof metricTable>;
