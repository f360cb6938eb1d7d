import type { StoreBudget } from "./budget";

interface Prepared {
  call: string;
}

const EVER = { createdFrom: new Date(0), createdTo: new Date(Date.UTC(9999, 0, 1)) };
const call = { task: "t", model: "m", latencyMs: 1.5, costUsd: 0.1 };
const event = { task: "t", arm: "a", reward: 1 };
const metric = { name: "n", value: 1 };

export const analytics: StoreBudget<Prepared> = {
  async prepare({ analytics }) {
    const { id } = await analytics.calls.add(call);
    await analytics.feedback.add({ callId: id });
    await analytics.bandits.add(event);
    await analytics.metrics.add(metric);
    await analytics.variants.put({ task: "t", templateHash: "h" });
    return { call: id };
  },

  operations: {
    "analytics.calls.add": (scope) => scope.analytics.calls.add(call),
    "analytics.calls.addMany": (scope) =>
      scope.analytics.calls.addMany(Array.from({ length: 500 }, () => call)),
    "analytics.calls.get": (scope, { call }) => scope.analytics.calls.get(call),
    "analytics.calls.list": (scope) => scope.analytics.calls.list({ task: "t" }),
    "analytics.calls.summarize": (scope) =>
      scope.analytics.calls.summarize({ ...EVER, bucket: "hour", groupBy: ["model", "success"] }),
    "analytics.calls.summarize of all": (scope) => scope.analytics.calls.summarize(EVER),
    "analytics.feedback.add": (scope, { call }) => scope.analytics.feedback.add({ callId: call }),
    "analytics.feedback.addMany": (scope, { call }) =>
      scope.analytics.feedback.addMany([{ callId: call }, { callId: call }]),
    "analytics.feedback.list": (scope) => scope.analytics.feedback.list(),
    "analytics.feedback.list of a call": (scope, { call }) => scope.analytics.feedback.list({ callId: call }),
    "analytics.bandits.add": (scope) => scope.analytics.bandits.add(event),
    "analytics.bandits.addMany": (scope) => scope.analytics.bandits.addMany([event, event]),
    "analytics.bandits.list": (scope) => scope.analytics.bandits.list(),
    "analytics.bandits.arms": (scope) => scope.analytics.bandits.arms({ task: "t" }),
    "analytics.variants.put": (scope) => scope.analytics.variants.put({ task: "t", templateHash: "h" }),
    "analytics.variants.get": (scope) => scope.analytics.variants.get({ task: "t", templateHash: "h" }),
    "analytics.variants.list": (scope) => scope.analytics.variants.list({ task: "t" }),
    "analytics.variants.remove": (scope) => scope.analytics.variants.remove({ task: "t", templateHash: "h" }),
    "analytics.metrics.add": (scope) => scope.analytics.metrics.add(metric),
    "analytics.metrics.addMany": (scope) => scope.analytics.metrics.addMany([metric, metric]),
    "analytics.metrics.list": (scope) => scope.analytics.metrics.list({ name: "n" }),
    "analytics.metrics.summarize": (scope) =>
      scope.analytics.metrics.summarize({ ...EVER, name: "n", bucket: "day" }),
  },

  // It works in batches.
  others: ["analytics.calls.prune", "analytics.bandits.prune", "analytics.metrics.prune"],
};
