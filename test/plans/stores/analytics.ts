import { at, type FilledScope, id, into, middle } from "../data";
import { call, list, many } from "../operation";
import type { StorePlans } from "../store-plans";

/** Every tenth call has feedback. */
const feedbacks = ({ size }: FilledScope): number => Math.floor(size / 10);
const within = (filled: FilledScope) => ({
  createdFrom: at(middle(filled)),
  createdTo: at(middle(filled) + 100),
});
const record = { task: "task-1", model: "m", latencyMs: 1.5, toolset: ["sql"] };
const nth = (filled: FilledScope): string => id(middle(filled));
const variant = (filled: FilledScope) => ({
  task: `task-${middle(filled) % 100}`,
  templateHash: `hash-${middle(filled)}`,
});

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
        "id, task, model, provider, tokens_in, cost_usd, latency_ms, success, created_at",
        `${id("i")}, 'task-' || i % 100, 'model-' || i % 4, 'p', i, i * 0.001, i % 5000, i % 50 > 0, ${time("i")}`,
        all,
      ),
      insert(
        "analytics_feedback",
        "id, call_id, rating, created_at",
        `${id("i")}, ${id("i * 10")}, i % 5, ${time("i * 10")}`,
        series(feedbacks(filled)),
      ),
      insert(
        "analytics_bandit_event",
        "id, task, arm, reward, created_at",
        `${id("i")}, 'task-' || i % 100, 'arm-' || i % 7, i % 3, ${time("i")}`,
        all,
      ),
      insert(
        "analytics_variant",
        "id, task, template_hash, created_at, updated_at, version",
        `${id("i")}, 'task-' || i % 100, 'hash-' || i, ${time("i")}, ${time("i")}, 1`,
        all,
      ),
      insert(
        "analytics_metric",
        "id, name, value, created_at",
        `${id("i")}, 'metric-' || i % 100, i * 0.5, ${time("i")}`,
        all,
      ),
    ];
  },

  // Lists by members without an index (`model`, `provider`, `arm`) read until their page is full.
  operations: {
    "analytics.calls.add": call(({ analytics }) => analytics.calls.add(record)),
    "analytics.calls.addMany": call(({ analytics }, filled) =>
      analytics.calls.addMany(many(filled, () => record)),
    ),
    "analytics.calls.get": call(({ analytics }, filled) => analytics.calls.get(nth(filled))),
    "analytics.calls.list": list(({ analytics }, page) => analytics.calls.list(page)),
    "analytics.calls.list oldest": list(({ analytics }, page) =>
      analytics.calls.list({ ...page, order: "oldest" }),
    ),
    "analytics.calls.list task": list(({ analytics }, page) =>
      analytics.calls.list({ ...page, task: "task-1" }),
    ),
    "analytics.calls.list failed": list(({ analytics }, page) =>
      analytics.calls.list({ ...page, success: false }),
    ),
    "analytics.calls.list succeeded": list(({ analytics }, page) =>
      analytics.calls.list({ ...page, success: true }),
    ),
    "analytics.calls.list model": list(({ analytics }, page) =>
      analytics.calls.list({ ...page, model: "model-1" }),
    ),
    "analytics.calls.list range": list(({ analytics }, page, filled) =>
      analytics.calls.list({ ...page, ...within(filled) }),
    ),
    "analytics.calls.summarize": call(({ analytics }, filled) => analytics.calls.summarize(within(filled))),
    "analytics.calls.summarize grouped": call(({ analytics }, filled) =>
      analytics.calls.summarize({ ...within(filled), bucket: "minute", groupBy: ["model", "success"] }),
    ),
    "analytics.calls.summarize task": call(({ analytics }, filled) =>
      analytics.calls.summarize({
        createdFrom: at(0),
        createdTo: at(filled.size),
        bucket: "day",
        task: "task-1",
      }),
    ),
    "analytics.feedback.add": call(({ analytics }, filled) =>
      analytics.feedback.add({ callId: nth(filled), rating: 1 }),
    ),
    "analytics.feedback.addMany": call(({ analytics }, filled) =>
      analytics.feedback.addMany(many(filled, (n) => ({ callId: id(n) }))),
    ),
    "analytics.feedback.list callId": list(({ analytics }, page, filled) =>
      analytics.feedback.list({ ...page, callId: id(feedbacks(filled)) }),
    ),
    "analytics.feedback.list": list(({ analytics }, page) => analytics.feedback.list(page)),
    "analytics.bandits.add": call(({ analytics }) => analytics.bandits.add({ task: "t", arm: "a" })),
    "analytics.bandits.addMany": call(({ analytics }, filled) =>
      analytics.bandits.addMany(many(filled, () => ({ task: "t", arm: "a" }))),
    ),
    "analytics.bandits.list": list(({ analytics }, page) => analytics.bandits.list(page)),
    "analytics.bandits.list task": list(({ analytics }, page) =>
      analytics.bandits.list({ ...page, task: "task-1" }),
    ),
    "analytics.bandits.arms": call(({ analytics }) => analytics.bandits.arms({ task: "task-1" })),
    "analytics.bandits.arms range": call(({ analytics }, filled) =>
      analytics.bandits.arms({ task: "task-1", ...within(filled) }),
    ),
    "analytics.variants.put": call(({ analytics }, filled) => {
      return analytics.variants.put({ ...variant(filled), description: "new" });
    }),
    "analytics.variants.get": call(({ analytics }, filled) => analytics.variants.get(variant(filled))),
    "analytics.variants.list": list(({ analytics }, page) => analytics.variants.list(page)),
    "analytics.variants.list task": list(({ analytics }, page) =>
      analytics.variants.list({ ...page, task: "task-1" }),
    ),
    "analytics.variants.remove": call(({ analytics }, filled) => analytics.variants.remove(variant(filled))),
    "analytics.metrics.add": call(({ analytics }) => analytics.metrics.add({ name: "n", value: 1 })),
    "analytics.metrics.addMany": call(({ analytics }, filled) =>
      analytics.metrics.addMany(many(filled, (value) => ({ name: "n", value }))),
    ),
    "analytics.metrics.list": list(({ analytics }, page) => analytics.metrics.list(page)),
    "analytics.metrics.list name": list(({ analytics }, page) =>
      analytics.metrics.list({ ...page, name: "metric-1" }),
    ),
    "analytics.metrics.summarize": call(({ analytics }, filled) =>
      analytics.metrics.summarize({
        name: "metric-1",
        createdFrom: at(0),
        createdTo: at(filled.size),
        bucket: "day",
      }),
    ),
    "analytics.calls.prune": call(({ analytics }) =>
      analytics.calls.prune({ olderThanMs: 0, now: at(30), limit: 20 }),
    ),
    "analytics.metrics.prune": call(({ analytics }) =>
      analytics.metrics.prune({ olderThanMs: 0, now: at(30), limit: 20 }),
    ),
    "analytics.bandits.prune": call(({ analytics }) =>
      analytics.bandits.prune({ olderThanMs: 0, now: at(30), limit: 20 }),
    ),
  },

  expected: {
    "analytics.calls.add": { by: [] },
    "analytics.calls.addMany": { by: [] },
    "analytics.calls.get": { by: ["analytics_call_pk"] },
    "analytics.calls.list": { by: ["analytics_call_by_time"] },
    "analytics.calls.list oldest": { by: ["analytics_call_by_time"] },
    "analytics.calls.list task": { by: ["analytics_call_by_task"] },
    "analytics.calls.list failed": { by: ["analytics_call_failed"] },
    "analytics.calls.list succeeded": { by: ["analytics_call_by_time"] },
    "analytics.calls.list model": { by: ["analytics_call_by_time"] },
    "analytics.calls.list range": { by: ["analytics_call_by_time"] },
    "analytics.calls.summarize": { by: ["analytics_call_by_time"] },
    "analytics.calls.summarize grouped": { by: ["analytics_call_by_time"] },
    "analytics.calls.summarize task": { by: ["analytics_call_by_task"] },
    "analytics.feedback.add": { by: [] },
    "analytics.feedback.addMany": { by: [] },
    "analytics.feedback.list callId": { by: ["analytics_feedback_of_call_by_time"] },
    "analytics.feedback.list": { by: ["analytics_feedback_by_time"] },
    "analytics.bandits.add": { by: [] },
    "analytics.bandits.addMany": { by: [] },
    "analytics.bandits.list": { by: ["analytics_bandit_event_by_time"] },
    "analytics.bandits.list task": { by: ["analytics_bandit_event_by_task"] },
    "analytics.bandits.arms": { by: ["analytics_bandit_event_by_task"] },
    "analytics.bandits.arms range": { by: ["analytics_bandit_event_by_task"] },
    "analytics.variants.put": { by: [], conflict: "analytics_variant_key" },
    "analytics.variants.get": { by: ["analytics_variant_key"] },
    "analytics.variants.list": { by: ["analytics_variant_key"] },
    "analytics.variants.list task": { by: ["analytics_variant_key"] },
    "analytics.variants.remove": { by: ["analytics_variant_key"] },
    "analytics.metrics.add": { by: [] },
    "analytics.metrics.addMany": { by: [] },
    "analytics.metrics.list": { by: ["analytics_metric_by_time"] },
    "analytics.metrics.list name": { by: ["analytics_metric_by_name"] },
    "analytics.metrics.summarize": { by: ["analytics_metric_by_name"] },
    "analytics.calls.prune": { by: ["analytics_call_by_time"] },
    "analytics.metrics.prune": { by: ["analytics_metric_by_time"] },
    "analytics.bandits.prune": { by: ["analytics_bandit_event_by_time"] },
    "analytics.calls.get together": { by: ["analytics_call_pk"] },
    "analytics.calls.add together": { by: [] },
  },

  together: {
    "analytics.calls.get together": { call: ({ analytics }, n) => analytics.calls.get(id(n)) },
    "analytics.calls.add together": {
      call: ({ analytics }) => analytics.calls.add({ ...record, createdAt: at(-1000) }),
      // All other rows are newer than the added ones.
      remove: ({ analytics }) => analytics.calls.prune({ olderThanMs: 0, now: at(-500) }),
    },
  },
};
