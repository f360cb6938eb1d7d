import { at, type FilledScope, id, into, middle } from "../data";
import { call, list, many } from "../operation";
import type { StorePlans } from "../store-plans";

/** Every tenth call has feedback. */
const feedbacks = ({ size }: FilledScope): number => Math.floor(size / 10);
const within = (filled: FilledScope) => ({ from: at(middle(filled)), to: at(middle(filled) + 100) });
const record = { task: "task-1", model: "m", latencyMs: 1.5, toolset: ["sql"] };
const nth = (filled: FilledScope): string => id(middle(filled));
const variant = (filled: FilledScope) => [`task-${middle(filled) % 100}`, `hash-${middle(filled)}`] as const;

export const analytics: StorePlans = {
  tables: [
    "analytics_call",
    "analytics_feedback",
    "analytics_bandit_event",
    "analytics_variant",
    "analytics_metric",
  ],

  fill({ series, id, time }, filled) {
    const insert = into(filled);
    const all = series(filled.size);
    return [
      insert(
        "analytics_call",
        "id, task, model, provider, tokens_in, cost_usd, latency_ms, success, at",
        `${id("i")}, 'task-' || i % 100, 'model-' || i % 4, 'p', i, i * 0.001, i % 5000, i % 50 > 0, ${time("i")}`,
        all,
      ),
      insert(
        "analytics_feedback",
        "id, call_id, rating, at",
        `${id("i")}, ${id("i * 10")}, i % 5, ${time("i * 10")}`,
        series(feedbacks(filled)),
      ),
      insert(
        "analytics_bandit_event",
        "id, task, arm, reward, at",
        `${id("i")}, 'task-' || i % 100, 'arm-' || i % 7, i % 3, ${time("i")}`,
        all,
      ),
      insert(
        "analytics_variant",
        "id, task, template_hash, created_at, updated_at",
        `${id("i")}, 'task-' || i % 100, 'hash-' || i, ${time("i")}, ${time("i")}`,
        all,
      ),
      insert(
        "analytics_metric",
        "id, name, value, at",
        `${id("i")}, 'metric-' || i % 100, i * 0.5, ${time("i")}`,
        all,
      ),
    ];
  },

  // Lists by what has no index of its own (`model`, `provider`, `arm`) read on until their page is full.
  operations: {
    "analytics.recordCall": call(({ analytics }) => analytics.recordCall(record)),
    "analytics.recordCalls": call(({ analytics }, filled) =>
      analytics.recordCalls(many(filled, () => record)),
    ),
    "analytics.getCall": call(({ analytics }, filled) => analytics.getCall(nth(filled))),
    "analytics.listCalls": list(({ analytics }, page) => analytics.listCalls(page)),
    "analytics.listCalls oldest": list(({ analytics }, page) =>
      analytics.listCalls({ ...page, order: "oldest" }),
    ),
    "analytics.listCalls task": list(({ analytics }, page) =>
      analytics.listCalls({ ...page, task: "task-1" }),
    ),
    "analytics.listCalls failed": list(({ analytics }, page) =>
      analytics.listCalls({ ...page, success: false }),
    ),
    "analytics.listCalls succeeded": list(({ analytics }, page) =>
      analytics.listCalls({ ...page, success: true }),
    ),
    "analytics.listCalls model": list(({ analytics }, page) =>
      analytics.listCalls({ ...page, model: "model-1" }),
    ),
    "analytics.listCalls range": list(({ analytics }, page, filled) =>
      analytics.listCalls({ ...page, ...within(filled) }),
    ),
    "analytics.summary": call(({ analytics }, filled) => analytics.summary(within(filled))),
    "analytics.summary grouped": call(({ analytics }, filled) =>
      analytics.summary({ ...within(filled), bucket: "minute", groupBy: ["model", "success"] }),
    ),
    "analytics.summary task": call(({ analytics }, filled) =>
      analytics.summary({ from: at(0), to: at(filled.size), bucket: "day", task: "task-1" }),
    ),
    "analytics.recordFeedback": call(({ analytics }, filled) =>
      analytics.recordFeedback({ callId: nth(filled), rating: 1 }),
    ),
    "analytics.recordFeedbacks": call(({ analytics }, filled) =>
      analytics.recordFeedbacks(many(filled, (n) => ({ callId: id(n) }))),
    ),
    "analytics.feedbackOf": list(({ analytics }, page, filled) =>
      analytics.feedbackOf(id(feedbacks(filled)), page),
    ),
    "analytics.listFeedback": list(({ analytics }, page) => analytics.listFeedback(page)),
    "analytics.recordBanditEvent": call(({ analytics }) =>
      analytics.recordBanditEvent({ task: "t", arm: "a" }),
    ),
    "analytics.recordBanditEvents": call(({ analytics }, filled) =>
      analytics.recordBanditEvents(many(filled, () => ({ task: "t", arm: "a" }))),
    ),
    "analytics.listBanditEvents": list(({ analytics }, page) => analytics.listBanditEvents(page)),
    "analytics.listBanditEvents task": list(({ analytics }, page) =>
      analytics.listBanditEvents({ ...page, task: "task-1" }),
    ),
    "analytics.arms": call(({ analytics }) => analytics.arms({ task: "task-1" })),
    "analytics.arms range": call(({ analytics }, filled) =>
      analytics.arms({ task: "task-1", ...within(filled) }),
    ),
    "analytics.putVariant": call(({ analytics }, filled) => {
      const [task, templateHash] = variant(filled);
      return analytics.putVariant({ task, templateHash, description: "new" });
    }),
    "analytics.getVariant": call(({ analytics }, filled) => analytics.getVariant(...variant(filled))),
    "analytics.listVariants": list(({ analytics }, page) => analytics.listVariants(page)),
    "analytics.listVariants task": list(({ analytics }, page) =>
      analytics.listVariants({ ...page, task: "task-1" }),
    ),
    "analytics.removeVariant": call(({ analytics }, filled) => analytics.removeVariant(...variant(filled))),
    "analytics.recordMetric": call(({ analytics }) => analytics.recordMetric({ name: "n", value: 1 })),
    "analytics.recordMetrics": call(({ analytics }, filled) =>
      analytics.recordMetrics(many(filled, (value) => ({ name: "n", value }))),
    ),
    "analytics.listMetrics": list(({ analytics }, page) => analytics.listMetrics(page)),
    "analytics.listMetrics name": list(({ analytics }, page) =>
      analytics.listMetrics({ ...page, name: "metric-1" }),
    ),
    "analytics.metricSummary": call(({ analytics }, filled) =>
      analytics.metricSummary({ name: "metric-1", from: at(0), to: at(filled.size), bucket: "day" }),
    ),
    "analytics.prune": call(({ analytics }) =>
      analytics.prune({ olderThanMs: 0, now: at(30), kinds: ["calls"], maxRows: 20 }),
    ),
    "analytics.prune metrics": call(({ analytics }) =>
      analytics.prune({ olderThanMs: 0, now: at(30), kinds: ["metrics"], maxRows: 20 }),
    ),
    "analytics.prune banditEvents": call(({ analytics }) =>
      analytics.prune({ olderThanMs: 0, now: at(30), kinds: ["banditEvents"], maxRows: 20 }),
    ),
  },

  expected: {
    "analytics.recordCall": { by: [] },
    "analytics.recordCalls": { by: [] },
    "analytics.getCall": { by: ["analytics_call_pk"] },
    "analytics.listCalls": { by: ["analytics_call_by_time"] },
    "analytics.listCalls oldest": { by: ["analytics_call_by_time"] },
    "analytics.listCalls task": { by: ["analytics_call_by_task"] },
    "analytics.listCalls failed": { by: ["analytics_call_failed"] },
    "analytics.listCalls succeeded": { by: ["analytics_call_by_time"] },
    "analytics.listCalls model": { by: ["analytics_call_by_time"] },
    "analytics.listCalls range": { by: ["analytics_call_by_time"] },
    "analytics.summary": { by: ["analytics_call_by_time"] },
    "analytics.summary grouped": { by: ["analytics_call_by_time"] },
    "analytics.summary task": { by: ["analytics_call_by_task"] },
    "analytics.recordFeedback": { by: [] },
    "analytics.recordFeedbacks": { by: [] },
    "analytics.feedbackOf": { by: ["analytics_feedback_of_call_by_time"] },
    "analytics.listFeedback": { by: ["analytics_feedback_by_time"] },
    "analytics.recordBanditEvent": { by: [] },
    "analytics.recordBanditEvents": { by: [] },
    "analytics.listBanditEvents": { by: ["analytics_bandit_event_by_time"] },
    "analytics.listBanditEvents task": { by: ["analytics_bandit_event_by_task"] },
    "analytics.arms": { by: ["analytics_bandit_event_by_task"] },
    "analytics.arms range": { by: ["analytics_bandit_event_by_task"] },
    "analytics.putVariant": { by: [], conflict: "analytics_variant_key" },
    "analytics.getVariant": { by: ["analytics_variant_key"] },
    "analytics.listVariants": { by: ["analytics_variant_key"] },
    "analytics.listVariants task": { by: ["analytics_variant_key"] },
    "analytics.removeVariant": { by: ["analytics_variant_key"] },
    "analytics.recordMetric": { by: [] },
    "analytics.recordMetrics": { by: [] },
    "analytics.listMetrics": { by: ["analytics_metric_by_time"] },
    "analytics.listMetrics name": { by: ["analytics_metric_by_name"] },
    "analytics.metricSummary": { by: ["analytics_metric_by_name"] },
    "analytics.prune": { by: ["analytics_call_by_time"] },
    "analytics.prune metrics": { by: ["analytics_metric_by_time"] },
    "analytics.prune banditEvents": { by: ["analytics_bandit_event_by_time"] },
    "analytics.getCall together": { by: ["analytics_call_pk"] },
    "analytics.recordCall together": { by: [] },
  },

  together: {
    "analytics.getCall together": { call: ({ analytics }, n) => analytics.getCall(id(n)) },
    "analytics.recordCall together": {
      call: ({ analytics }) => analytics.recordCall({ ...record, at: at(-1000) }),
      // Nothing else is as old as what was added.
      remove: ({ analytics }) => analytics.prune({ olderThanMs: 0, now: at(-500), kinds: ["calls"] }),
    },
  },
};
