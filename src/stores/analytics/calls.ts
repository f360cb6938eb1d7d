import { type AnalyticsCallEntity, analyticsCallTable } from "../../../entities/analytics";
import type { CallOptions } from "../../core/call/deadline";
import { collection } from "../../db/collection";
import { Records, recordWrites } from "../../db/collections/records";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { AnalyticsCallListInput } from "./inputs";
import { callsThat, recordLister } from "./lists";
import { pruner } from "./prune";
import { summarizeCalls } from "./summary";
import type {
  AnalyticsCall,
  AnalyticsCallInput,
  AnalyticsCallListQuery,
  AnalyticsCallSummary,
  AnalyticsCallSummaryQuery,
  AnalyticsPruneQuery,
  AnalyticsPruneResult,
} from "./types";

const table = new Table<AnalyticsCallEntity, AnalyticsCall>(analyticsCallTable);

/** Makes rows of calls from validated inputs. */
export const callMaker = rowMaker<typeof analyticsCallTable, AnalyticsCall, AnalyticsCallInput>(
  analyticsCallTable,
);

const CALLS = collection({
  name: "analytics.calls",
  what: "call",
  table,
  key: "id",
  page: recordLister(table, {
    Input: AnalyticsCallListInput,
    where: (input: AnalyticsCallListInput) => callsThat(input),
  }),
});
const WRITES = recordWrites(table, callMaker, { list: "calls" });
const prune = pruner(table.name);

/**
 * Calls of language models. They are added once and never changed. Reached as
 * `scope.analytics.calls`.
 */
export class AnalyticsCalls extends Records<AnalyticsCallInput, AnalyticsCall, AnalyticsCallListQuery> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, CALLS, WRITES);
  }

  /**
   * Aggregates calls by groups and time buckets, in one statement: number, outcome, tokens, cost
   * and latency. Figures are rounded to the nearest billionth before they are summed, and
   * percentiles are exact, so that every engine gives the same numbers. A sum of tokens above 2^53
   * is rounded to the nearest JavaScript number.
   *
   * @returns one row for each bucket and group with calls, sorted by bucket and then by group:
   * names in code point order, false before true, unknown values last
   * @throws UnifiedStoreError `validation`, also when there would be more than 10,000 rows
   * @example
   * const hours = await acme.analytics.calls.summarize({
   *   createdFrom: from,
   *   createdTo: to,
   *   bucket: "hour",
   *   groupBy: ["model"],
   * });
   * for (const { bucket, group, costUsd, latency } of hours)
   *   console.log(bucket, group.model, costUsd, latency?.p95);
   */
  summarize(query: AnalyticsCallSummaryQuery, options: CallOptions = {}): Promise<AnalyticsCallSummary[]> {
    return this.call("summarize", options, (call) => summarizeCalls(call, query));
  }

  /**
   * Deletes calls older than `olderThanMs`, with their feedback, oldest first, in batches of 1,000.
   * Each batch is a transaction of its own, unless the call runs in one. Batches deleted before an
   * abort stay deleted.
   *
   * @throws UnifiedStoreError `validation`, `aborted`, `timeout`
   * @example
   * const { deleted, done } = await acme.analytics.calls.prune({ olderThanMs: 90 * 86_400_000 });
   */
  prune(query: AnalyticsPruneQuery, options: CallOptions = {}): Promise<AnalyticsPruneResult> {
    return this.call("prune", options, (call) => prune(call, query));
  }
}
