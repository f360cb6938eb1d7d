import { analyticsCallTable } from "../../../entities/analytics";
import type {
  AnalyticsCall,
  AnalyticsCallInput,
  AnalyticsCallSummary,
} from "../../../src/stores/analytics/types";
import { callMade } from "../../fill/analytics";
import { timeOf } from "../../fill/rows";
import { drawer } from "../draw";
import { pageOf } from "../hand";
import { type Pair, pair, row, type WrittenRow } from "../pair";
import { callReader, hourReader, newCall } from "./rows";

const PAGE = 20;
const BULK = 100;
/** A call comes every second. */
const DAY = 86_400;
/** More rows than a summary may have. */
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
      ours: (scope, to) =>
        scope.analytics.calls.list({ createdTo: to, limit: PAGE }).then(({ items }) => items),
      hand: (hand, to) =>
        hand.run([...hand.scope, hand.codec.instant(to), PAGE + 1], (rows) =>
          pageOf(rows, PAGE, callReader(hand)),
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
      ours: (scope, range) => scope.analytics.calls.summarize({ ...range, bucket: "hour" }),
      hand: (hand, { createdFrom: from, createdTo: to }) => {
        const { instant } = hand.codec;
        return hand.run([...hand.scope, instant(from), instant(to), MOST_ROWS], (rows) =>
          rows.map(hourReader(hand)),
        );
      },
    }),
    pair<AnalyticsCallInput, AnalyticsCall>({
      name: "analytics.calls.add",
      kind: "write",
      weight: 80,
      next: draw(({ row }) => callMade(row())),
      ours: (scope, input) => scope.analytics.calls.add(input),
      hand: (hand, input) => {
        const { call, cells } = newCall(hand, input);
        return hand.run([...hand.scope, ...cells], () => call);
      },
      rows: (_, call) => (call ? written([call]) : []),
    }),
    pair<AnalyticsCallInput[], AnalyticsCall[]>({
      name: "analytics.calls.addMany",
      kind: "write",
      weight: 9,
      next: draw(({ row }) => Array.from({ length: BULK }, () => callMade(row())), 256),
      ours: (scope, inputs) => scope.analytics.calls.addMany(inputs),
      hand: (hand, inputs) => {
        const made = inputs.map((input) => newCall(hand, input));
        const list = hand.codec.list(made.map(({ cells }) => cells));
        return hand.run([...hand.scope, ...list], () => made.map(({ call }) => call));
      },
      rows: (_, calls) => written(calls ?? []),
    }),
  ];
}
