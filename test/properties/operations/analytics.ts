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
    at: time,
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
    at: time,
  },
  { requiredKeys: ["id", "callId"] },
) as fc.Arbitrary<never>;
const event = fc.record(
  { id, task: name, arm: name, reward: some(range(-LARGEST)), context: some(json), at: time },
  { requiredKeys: ["id", "task", "arm"] },
) as fc.Arbitrary<never>;
const metric = fc.record(
  { id, name, value: range(-LARGEST), labels: some(json), at: time },
  { requiredKeys: ["id", "name", "value"] },
) as fc.Arbitrary<never>;
const few = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(arbitrary, { maxLength: 3 });

const listed = { ...page, from: instant, to: instant, order: fc.constantFrom("newest", "oldest") };
const filter = { task: name, model: name, provider: name, profileId: name, success: fc.boolean() };
const bucket = fc.constantFrom("minute", "hour", "day", "week", "month");
const groupBy = fc.uniqueArray(fc.constantFrom("task", "model", "provider", "profileId", "success"));
const EVER = { from: new Date(Date.UTC(1900, 0, 1)), to: new Date(Date.UTC(2100, 0, 1)) };
const summary = fc.record({ from: instant, to: instant, groupBy, bucket, ...filter }, { requiredKeys: [] });

export const analytics: StoreOperations = {
  operations: [
    operation("analytics.recordCall", tuple(call), (scope, input) => scope.analytics.recordCall(input)),
    operation("analytics.recordCalls", tuple(few(call)), (scope, inputs) =>
      scope.analytics.recordCalls(inputs),
    ),
    operation("analytics.getCall", tuple(id), (scope, key) => scope.analytics.getCall(key)),
    operation("analytics.listCalls", tuple(partial({ ...listed, ...filter })), (scope, query) =>
      everything(scope.analytics.listCalls(query)),
    ),
    operation("analytics.summary", tuple(summary), (scope, query) =>
      scope.analytics.summary({ ...EVER, ...query } as never),
    ),
    operation("analytics.recordFeedback", tuple(feedback), (scope, input) =>
      scope.analytics.recordFeedback(input),
    ),
    operation("analytics.recordFeedbacks", tuple(few(feedback)), (scope, inputs) =>
      scope.analytics.recordFeedbacks(inputs),
    ),
    operation("analytics.feedbackOf", tuple(id, partial(listed)), (scope, callId, query) =>
      everything(scope.analytics.feedbackOf(callId, query)),
    ),
    operation("analytics.recordBanditEvents", tuple(few(event)), (scope, inputs) =>
      scope.analytics.recordBanditEvents(inputs),
    ),
    operation(
      "analytics.listBanditEvents",
      tuple(partial({ ...listed, task: name, arm: name })),
      (scope, query) => everything(scope.analytics.listBanditEvents(query)),
    ),
    operation("analytics.arms", tuple(name, partial({ from: instant, to: instant })), (scope, task, query) =>
      scope.analytics.arms({ ...(query as object), task }),
    ),
    operation(
      "analytics.putVariant",
      tuple(id, name, name, some(text)),
      (scope, key, task, hash, description) =>
        scope.analytics.putVariant({ id: key, task, templateHash: hash, description }),
    ),
    operation("analytics.getVariant", tuple(name, name), (scope, task, hash) =>
      scope.analytics.getVariant(task, hash),
    ),
    operation("analytics.removeVariant", tuple(name, name), (scope, task, hash) =>
      scope.analytics.removeVariant(task, hash),
    ),
    operation("analytics.recordMetrics", tuple(few(metric)), (scope, inputs) =>
      scope.analytics.recordMetrics(inputs),
    ),
    operation("analytics.listMetrics", tuple(partial({ ...listed, name })), (scope, query) =>
      everything(scope.analytics.listMetrics(query)),
    ),
    operation("analytics.metricSummary", tuple(name, partial({ bucket })), (scope, metricName, query) =>
      scope.analytics.metricSummary({ ...EVER, ...(query as object), name: metricName }),
    ),
    operation(
      "analytics.prune",
      tuple(
        instant,
        fc.integer({ min: 1, max: 5 }),
        partial({ kinds: fc.constantFrom(["calls"], ["metrics"]) }),
      ),
      (scope, now, maxRows, query) =>
        scope.analytics.prune({ ...(query as object), olderThanMs: 86_400_000, now, maxRows }),
    ),
  ],

  async stateOf({ analytics }) {
    return {
      calls: await everything(analytics.listCalls()),
      feedback: await everything(analytics.listFeedback()),
      events: await everything(analytics.listBanditEvents()),
      variants: await everything(analytics.listVariants()),
      metrics: await everything(analytics.listMetrics()),
      summary: await analytics.summary({ ...EVER, bucket: "week", groupBy: ["success", "provider", "task"] }),
    };
  },
};
