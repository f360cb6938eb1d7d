import { type AnalyticsMetricEntity, analyticsMetricTable } from "../../../entities/analytics";
import type { CallOptions } from "../../core/call/deadline";
import { collection } from "../../db/collection";
import { Records, recordWrites } from "../../db/collections/records";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { all, name, sql } from "../../dialect/sql";
import { AnalyticsMetricListInput } from "./inputs";
import { recordLister } from "./lists";
import { pruner } from "./prune";
import { summarizeMetrics } from "./summary";
import type {
  AnalyticsMetric,
  AnalyticsMetricInput,
  AnalyticsMetricListQuery,
  AnalyticsMetricSummary,
  AnalyticsMetricSummaryQuery,
  AnalyticsPruneQuery,
  AnalyticsPruneResult,
} from "./types";

const table = new Table<AnalyticsMetricEntity, AnalyticsMetric>(analyticsMetricTable);

export const metricMaker = rowMaker<typeof analyticsMetricTable, AnalyticsMetric, AnalyticsMetricInput>(
  analyticsMetricTable,
);
const METRICS = collection({
  name: "analytics.metrics",
  what: "measurement",
  table,
  key: "id",
  page: recordLister(table, {
    Input: AnalyticsMetricListInput,
    where: (input: AnalyticsMetricListInput) =>
      all(input.name === undefined ? [] : [sql`c.name = ${name(input.name)}`]),
  }),
});
const WRITES = recordWrites(table, metricMaker, { list: "metrics" });
const prune = pruner(table.name);

/** Measurements, each of a named metric. Reached as `scope.analytics.metrics`. */
export class AnalyticsMetrics extends Records<
  AnalyticsMetricInput,
  AnalyticsMetric,
  AnalyticsMetricListQuery
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, METRICS, WRITES);
  }

  /**
   * Aggregates the measurements of one name by time buckets, in one statement, as exactly as
   * `summarize` of calls.
   *
   * @returns one row for each bucket with measurements, in order of time
   * @throws UnifiedStoreError `validation`, also when there would be more than 10,000 rows
   * @example
   * const days = await acme.analytics.metrics.summarize({
   *   name: "queue.length", createdFrom: from, createdTo: to, bucket: "day",
   * });
   */
  summarize(
    query: AnalyticsMetricSummaryQuery,
    options: CallOptions = {},
  ): Promise<AnalyticsMetricSummary[]> {
    return this.call("summarize", options, (call) => summarizeMetrics(call, query));
  }

  /**
   * Deletes measurements older than `olderThanMs`, oldest first, in batches of 1,000. Each batch is
   * a transaction of its own, unless the call runs in one. Batches deleted before an abort stay
   * deleted.
   *
   * @throws UnifiedStoreError `validation`, `aborted`, `timeout`
   * @example
   * const { deleted, done } = await acme.analytics.metrics.prune({ olderThanMs: 30 * 86_400_000 });
   */
  prune(query: AnalyticsPruneQuery, options: CallOptions = {}): Promise<AnalyticsPruneResult> {
    return this.call("prune", options, (call) => prune(call, query));
  }
}
