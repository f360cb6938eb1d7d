import { duration, plural, timing } from "../../../src/presentation/figures";
import { html, type Markup } from "../../../src/presentation/page/html";
import type { Judged } from "../verdict";
import { succeeded, type View } from "../view";
import { axis, tickLines, verticalLine, x } from "./axis";
import type { Scale } from "./scale";

/** Size of a dot in pixels, and the number of dots side by side at about 500 pixels. */
const DOT = 10;
const COLUMNS = 50;

/** Space for the target's name. */
const TOP = 16;

/** Dot plot: one dot for each p99. Dots that would overlap are stacked. */
export function swarm({ report, stores }: View, judged: readonly Judged[], scale: Scale): Markup {
  const target = report.settings.targetP99Ms;
  const stacks = new Map<number, number>();
  const dots = judged.map((each) => {
    const p99 = succeeded(each.subject) ? each.subject.latency.p99 : scale.high;
    const column = Math.round(scale.at(p99) * COLUMNS);
    const below = stacks.get(column) ?? 0;
    stacks.set(column, below + 1);
    return { ...each, column, below };
  });
  const height = TOP + 6 + DOT * Math.max(3, ...stacks.values());
  return html`<div class="swarm"><svg height="${height}" role="img" aria-label="p99 of ${plural(judged.length, "operation")} against the target of ${duration(target)}">${tickLines(scale, TOP)}${verticalLine(scale, target, "reference", TOP)}
<text class="reference" x="${x(scale, target)}" y="11" text-anchor="${scale.at(target) > 0.8 ? "end" : "middle"}">target ${duration(target)}</text>
${dots.map(({ pair, subject, met, column, below }) => {
  const text = succeeded(subject)
    ? `${pair.operation}: p99 ${timing(subject.latency.p99)}`
    : `${pair.operation}: no call succeeded`;
  return html`<svg class="${met ? "dot" : "dot miss"}" x="${(column / COLUMNS) * 100}%" y="${height - DOT * (below + 0.5)}" data-operation="${pair.operation}" data-store="${stores.indexOf(pair.store)}" data-tip="${text}"><path d="${met ? CIRCLE : CROSS}"/></svg>`;
})}</svg>${axis(scale, duration)}</div>`;
}

const CIRCLE = "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z";
const CROSS = "M-4-4L4 4M-4 4L4-4";
