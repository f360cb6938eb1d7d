import { analyticsCallTable, analyticsMetricTable } from "../../../entities/analytics";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { all, name, sql, TableName } from "../../dialect/sql";
import { exactSum, sumColumns, sumOf } from "./exact-sum";
import { AnalyticsCallSummaryInput, AnalyticsMetricSummaryInput } from "./inputs";
import { callsThat, inRange } from "./lists";
import { figuresOf, mustBeFew, type SummaryRow, summarizer } from "./summarize";
import type {
  AnalyticsCallSummary,
  AnalyticsCallSummaryQuery,
  AnalyticsMetricSummary,
  AnalyticsMetricSummaryQuery,
} from "./types";

const callFigures = summarizer({
  table: new TableName(analyticsCallTable.name),
  groups: {
    task: { column: "c.task", type: "name" },
    model: { column: "c.model", type: "name" },
    provider: { column: "c.provider", type: "name" },
    profileId: { column: "c.profile_id", type: "name" },
    success: { column: "c.success", type: "flag" },
  },
  value: "c.latency_ms",
  needs: ["tokens_in", "tokens_out", "cost_usd", "success as succeeded"],
  more: `count(case when s.succeeded then 1 end), count(s.succeeded), sum(s.tokens_in), sum(s.tokens_out), ${sumOf("s.cost_usd")}`,
  moreColumns: {
    succeeded: "count",
    told: "count",
    tokensIn: "count",
    tokensOut: "count",
    ...sumColumns("cost"),
  },
});

interface CallFigures {
  succeeded: number;
  /** Calls with a known outcome. */
  told: number;
  tokensIn: number | null;
  tokensOut: number | null;
  costWhole: number | null;
  costRest: number | null;
}

export async function summarizeCalls(
  call: Call,
  query: AnalyticsCallSummaryQuery,
): Promise<AnalyticsCallSummary[]> {
  const input = validate(AnalyticsCallSummaryInput, query, "");
  const { bucket } = input;
  // A copy: the caller may change the array before the rows arrive.
  const groupBy = [...(input.groupBy ?? [])];
  const where = all([inRange(input), callsThat(input)]);
  const { statement, columns } = callFigures(call, { bucket, by: groupBy }, where);
  const rows = await call.all(statement, columns);
  mustBeFew(rows, "groupBy", "ask for fewer groups, a longer bucket or a shorter time range");
  return rows.map((row): AnalyticsCallSummary => {
    const figures = row as SummaryRow & CallFigures;
    const { succeeded, told, tokensIn, tokensOut, costWhole, costRest } = figures;
    return {
      bucket: row.bucket ?? null,
      group: Object.fromEntries(groupBy.map((each) => [each, row[each]])),
      calls: row.rows,
      succeeded,
      failed: told - succeeded,
      successRate: told === 0 ? null : succeeded / told,
      tokensIn,
      tokensOut,
      costUsd: exactSum(costWhole, costRest),
      latency: figuresOf(row),
    };
  });
}

const metricFigures = summarizer({
  table: new TableName(analyticsMetricTable.name),
  groups: {},
  value: "c.value",
  needs: [],
  more: "",
  moreColumns: {},
});

export async function summarizeMetrics(
  call: Call,
  query: AnalyticsMetricSummaryQuery,
): Promise<AnalyticsMetricSummary[]> {
  const input = validate(AnalyticsMetricSummaryInput, query, "");
  const { bucket } = input;
  const where = sql`c.name = ${name(input.name)} and ${inRange(input)}`;
  const { statement, columns } = metricFigures(call, { bucket, by: [] }, where);
  const rows = await call.all(statement, columns);
  mustBeFew(rows, "bucket", "ask for a longer one or a shorter time range");
  return rows.map((row) => ({ bucket: row.bucket ?? null, count: row.rows, ...figuresOf(row)! }));
}
