import { checkId } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import type { PageRequest } from "../../db/page";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { arms, banditEvents, newBanditEvents } from "./bandit";
import { calls, listOfCalls, newCalls } from "./call";
import { listOfFeedback, listOfOneCall, recordFeedback, recordFeedbacks } from "./feedback";
import type {
  AnalyticsMetricInput,
  BanditEventInput,
  LlmCallInput,
  LlmFeedbackInput,
  PromptVariantInput,
} from "./inputs";
import { listOfMetrics, newMetrics } from "./metric";
import { prune } from "./prune";
import { metricSummary, summary } from "./summary";
import type {
  AnalyticsMetric,
  AnalyticsMetricListQuery,
  AnalyticsMetricSummary,
  AnalyticsMetricSummaryQuery,
  AnalyticsPruneQuery,
  AnalyticsPruneResult,
  BanditArm,
  BanditArmsQuery,
  BanditEvent,
  BanditEventListQuery,
  LlmCall,
  LlmCallListQuery,
  LlmCallSummary,
  LlmCallSummaryQuery,
  LlmFeedback,
  LlmFeedbackListQuery,
  PromptVariant,
  PromptVariantListQuery,
} from "./types";
import { getVariant, listVariants, putVariant, removeVariant } from "./variant";

/**
 * What language models did, cost and brought: their calls, what people said of these, choices among arms, prompt variants and
 * metrics. Records are written once and not changed. Reached as `scope.analytics`.
 */
