import { duration, list, plural, size, times, timing, whole } from "../../src/presentation/figures";
import { section } from "../../src/presentation/page/blocks";
import { type Content, html, type Markup } from "../../src/presentation/page/html";
import type { Measurement } from "../types";
import { byEngine, byRecords } from "./blocks";
import { logScale, type Scale } from "./charts/scale";
import { swarm } from "./charts/swarm";
import { type Judged, type Verdict, verdictOf } from "./verdict";
import { verdictTables } from "./verdict-table";
import { succeeded, type View } from "./view";

/** Verdict as a chart, in words and as a table: whether the target was met. */
export function verdictSection(view: View): Markup {
  const verdict = verdictOf(view);
  const scale = logScale(
    [view.report.settings.targetP99Ms, ...verdict.judged.map(({ subject }) => subject.latency.p99)],
    [0.1, 10],
  );
  return section(
    "verdict",
    "p99 against the target",
    "A dot for each operation and mix of unified-store, on a log axis. A dot right of the line misses the target.",
    html`${byEngine(view, (engine) => cards(view, engine, verdict, scale))}
${missList(view, verdict)}
${verdict.judged.length === 0 ? null : verdictTables(view, verdict.judged)}`,
  );
}

const cards = (view: View, engine: string, { judged }: Verdict, scale: Scale): Content =>
  byRecords(
    view,
    view.closed.filter((pair) => pair.engine === engine),
    engine,
    (pairs) => {
      const here = judged.filter(({ pair }) => pairs.includes(pair));
      return here.length === 0
        ? html`<p class="note">There is no target for this number of records.</p>`
        : html`${tiles(here, view.report.settings.targetP99Ms)}${swarm(view, here, scale)}`;
    },
  );

function tiles(judged: readonly Judged[], target: number): Markup {
  const met = judged.filter((each) => each.met).length;
  const timed = judged.filter(({ subject }) => succeeded(subject));
  const slowest = timed.sort((a, b) => b.subject.latency.p99 - a.subject.latency.p99)[0];
  const ratios = judged.flatMap(({ subject }) => (subject.ratio === null ? [] : [subject.ratio.throughput]));
  return html`<dl class="tiles">
<div><dt>within ${duration(target)}</dt><dd class="${met === judged.length ? "pass" : "miss"}">${whole(met)} <small>of ${whole(judged.length)}</small></dd></div>
${slowest === undefined ? null : html`<div><dt>slowest p99</dt><dd>${timing(slowest.subject.latency.p99)} <small>${slowest.pair.operation}</small></dd></div>`}
${ratios.length === 0 ? null : html`<div><dt>throughput against the baseline</dt><dd>${times(median(ratios))} <small>median</small></dd></div>`}
</dl>`;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;

/** The number of misses to list. */
const LISTED = 8;

/**
 * The misses, slowest first: each operation with its slowest measurement, and the baseline's
 * figure.
 */
function missList(view: View, { misses }: Verdict): Markup | null {
  if (misses.length === 0) return null;
  const slowestFirst = [...misses].sort((a, b) => rank(b) - rank(a));
  const worst = slowestFirst.filter((each) => slowestFirst.find((other) => alike(each, other)) === each);
  return html`<ul class="misses">${worst.slice(0, LISTED).map((each) => {
    const { pair, subject } = each;
    const others = slowestFirst.filter((other) => other !== each && alike(each, other));
    const elsewhere = list(
      others
        .map((other) => other.pair.records)
        .sort((a, b) => a - b)
        .map(size),
    );
    return html`<li data-engine="${view.engines.indexOf(pair.engine)}" data-store="${view.stores.indexOf(pair.store)}" data-operation="${pair.operation}"><b>${pair.operation}</b> on ${pair.engine} with ${size(pair.records)} records: ${reason(subject, view.report.settings.targetP99Ms)}${
      pair.baseline === null || !succeeded(pair.baseline)
        ? null
        : html` <span class="quiet">(baseline ${timing(pair.baseline.latency.p99)})</span>`
    }${elsewhere === "" ? null : html`; also with ${elsewhere}`}</li>`;
  })}${worst.length > LISTED ? html`<li>and ${plural(worst.length - LISTED, "more operation")}, in the table</li>` : null}</ul>`;
}

const rank = ({ subject }: Judged): number => (succeeded(subject) ? subject.latency.p99 : Number.MAX_VALUE);

const alike = (a: Judged, b: Judged): boolean =>
  a.pair.operation === b.pair.operation && a.pair.engine === b.pair.engine;

function reason(subject: Measurement, target: number): string {
  if (!succeeded(subject)) return "no call succeeded";
  return subject.latency.p99 > target
    ? `p99 ${timing(subject.latency.p99)}`
    : `${whole(subject.failures)} of ${plural(subject.count, "call")} failed`;
}
