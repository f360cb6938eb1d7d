import fc from "fast-check";
import {
  everything,
  id,
  instant,
  json,
  name,
  operation,
  page,
  partial,
  type StoreOperations,
  text,
  tuple,
} from "./arbitraries";

const LARGEST = 9e11;
const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary);
const range = (min: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min: Math.max(min, -3), max: 3 }), fc.double({ min, max: LARGEST, noNaN: true }));
const whole = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: LARGEST }));
const time = fc.oneof(
  instant,
  fc.date({ min: new Date("1960-01-01"), max: new Date("2040-01-01"), noInvalidDate: true }),
);

const call = fc.record(
  {
    id,
    createdAt: time,
    task: name,
    model: fc.constantFrom("m", "M"),
    provider: some(name),
    profileId: some(name),
    tokensIn: some(whole),
    tokensOut: some(whole),
    costUsd: some(range(0)),
    latencyMs: some(range(0)),
    success: some(fc.boolean()),
    toolset: some(json),
  },
  { requiredKeys: ["id", "task", "model"] },
) as fc.Arbitrary<never>;
const feedback = fc.record(
  {
    id,
    callId: id,
    rating: some(fc.double({ noNaN: true, noDefaultInfinity: true })),
    notes: some(text),
    createdAt: time,
  },
  { requiredKeys: ["id", "callId"] },
) as fc.Arbitrary<never>;
const event = fc.record(
  { id, task: name, arm: name, reward: some(range(-LARGEST)), context: some(json), createdAt: time },
  { requiredKeys: ["id", "task", "arm"] },
) as fc.Arbitrary<never>;
const metric = fc.record(
  { id, name, value: range(-LARGEST), labels: some(json), createdAt: time },
  { requiredKeys: ["id", "name", "value"] },
) as fc.Arbitrary<never>;
const few = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(arbitrary, { maxLength: 3 });

const listed = {
  ...page,
  createdFrom: instant,
  createdTo: instant,
  order: fc.constantFrom("newest", "oldest"),
};
const filter = { task: name, model: name, provider: name, profileId: name, success: fc.boolean() };
const bucket = fc.constantFrom("minute", "hour", "day", "week", "month");
const groupBy = fc.uniqueArray(fc.constantFrom("task", "model", "provider", "profileId", "success"));
const EVER = { createdFrom: new Date(Date.UTC(1900, 0, 1)), createdTo: new Date(Date.UTC(2100, 0, 1)) };
const summary = fc.record(
  { createdFrom: instant, createdTo: instant, groupBy, bucket, ...filter },
  { requiredKeys: [] },
);

export const analytics: StoreOperations = {
  operations: [
    operation("analytics.calls.add", tuple(call), (scope, input) => scope.analytics.calls.add(input)),
    operation("analytics.calls.addMany", tuple(few(call)), (scope, inputs) =>
      scope.analytics.calls.addMany(inputs),
    ),
    operation("analytics.calls.get", tuple(id), (scope, key) => scope.analytics.calls.get(key)),
    operation("analytics.calls.list", tuple(partial({ ...listed, ...filter })), (scope, query) =>
      everything(scope.analytics.calls.list(query)),
    ),
    operation("analytics.calls.summarize", tuple(summary), (scope, query) =>
      scope.analytics.calls.summarize({ ...EVER, ...query } as never),
    ),
    operation("analytics.feedback.add", tuple(feedback), (scope, input) =>
      scope.analytics.feedback.add(input),
    ),
    operation("analytics.feedback.addMany", tuple(few(feedback)), (scope, inputs) =>
      scope.analytics.feedback.addMany(inputs),
    ),
    operation("analytics.feedback.list of a call", tuple(id, partial(listed)), (scope, callId, query) =>
      everything(scope.analytics.feedback.list({ ...(query as object), callId })),
    ),
    operation("analytics.bandits.addMany", tuple(few(event)), (scope, inputs) =>
      scope.analytics.bandits.addMany(inputs),
    ),
    operation(
      "analytics.bandits.list",
      tuple(partial({ ...listed, task: name, arm: name })),
      (scope, query) => everything(scope.analytics.bandits.list(query)),
    ),
    operation(
      "analytics.bandits.arms",
      tuple(name, partial({ createdFrom: instant, createdTo: instant })),
      (scope, task, query) => scope.analytics.bandits.arms({ ...(query as object), task }),
    ),
    operation(
      "analytics.variants.put",
      tuple(id, name, name, some(text)),
      (scope, key, task, hash, description) =>
        scope.analytics.variants.put({ id: key, task, templateHash: hash, description }),
    ),
    operation("analytics.variants.get", tuple(name, name), (scope, task, hash) =>
      scope.analytics.variants.get({ task: task, templateHash: hash }),
    ),
    operation("analytics.variants.remove", tuple(name, name), (scope, task, hash) =>
      scope.analytics.variants.remove({ task: task, templateHash: hash }),
    ),
    operation("analytics.metrics.addMany", tuple(few(metric)), (scope, inputs) =>
      scope.analytics.metrics.addMany(inputs),
    ),
    operation("analytics.metrics.list", tuple(partial({ ...listed, name })), (scope, query) =>
      everything(scope.analytics.metrics.list(query)),
    ),
    operation("analytics.metrics.summarize", tuple(name, partial({ bucket })), (scope, metricName, query) =>
      scope.analytics.metrics.summarize({ ...EVER, ...(query as object), name: metricName }),
    ),
    operation(
      "analytics.prune",
      tuple(instant, fc.integer({ min: 1, max: 5 }), fc.constantFrom("calls", "metrics", "bandits")),
      (scope, now, limit, collection) =>
        scope.analytics[collection as "calls"].prune({ olderThanMs: 86_400_000, now, limit }),
    ),
  ],

  async stateOf({ analytics }) {
    return {
      calls: await everything(analytics.calls.list()),
      feedback: await everything(analytics.feedback.list()),
      events: await everything(analytics.bandits.list()),
      variants: await everything(analytics.variants.list()),
      metrics: await everything(analytics.metrics.list()),
      summary: await analytics.calls.summarize({
        ...EVER,
        bucket: "week",
        groupBy: ["success", "provider", "task"],
      }),
    };
  },
};
