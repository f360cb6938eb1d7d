import { duration, plural, rate, timing, whole } from "../../../src/presentation/figures";
import { section } from "../../../src/presentation/page/blocks";
import { type Content, html, type Markup } from "../../../src/presentation/page/html";
import type { Measurement } from "../../types";
import { byEngineAndRecords } from "../blocks";
import { measured, type Pair, succeeded, type View } from "../view";
import { x } from "./axis";
import { curve, density } from "./density";
import { area, path, stretched } from "./path";
import { logScale, type Scale } from "./scale";
import { type Strip, type Strips, strips } from "./strips";

/** Distribution of latencies, one ridge for each operation. */

const HEIGHT = 44;
const FLOOR = 28;
const RIDGE = 24;
const BASELINE_LANE = 37;

export const distributions = (view: View): Markup =>
  section(
    "distribution",
    "Latency distribution",
    html`Latency of single calls, with ${plural(view.report.settings.workers, "worker")}. ${WHO} ${KEY}`,
    view.closed.length === 0
      ? html`<p class="note">No closed loop was measured.</p>`
      : byEngineAndRecords(view, view.closed, (pairs) =>
          strips(view, ridges(view, pairs, latencyScale(view, view.closed))),
        ),
  );

export const openLoop = (view: View): Markup | null =>
  view.open.length === 0
    ? null
    : section(
        "open-loop",
        "Latency at a steady rate",
        html`An open loop: calls begin when they are due, whether or not others have ended. ${WHO} ${KEY}`,
        byEngineAndRecords(view, view.open, (pairs) => {
          const { headings, rows, ...rest } = ridges(view, pairs, latencyScale(view, view.open));
          return strips(view, {
            ...rest,
            headings: ["due", ...headings],
            rows: rows.map((row) => ({
              ...row,
              figures: [rate(row.pair.subject?.rate ?? null), ...row.figures],
            })),
          });
        }),
      );

const WHO = html`Filled: <b class="subject">subject</b>, unified-store; outline: <b class="baseline">baseline</b>, the same SQL by hand on the driver.`;

const KEY = html`Marks: <svg class="key" width="62" height="12" aria-hidden="true"><line class="whisker subject" x1="3" x2="59" y1="6" y2="6"/><line class="median subject" x1="3" x2="3" y1="1" y2="11"/><circle class="p99 subject" cx="34" cy="6" r="4"/><circle class="p999 subject" cx="57" cy="6" r="3"/></svg> p50, p99 and p99.9. Log axis; the square root of the density, so that tails show.`;

/** One axis for all ridges, so that engines and numbers of records can be compared. */
const latencyScale = (view: View, pairs: readonly Pair[]): Scale =>
  logScale(
    [
      view.report.settings.targetP99Ms,
      ...measured(pairs).flatMap((each) => [fastest(each), each.latency.p999]),
    ],
    [0.1, 10],
  );

/** Without the fastest thousandth: a single early bucket would stretch the axis for all ridges. */
function fastest({ histogram, latency, count }: Measurement): number {
  let left = count / 1000;
  for (const [edge, calls] of histogram) {
    left -= calls;
    if (left <= 0) return edge;
  }
  return latency.p50;
}

const ridges = (view: View, pairs: readonly Pair[], scale: Scale): Strips => {
  const target = view.report.settings.targetP99Ms;
  return {
    scale,
    label: duration,
    reference: { value: target, label: `p99 target ${duration(target)}` },
    headings: ["p50", "p99", "p99.9"],
    grouped: true,
    rows: pairs.map((pair) => ridge(pair, scale, target)),
  };
};

function ridge(pair: Pair, scale: Scale, target: number): Strip {
  const { subject, baseline } = pair;
  const curves = [subject, baseline].map((each) =>
    each !== null && succeeded(each) ? density(each, scale) : null,
  );
  const peak = Math.max(...curves.map((each) => each?.peak ?? 0));
  const [subjectCurve, baselineCurve] = curves.map((each) =>
    each === null ? null : curve(each, peak, FLOOR, RIDGE),
  );
  const drawing = [
    stretched(HEIGHT, [
      subjectCurve ? area(subjectCurve, FLOOR, "ridge subject") : null,
      baselineCurve ? path(baselineCurve, "ridge baseline") : null,
    ]),
    whisker(baseline, "baseline", BASELINE_LANE, scale, target),
    whisker(subject, "subject", FLOOR, scale, target),
  ];
  const { p50, p99, p999 } = subject !== null && succeeded(subject) ? subject.latency : NO_LATENCY;
  return {
    pair,
    drawing: [
      drawing,
      subject !== null && !succeeded(subject)
        ? html`<text class="note" x="0" y="24">no call succeeded</text>`
        : null,
    ],
    height: HEIGHT,
    text: inWords(pair),
    figures: [
      timing(p50),
      html`<b${p99 > target ? html` class="miss"` : null}>${timing(p99)}</b>`,
      timing(p999),
    ],
  };
}

const NO_LATENCY = { p50: Number.NaN, p99: Number.NaN, p999: Number.NaN };

/** From p50 to p99.9. */
function whisker(
  of: Measurement | null,
  who: "subject" | "baseline",
  y: number,
  scale: Scale,
  target: number,
): Content {
  if (of === null || !succeeded(of)) return null;
  const { p50, p99, p999 } = of.latency;
  const small = who === "baseline" ? 1 : 0;
  return html`<line class="whisker ${who}" x1="${x(scale, p50)}" x2="${x(scale, p999)}" y1="${y}" y2="${y}"/><line class="median ${who}" x1="${x(scale, p50)}" x2="${x(scale, p50)}" y1="${y - 5 + small}" y2="${y + 5 - small}"/><circle class="p999 ${who}" cx="${x(scale, p999)}" cy="${y}" r="${3 - small}"/><circle class="p99 ${who === "subject" && p99 > target ? "over" : ""} ${who}" cx="${x(scale, p99)}" cy="${y}" r="${4 - small}"/>`;
}

const inWords = (pair: Pair): string =>
  [
    `${pair.operation}, ${whole(pair.records)} records`,
    sideInWords("subject", pair.subject),
    sideInWords("baseline", pair.baseline),
  ]
    .filter((text) => text !== "")
    .join("\n");

function sideInWords(name: string, side: Measurement | null): string {
  if (side === null) return "";
  if (!succeeded(side)) return `${name}: no call succeeded`;
  const { p50, p90, p99, p999, max } = side.latency;
  const figures = `p50 ${timing(p50)}, p90 ${timing(p90)}, p99 ${timing(p99)}, p99.9 ${timing(p999)}, max ${timing(max)}`;
  return `${name}: ${figures}, ${plural(side.count, "call")}${side.rate === null ? "" : `, intended ${rate(side.rate)}`}`;
}
