import { analyticsCallTable } from "../../../entities/analytics";
import type {
  AnalyticsCall,
  AnalyticsCallInput,
  AnalyticsCallSummary,
} from "../../../src/stores/analytics/types";
import { timeOf } from "../../fill/rows";
import { callMade } from "../../fill/stores/analytics";
import { pageOf } from "../baseline";
import { drawer } from "../draw";
import { type Pair, pair, row, type WrittenRow } from "../pair";
import { callReader, hourReader, newCall } from "./rows";

const PAGE = 20;
const BULK = 100;
/** One call per second. */
const DAY = 86_400;
/** More than the maximum number of rows of a summary. */
const MOST_ROWS = 10_001;

const written = (calls: readonly AnalyticsCall[]): WrittenRow[] =>
  calls.map(({ id }) => row(analyticsCallTable, { id }));

export function analyticsPairs(records: number): readonly Pair[] {
  const draw = drawer(records);
  return [
    pair<Date, AnalyticsCall[]>({
      name: "analytics.calls.list",
      kind: "read",
      weight: 10,
      next: draw(({ row }) => timeOf(row() + 1)),
      subject: (scope, to) =>
        scope.analytics.calls.list({ createdTo: to, limit: PAGE }).then(({ items }) => items),
      baseline: (baseline, to) =>
        baseline.run([...baseline.scope, baseline.codec.instant(to), PAGE + 1], (rows) =>
          pageOf(rows, PAGE, callReader(baseline)),
        ),
    }),
    pair<{ createdFrom: Date; createdTo: Date }, AnalyticsCallSummary[]>({
      name: "analytics.calls.summarize",
      kind: "read",
      weight: 1,
      next: draw(({ below }) => {
        const start = below(Math.max(1, records - DAY));
        return { createdFrom: timeOf(start), createdTo: timeOf(start + DAY) };
      }),
      subject: (scope, range) => scope.analytics.calls.summarize({ ...range, bucket: "hour" }),
      baseline: (baseline, { createdFrom: from, createdTo: to }) => {
        const { instant } = baseline.codec;
        return baseline.run([...baseline.scope, instant(from), instant(to), MOST_ROWS], (rows) =>
          rows.map(hourReader(baseline)),
        );
      },
    }),
    pair<AnalyticsCallInput, AnalyticsCall>({
      name: "analytics.calls.add",
      kind: "write",
      weight: 80,
      next: draw(({ row }) => callMade(row())),
      subject: (scope, input) => scope.analytics.calls.add(input),
      baseline: (baseline, input) => {
        const { call, cells } = newCall(baseline, input);
        return baseline.run([...baseline.scope, ...cells], () => call);
      },
      rows: (_, call) => (call ? written([call]) : []),
    }),
    pair<AnalyticsCallInput[], AnalyticsCall[]>({
      name: "analytics.calls.addMany",
      kind: "write",
      weight: 9,
      next: draw(({ row }) => Array.from({ length: BULK }, () => callMade(row())), 256),
      subject: (scope, inputs) => scope.analytics.calls.addMany(inputs),
      baseline: (baseline, inputs) => {
        const made = inputs.map((input) => newCall(baseline, input));
        const list = baseline.codec.list(made.map(({ cells }) => cells));
        return baseline.run([...baseline.scope, ...list], () => made.map(({ call }) => call));
      },
      rows: (_, calls) => written(calls ?? []),
    }),
  ];
}
