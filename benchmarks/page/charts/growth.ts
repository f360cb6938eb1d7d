import { duration, list, short, size, times, timing, whole } from "../../../src/presentation/figures";
import { section } from "../../../src/presentation/page/blocks";
import { html, type Markup } from "../../../src/presentation/page/html";
import { byEngine } from "../blocks";
import { distinct, measured, type Pair, shortName, succeeded, type View } from "../view";
import { x } from "./axis";
import { chart, type End, heightFor } from "./chart";
import { type Points, path, stretched } from "./path";
import { logScale, type Scale, withTicks } from "./scale";

/** p99 by number of records. A flat line means that the size does not matter. */
export function growth(view: View): Markup {
  const records = distinct(view.closed.map((pair) => pair.records)).sort((a, b) => a - b);
  return section(
    "growth",
    "p99 by number of records",
    html`Both axes are logarithmic. A flat line is independent of the size; a line with a slope of 1 is linear, as for a full scan. Solid: <b>subject</b>; dashed: baseline. At the right: p99 with the most records, and its ratio to p99 with the fewest.`,
    records.length < 2
      ? html`<p class="note">${records.length === 0 ? "Nothing was measured" : `Measured with ${size(records[0]!)} records only`}: growth needs two numbers of records.</p>`
      : byEngine(view, (engine) => [
          html`<h3>${engine}</h3>`,
          view.stores.map((store, i) => {
            const pairs = view.closed.filter((pair) => pair.engine === engine && pair.store === store);
            return html`<div data-store="${i}">${pairs.length === 0 ? null : storeChart(view, store, pairs, records)}</div>`;
          }),
        ]),
  );
}

interface Line {
  readonly operation: string;
  readonly name: string;
  readonly points: readonly Point[];
  readonly baseline: readonly Point[];
  readonly kind: string;
}

type Point = readonly [records: number, p99: number];

/** Colors of the palette. If there are more operations, the names at the right distinguish them. */
const COLOURS = 8;

function storeChart(view: View, store: string, pairs: readonly Pair[], records: readonly number[]): Markup {
  const target = view.report.settings.targetP99Ms;
  const lines = linesOf(pairs);
  const height = heightFor(lines.length, 210);
  const across = withTicks(
    logScale(records, [1, 10]),
    // The ends carry the most information.
    [records[0]!, ...records.slice(1).reverse()],
    0.13,
  );
  const up = logScale(
    [
      target,
      ...measured(view.closed)
        .filter(succeeded)
        .map(({ latency }) => latency.p99),
    ],
    [0.1, 10],
  );
  const y = (p99: number): number => height * (1 - up.at(p99));
  const drawn = (points: readonly Point[]): Points =>
    points.map(([records, p99]) => [across.at(records), y(p99)] as const);
  const ends = lines.map(({ operation, name, points, kind }): End => {
    const last = points.at(-1)!;
    return {
      at: y(last[1]),
      text: html`<span>${name}</span><span>${timing(last[1])}</span><span>${points.length > 1 ? times(last[1] / points[0]![1]) : ""}</span>`,
      kind,
      operation,
    };
  });
  return chart({
    title: html`<span class="name">${store}</span> <span class="quiet">p99 by records</span>`,
    text: `p99 of ${store} by number of records: ${list(lines.map(inWords))}`,
    height,
    horizontal: { scale: across, label: short },
    vertical: { scale: up, label: duration },
    drawing: lines.map(
      (line) =>
        html`<g data-operation="${line.operation}">${stretched(height, [
          path(drawn(line.baseline), `growth baseline ${line.kind}`),
          path(drawn(line.points), `growth ${line.kind}`),
        ])}${line.points.map((point) => dot(line, point, across, y(point[1])))}</g>`,
    ),
    ends,
    reference: { value: target, label: `target ${duration(target)}` },
    series: null,
  });
}

const dot = (
  { operation, baseline, kind }: Line,
  [records, p99]: Point,
  across: Scale,
  y: number,
): Markup => {
  const other = baseline.find(([at]) => at === records);
  const text = `${operation}, ${whole(records)} records\nsubject: p99 ${timing(p99)}${other === undefined ? "" : `\nbaseline: p99 ${timing(other[1])}`}`;
  return html`<circle class="growth ${kind}" cx="${x(across, records)}" cy="${y}" r="3" data-tip="${text}"/>`;
};

const inWords = ({ name, points }: Line): string =>
  `${name} ${points.map(([records, p99]) => `${timing(p99)} at ${whole(records)}`).join(", ")}`;

function linesOf(pairs: readonly Pair[]): Line[] {
  return distinct(pairs.map(({ operation }) => operation))
    .map((operation, i) => {
      const of = pairs.filter((pair) => pair.operation === operation).sort((a, b) => a.records - b.records);
      return {
        operation,
        name: shortName(of[0]!),
        points: pointsOf(of, "subject"),
        baseline: pointsOf(of, "baseline"),
        kind: `colour-${i % COLOURS}`,
      };
    })
    .filter(({ points }) => points.length > 0);
}

const pointsOf = (pairs: readonly Pair[], who: "subject" | "baseline"): Point[] =>
  pairs.flatMap((pair) => {
    const of = pair[who];
    return of === null || !succeeded(of) ? [] : [[pair.records, of.latency.p99] as const];
  });
