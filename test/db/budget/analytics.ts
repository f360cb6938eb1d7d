import type { StoreBudget } from "./budget";

interface Prepared {
  call: string;
}

const EVER = { from: new Date(0), to: new Date(Date.UTC(9999, 0, 1)) };
const call = { task: "t", model: "m", latencyMs: 1.5, costUsd: 0.1 };
const event = { task: "t", arm: "a", reward: 1 };
const metric = { name: "n", value: 1 };

export const analytics: StoreBudget<Prepared> = {
  async prepare({ analytics }) {
    const { id } = await analytics.recordCall(call);
    await analytics.recordFeedback({ callId: id });
    await analytics.recordBanditEvent(event);
    await analytics.recordMetric(metric);
    await analytics.putVariant({ task: "t", templateHash: "h" });
    return { call: id };
  },

  operations: {
    "analytics.recordCall": (scope) => scope.analytics.recordCall(call),
    "analytics.recordCalls": (scope) => scope.analytics.recordCalls(Array.from({ length: 500 }, () => call)),
    "analytics.getCall": (scope, { call }) => scope.analytics.getCall(call),
    "analytics.listCalls": (scope) => scope.analytics.listCalls({ task: "t" }),
    "analytics.summary": (scope) =>
      scope.analytics.summary({ ...EVER, bucket: "hour", groupBy: ["model", "success"] }),
    "analytics.summary of all": (scope) => scope.analytics.summary(EVER),
    "analytics.recordFeedback": (scope, { call }) => scope.analytics.recordFeedback({ callId: call }),
    "analytics.recordFeedbacks": (scope, { call }) =>
      scope.analytics.recordFeedbacks([{ callId: call }, { callId: call }]),
    "analytics.feedbackOf": (scope, { call }) => scope.analytics.feedbackOf(call),
    "analytics.listFeedback": (scope) => scope.analytics.listFeedback(),
    "analytics.recordBanditEvent": (scope) => scope.analytics.recordBanditEvent(event),
    "analytics.recordBanditEvents": (scope) => scope.analytics.recordBanditEvents([event, event]),
    "analytics.listBanditEvents": (scope) => scope.analytics.listBanditEvents(),
    "analytics.arms": (scope) => scope.analytics.arms({ task: "t" }),
    "analytics.putVariant": (scope) => scope.analytics.putVariant({ task: "t", templateHash: "h" }),
    "analytics.getVariant": (scope) => scope.analytics.getVariant("t", "h"),
    "analytics.listVariants": (scope) => scope.analytics.listVariants({ task: "t" }),
    "analytics.removeVariant": (scope) => scope.analytics.removeVariant("t", "h"),
    "analytics.recordMetric": (scope) => scope.analytics.recordMetric(metric),
    "analytics.recordMetrics": (scope) => scope.analytics.recordMetrics([metric, metric]),
    "analytics.listMetrics": (scope) => scope.analytics.listMetrics({ name: "n" }),
    "analytics.metricSummary": (scope) =>
      scope.analytics.metricSummary({ ...EVER, name: "n", bucket: "day" }),
  },

  // It works in batches.
  others: ["analytics.prune"],
};
