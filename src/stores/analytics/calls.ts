import { type AnalyticsCallEntity, analyticsCallTable } from "../../../entities/analytics";
import type { CallOptions } from "../../core/call/deadline";
import { collection } from "../../db/collection";
import { Records, recordWrites } from "../../db/collections/records";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { AnalyticsCallListInput } from "./inputs";
import { callsThat, recordLister } from "./lists";
import { prune } from "./prune";
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

/** How rows of calls are made, of inputs as `validate` gave them. */
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

/**
 * Calls of language models. They are added once and not changed. Reached as
 * `scope.analytics.calls`.
 */
export class AnalyticsCalls extends Records<AnalyticsCallInput, AnalyticsCall, AnalyticsCallListQuery> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, CALLS, WRITES);
  }

  /**
   * Sums calls up: how many, how they ended, tokens, cost and latency, by groups and stretches of
   * time, in one statement. Sums are of figures rounded to the nearest billionth, and percentiles
   * are exact, so that every engine gives the same numbers. Sums of tokens beyond 2^53 are the
   * nearest number that there is.
   *
   * @returns a row for each stretch and group that has calls, sorted by the stretch and then by the
   * groups; names by code point, false before true, and what is not known last
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
   * Deletes calls that are older than asked, with their feedback, oldest first, in batches of
   * 1,000, each a transaction of its own unless this runs in one. Stopped by its signal, it keeps
   * what it has deleted.
   *
   * @throws UnifiedStoreError `validation`, `aborted`, `timeout`
   * @example
   * const { deleted, done } = await acme.analytics.calls.prune({ olderThanMs: 90 * 86_400_000 });
   */
  prune(query: AnalyticsPruneQuery, options: CallOptions = {}): Promise<AnalyticsPruneResult> {
    return this.call("prune", options, (call) => prune(call, table.name, query));
  }
}
