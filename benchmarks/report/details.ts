import type { Measurement, Report } from "../types";
import { figure, left, percent, right, table } from "./format";
import { labelOf, ofSubject } from "./target";

const COLUMNS = [
  left("operation"),
  ...["calls", "success", "calls/s", "p50", "p90", "p95", "p99", "p99.9", "max", "× baseline", "p99 ÷"].map(
    right,
  ),
];

/** All figures of the subject, in one table for each engine and number of records. */
export function detailTables(report: Report): string {
  const title = ({ engine, records }: Measurement): string =>
    `${engine}, ${records} records; latency in milliseconds`;
  const all = ofSubject(report);
  return [...new Set(all.map(title))]
    .map((group) => `${group}\n${table(COLUMNS, all.filter((each) => title(each) === group).map(row))}`)
    .join("\n\n");
}

function row(measurement: Measurement): string[] {
  const { count, successRate, throughput, latency, ratio } = measurement;
  return [
    labelOf(measurement),
    String(count),
    percent(successRate),
    figure(throughput),
    ...[latency.p50, latency.p90, latency.p95, latency.p99, latency.p999, latency.max].map(figure),
    ratio === null ? "" : ratio.throughput.toFixed(2),
    ratio === null ? "" : ratio.p99.toFixed(2),
  ];
}

/** Empty if every call succeeded. */
export function failureTable({ measurements }: Report): string {
  const rows = measurements.flatMap((each) =>
    Object.entries(each.failureCodes).map(([code, times]) => [
      each.engine,
      labelOf(each),
      String(each.records),
      each.contender,
      code,
      `${times} of ${each.count}`,
    ]),
  );
  if (rows.length === 0) return "";
  const columns = [
    ...["engine", "operation"].map(left),
    right("records"),
    ...["contender", "code"].map(left),
    right("calls"),
  ];
  return `Failed calls\n${table(columns, rows)}`;
}
