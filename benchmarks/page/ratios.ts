import { isFigure, times } from "../../src/presentation/figures";
import { section } from "../../src/presentation/page/blocks";
import { html, type Markup } from "../../src/presentation/page/html";
import type { Ratio } from "../types";
import { byEngineAndRecords } from "./blocks";
import { x } from "./charts/axis";
import { logScale, type Scale, withTicks } from "./charts/scale";
import { type Strip, strips } from "./charts/strips";
import type { Pair, View } from "./view";

/** The subject against the baseline. */
export function ratios(view: View): Markup {
  const compared = view.closed.flatMap(comparedOf);
  return section(
    "ratios",
    "unified-store against the baseline",
    html`Throughput of unified-store ÷ throughput of the same SQL by hand on the driver (the baseline): the median of the rounds' ratios with their quartiles, sorted. Right of 1 unified-store is faster. p99: unified-store ÷ baseline, below 1 is better.`,
    compared.length === 0
      ? html`<p class="note">There is no baseline.</p>`
      : byEngineAndRecords(view, view.closed, (pairs) => {
          const here = pairs.flatMap(comparedOf);
          if (here.length === 0) return html`<p class="note">There is no baseline.</p>`;
          const scale = scaleOf(compared);
          return strips(view, {
            scale,
            label: times,
            reference: { value: 1, label: "baseline" },
            headings: ["calls/s", "p99"],
            rows: here
              .sort((a, b) => b.ratio.throughput - a.ratio.throughput)
              .map((each) => row(each, scale)),
            grouped: false,
          });
        }),
  );
}

interface Compared {
  readonly pair: Pair;
  readonly ratio: Ratio;
}

const comparedOf = (pair: Pair): Compared[] => {
  const ratio = pair.subject?.ratio ?? null;
  return ratio !== null && isFigure(ratio.throughput) && ratio.throughput > 0 ? [{ pair, ratio }] : [];
};

/** Sorted by their distance from 1. */
const MARKS = [1, 0.5, 2, 0.8, 1.25, 0.9, 1.1, 0.2, 5, 0.1, 10, 0.01, 100, 0.001, 1000, 0.000_001, 1_000_000];

function scaleOf(compared: readonly Compared[]): Scale {
  const scale = logScale(
    [0.8, 1.25, ...compared.flatMap(({ ratio }) => [ratio.low, ratio.throughput, ratio.high])],
    [0.5, 2],
  );
  return withTicks(
    scale,
    MARKS.filter((mark) => mark > scale.low && mark < scale.high),
    0.1,
  );
}

const HEIGHT = 22;

function row({ pair, ratio }: Compared, scale: Scale): Strip {
  const { throughput, low, high, p99 } = ratio;
  const kind = low > 1 ? "subject" : high < 1 ? "baseline" : "even";
  const middle = HEIGHT / 2;
  return {
    pair,
    drawing: html`<line class="interval ${kind}" x1="${x(scale, low)}" x2="${x(scale, high)}" y1="${middle}" y2="${middle}"/><circle class="ratio ${kind}" cx="${x(scale, throughput)}" cy="${middle}" r="4.5"/>`,
    height: HEIGHT,
    text: `${pair.operation}: throughput ${times(throughput)} that of the baseline, quartiles ${times(low)} to ${times(high)}; p99 ${times(p99)}`,
    figures: [html`<b>${times(throughput)}</b>`, times(p99)],
  };
}