export class AnalyticsStore extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "analytics");
  }

  /**
   * Records one call of a language model. What is left out or null is not known, and counts in no figure.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id is taken
   * @example
   * const call = await acme.analytics.recordCall({
   *   task: "summarise", model: "m-1", tokensIn: 812, tokensOut: 95, costUsd: 0.0021, latencyMs: 734.5, success: true,
   * });
   */
  recordCall(input: LlmCallInput, options: CallOptions = {}): Promise<LlmCall> {
    return newCalls.one(this.db, "recordCall", input, options);
  }

  /**
   * Records all calls or none, in one statement.
   *
   * @returns the calls in the order given
   * @throws UnifiedStoreError `validation`, naming the call as `calls[3].task`; `unique_violation`
   * @example
   * await acme.analytics.recordCalls(finished.map(({ task, model, ms }) => ({ task, model, latencyMs: ms })));
   */
  recordCalls(inputs: readonly LlmCallInput[], options: CallOptions = {}): Promise<LlmCall[]> {
    return newCalls.many(this.db, "recordCalls", inputs, options);
  }

  /**
   * Reads one call; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const call = await acme.analytics.getCall(id);
   */
  getCall(id: string, options: CallOptions = {}): Promise<LlmCall | null> {
    return this.db.method("getCall", () => {
      options = checkOptions(options);
      return calls.one(this.db, "getCall", checkId(id), options);
    });
  }

  /**
   * Lists calls by their time, newest first, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.analytics.listCalls({ task: "summarise", success: false, limit: 20 });
   */
  listCalls(query: LlmCallListQuery = {}, options: CallOptions = {}): PageRequest<LlmCall> {
    return listOfCalls(this.db, query, options);
  }

  /**
   * Sums calls up: how many, how they ended, tokens, cost and latency, by groups and stretches of time, in one statement. Sums are of
   * figures rounded to the nearest billionth, and percentiles are exact, so that every engine gives the same numbers.
   * Sums of tokens beyond 2^53 are the nearest number that there is.
   *
   * @returns a row for each stretch and group that has calls, sorted by the stretch and then by the groups; names by code point,
   * false before true, and what is not known last
   * @throws UnifiedStoreError `validation`, also when there would be more than 10,000 rows
   * @example
   * const hours = await acme.analytics.summary({ from, to, bucket: "hour", groupBy: ["model"] });
   * for (const { bucket, group, costUsd, latency } of hours) console.log(bucket, group.model, costUsd, latency?.p95);
   */
  summary(query: LlmCallSummaryQuery, options: CallOptions = {}): Promise<LlmCallSummary[]> {
    return summary(this.db, query, options);
  }

  /**
   * Records what a person said about a call. It goes when its call is pruned.
   *
   * @throws UnifiedStoreError `validation`; `not_found` when there is no such call; `unique_violation` when the id is taken
   * @example
   * await acme.analytics.recordFeedback({ callId: call.id, rating: 1, notes: "just what I meant" });
   */
  recordFeedback(input: LlmFeedbackInput, options: CallOptions = {}): Promise<LlmFeedback> {
    return recordFeedback(this.db, input, options);
  }

  /**
   * Records what was said about any number of calls, all or nothing, in one statement.
   *
   * @returns the feedback in the order given
   * @throws UnifiedStoreError `validation`, naming the entry as `feedbacks[3].callId`; `not_found` when one of the calls is not there;
   * `unique_violation`
   * @example
   * await acme.analytics.recordFeedbacks(votes.map(({ callId, up }) => ({ callId, rating: up ? 1 : -1 })));
   */
  recordFeedbacks(inputs: readonly LlmFeedbackInput[], options: CallOptions = {}): Promise<LlmFeedback[]> {
    return recordFeedbacks(this.db, inputs, options);
  }

  /**
   * Lists what was said about one call, oldest first, page by page; nothing for a call that is not there.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.analytics.feedbackOf(call.id);
   */
  feedbackOf(
    callId: string,
    query: LlmFeedbackListQuery = {},
    options: CallOptions = {},
  ): PageRequest<LlmFeedback> {
    return listOfOneCall(this.db, query, options, callId);
  }

  /**
   * Lists what was said about all calls by its time, newest first, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { callId, rating } of acme.analytics.listFeedback({ from })) console.log(callId, rating);
   */
  listFeedback(query: LlmFeedbackListQuery = {}, options: CallOptions = {}): PageRequest<LlmFeedback> {
    return listOfFeedback(this.db, query, options);
  }

  /**
   * Records that an arm was chosen, and what it brought.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id is taken
   * @example
   * await acme.analytics.recordBanditEvent({ task: "routing", arm: "small", reward: 0.8, context: { length: 120 } });
   */
  recordBanditEvent(input: BanditEventInput, options: CallOptions = {}): Promise<BanditEvent> {
    return newBanditEvents.one(this.db, "recordBanditEvent", input, options);
  }

  /**
   * Records all choices or none, in one statement.
   *
   * @returns the events in the order given
   * @throws UnifiedStoreError `validation`, naming the event as `events[3].arm`; `unique_violation`
   * @example
   * await acme.analytics.recordBanditEvents(rounds.map(({ arm, won }) => ({ task: "routing", arm, reward: won ? 1 : 0 })));
   */
  recordBanditEvents(inputs: readonly BanditEventInput[], options: CallOptions = {}): Promise<BanditEvent[]> {
    return newBanditEvents.many(this.db, "recordBanditEvents", inputs, options);
  }

  /**
   * Lists choices by their time, newest first, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.analytics.listBanditEvents({ task: "routing", arm: "small" });
   */
  listBanditEvents(query: BanditEventListQuery = {}, options: CallOptions = {}): PageRequest<BanditEvent> {
    return banditEvents(this.db, query, options);
  }

  /**
   * Tells how each arm of a task has done, in one statement.
   *
   * @returns the arms that were chosen, by name in code point order
   * @throws UnifiedStoreError `validation`, also when there are more than 10,000 arms
   * @example
   * const [first] = await acme.analytics.arms({ task: "routing", from });
   */
  arms(query: BanditArmsQuery, options: CallOptions = {}): Promise<BanditArm[]> {
    return arms(this.db, query, options);
  }

  /**
   * Keeps a prompt template of a task under its hash, or describes it anew. Id and `createdAt` of one that exists stay
   * as they are, whatever the input says.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id belongs to another variant
   * @example
   * await acme.analytics.putVariant({ task: "chat", templateHash: "c81e728d", description: "shorter" });
   */
  putVariant(input: PromptVariantInput, options: CallOptions = {}): Promise<PromptVariant> {
    return putVariant(this.db, input, options);
  }

  /**
   * Reads the variant of a task by its hash; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const variant = await acme.analytics.getVariant("chat", "c81e728d");
   */
  getVariant(task: string, templateHash: string, options: CallOptions = {}): Promise<PromptVariant | null> {
    return getVariant(this.db, { task, templateHash }, options);
  }

  /**
   * Lists variants by task and hash in code point order, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.analytics.listVariants({ task: "chat" });
   */
  listVariants(query: PromptVariantListQuery = {}, options: CallOptions = {}): PageRequest<PromptVariant> {
    return listVariants(this.db, query, options);
  }

  /**
   * Removes a variant. Calls know nothing of variants, so nothing goes with it.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * await acme.analytics.removeVariant("chat", "c81e728d");
   */
  removeVariant(task: string, templateHash: string, options: CallOptions = {}): Promise<boolean> {
    return removeVariant(this.db, { task, templateHash }, options);
  }

  /**
   * Records one measurement.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id is taken
   * @example
   * await acme.analytics.recordMetric({ name: "queue.length", value: 12, labels: { host: "a" } });
   */
  recordMetric(input: AnalyticsMetricInput, options: CallOptions = {}): Promise<AnalyticsMetric> {
    return newMetrics.one(this.db, "recordMetric", input, options);
  }

  /**
   * Records all measurements or none, in one statement.
   *
   * @returns the measurements in the order given
   * @throws UnifiedStoreError `validation`, naming the entry as `metrics[3].value`; `unique_violation`
   * @example
   * await acme.analytics.recordMetrics(lengths.map((value) => ({ name: "queue.length", value })));
   */
  recordMetrics(
    inputs: readonly AnalyticsMetricInput[],
    options: CallOptions = {},
  ): Promise<AnalyticsMetric[]> {
    return newMetrics.many(this.db, "recordMetrics", inputs, options);
  }

  /**
   * Lists measurements by their time, newest first, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.analytics.listMetrics({ name: "queue.length", from });
   */
  listMetrics(query: AnalyticsMetricListQuery = {}, options: CallOptions = {}): PageRequest<AnalyticsMetric> {
    return listOfMetrics(this.db, query, options);
  }

  /**
   * Sums the measurements of one name up, by stretches of time, in one statement; exact as `summary` is.
   *
   * @returns a row for each stretch that has any, in order
   * @throws UnifiedStoreError `validation`, also when there would be more than 10,000 rows
   * @example
   * const days = await acme.analytics.metricSummary({ name: "queue.length", from, to, bucket: "day" });
   */
  metricSummary(
    query: AnalyticsMetricSummaryQuery,
    options: CallOptions = {},
  ): Promise<AnalyticsMetricSummary[]> {
    return metricSummary(this.db, query, options);
  }

  /**
   * Deletes records that are older than asked, oldest first, in batches of 1,000, each a transaction of its own unless this runs in
   * one. Feedback goes with its call, however young it is; variants stay. Stopped by its signal, it keeps what it has deleted.
   *
   * @throws UnifiedStoreError `validation`, `aborted`, `timeout`
   * @example
   * const { deleted, done } = await acme.analytics.prune({ olderThanMs: 90 * 86_400_000, kinds: ["calls"] });
   */
  prune(query: AnalyticsPruneQuery, options: CallOptions = {}): Promise<AnalyticsPruneResult> {
    return this.db.method("prune", () => prune(this.db, query, options));
  }
}
