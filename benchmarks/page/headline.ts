import { axis, tickLines, verticalLine, x } from "./axis";
import { byEngine, byRecords, operationName } from "./blocks";
import { duration, instant, list, milliseconds, plural, times, whole } from "./format";
import { type Content, html, type Markup } from "./html";
import { logScale, type Scale } from "./scale";
import { type Judged, type Verdict, verdictOf } from "./verdict";
import { distinct, type View } from "./view";

/** Whether the target was met, told in a sentence, a picture and a table. */
export function headline(view: View): Markup {
  const verdict = verdictOf(view);
  const { report, engines } = view;
  const { workers, stores, seconds } = report.settings;
  return html`<header>
<p class="overline">Benchmark of ${list(engines.length > 0 ? engines : ["nothing"])} · ${instant(report.startedAt)}</p>
${statement(view, verdict)}
<p class="lead">${plural(workers, "worker")}, each waiting for its answer before it calls again; ${seconds} s for each operation; ${stores.length === 1 ? "store" : "stores"} ${list(stores)}.</p>
</header>`;
}

function statement({ report, closed }: View, { judged, misses }: Verdict): Markup {
  const { targetP99Ms, records } = report.settings;
  const target = duration(targetP99Ms);
  if (judged.length === 0)
    return html`<h1><span class="badge">–</span> Nothing was measured that the target of ${target} could judge</h1>`;
  const at = html`with ${list(records.map(whole))} records`;
  const failures = closed.reduce((sum, { ours }) => sum + (ours?.failures ?? 0), 0);
  const failed =
    failures > 0 ? html` <a class="warning" href="#failures">${plural(failures, "call")} failed.</a>` : null;
  return misses.length === 0
    ? html`<h1><span class="badge pass">✓ Passed</span> Every p99 is within ${target} ${at}.${failed}</h1>`
    : html`<h1><span class="badge miss">✗ Missed</span> ${whole(misses.length)} of ${plural(judged.length, "p99 figure")} beyond ${target} ${at}.${failed}</h1>`;
}

export function verdictSection(view: View): Markup {
  const verdict = verdictOf(view);
  return html`<section id="verdict" aria-labelledby="verdict-title"><h2 id="verdict-title">p99 against the target</h2>
<p class="lead">A dot for each operation and mix of ours on a log axis; what is right of the line misses.</p>
${byEngine(view, (engine) => card(view, engine, verdict))}
${missList(verdict, view.report.settings.targetP99Ms)}
${verdict.judged.length === 0 ? null : table(view, verdict)}</section>\n`;
}

function card(view: View, engine: string, { judged }: Verdict): Content {
  const target = view.report.settings.targetP99Ms;
  const scale = logScale([target, ...judged.map(({ ours }) => ours.latency.p99)], [0.1, 10]);
  return byRecords(
    view,
    view.closed.filter((pair) => pair.engine === engine),
    engine,
    (pairs) => {
      const here = judged.filter(({ pair }) => pairs.includes(pair));
      if (here.length === 0)
        return html`<p class="note">Not among the numbers of records that are judged.</p>`;
      const met = here.filter((each) => each.met).length;
      const slowest = here.reduce((a, b) => (b.ours.latency.p99 > a.ours.latency.p99 ? b : a));
      const ratios = here.flatMap(({ ours }) => (ours.ratio === null ? [] : [ours.ratio.throughput]));
      return html`<dl class="tiles">
<div><dt>within ${duration(target)}</dt><dd class="${met === here.length ? "pass" : "miss"}">${whole(met)} <small>of ${whole(here.length)}</small></dd></div>
<div><dt>slowest p99</dt><dd>${duration(slowest.ours.latency.p99)} <small>${slowest.pair.operation}</small></dd></div>
<div><dt>throughput against hand</dt><dd>${times(median(ratios))} <small>median</small></dd></div>
</dl>${swarm(view, here, scale)}`;
    },
  );
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;

/** Dots that would cover each other are stacked. */
function swarm({ report, stores }: View, judged: readonly Judged[], scale: Scale): Markup {
  const target = report.settings.targetP99Ms;
  const columns = new Map<number, number>();
  const dots = [...judged]
    .sort((a, b) => a.ours.latency.p99 - b.ours.latency.p99)
    .map((each) => {
      const column = Math.round(scale.at(each.ours.latency.p99) * DOT_COLUMNS);
      const below = columns.get(column) ?? 0;
      columns.set(column, below + 1);
      return { ...each, column, below };
    });
  const height = 22 + DOT * Math.max(3, ...columns.values());
  return html`<div class="swarm"><svg height="${height}" role="img" aria-label="p99 of ${plural(judged.length, "operation")} against the target of ${duration(target)}">
${tickLines(scale, 16)}${verticalLine(scale, target, "reference", 16)}
<text class="reference" x="${x(scale, target)}" y="11" text-anchor="${scale.at(target) > 0.8 ? "end" : "middle"}">target ${duration(target)}</text>
${dots.map(({ pair, ours, met, column, below }) => {
  const text = `${pair.operation}: p99 ${duration(ours.latency.p99)}`;
  return html`<svg class="${met ? "dot" : "dot miss"}" x="${(column / DOT_COLUMNS) * 100}%" y="${height - DOT * (below + 0.5)}" data-operation="${pair.operation}" data-store="${stores.indexOf(pair.store)}" data-tip="${text}"><path d="${met ? "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z" : "M-4-4L4 4M-4 4L4-4"}"/></svg>`;
})}</svg>
${axis(scale, duration)}</div>`;
}

const DOT = 10;
/** As many dots as stand side by side at some 500 pixels. */
const DOT_COLUMNS = 50;

/** What missed, in words, with how the same statements did by hand. */
function missList({ misses }: Verdict, target: number): Markup | null {
  if (misses.length === 0) return null;
  const shown = misses.slice(0, 8);
  return html`<ul class="misses">${shown.map(
    ({ pair, ours }) =>
      html`<li><b>${pair.operation}</b> on ${pair.engine}, ${whole(pair.records)} records: ${reason(ours, target)}${
        pair.hand === null
          ? null
          : html` <span class="quiet">(by hand ${duration(pair.hand.latency.p99)})</span>`
      }</li>`,
  )}${misses.length > shown.length ? html`<li>and ${whole(misses.length - shown.length)} more, in the table</li>` : null}</ul>`;
}

const reason = ({ latency, failures, count }: Judged["ours"], target: number): string =>
  failures >= count
    ? "no call succeeded"
    : latency.p99 > target
      ? `p99 ${duration(latency.p99)}`
      : `${whole(failures)} of ${plural(count, "call")} failed`;

function table(view: View, { judged }: Verdict): Markup {
  const columns = view.engines.flatMap((engine, i) =>
    distinct(judged.filter(({ pair }) => pair.engine === engine).map(({ pair }) => pair.records))
      .sort((a, b) => a - b)
      .map((records, nth) => ({ engine, i, records, first: nth === 0 })),
  );
  const target = view.report.settings.targetP99Ms;
  const rows = distinct(judged.map(({ pair }) => pair.operation));
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="verdict-caption"><table class="verdict">
<caption id="verdict-caption">p99 of ours in milliseconds; <span class="miss">✗</span> beyond ${duration(target)}, or with one call in a hundred failed. The darker, the nearer to the target.</caption>
<thead><tr><th rowspan="2" scope="col">Operation</th>${view.engines.map((engine, i) => {
    const span = columns.filter((column) => column.engine === engine).length;
    return span === 0
      ? null
      : html`<th scope="colgroup" colspan="${span}" class="first" data-engine="${i}">${engine}</th>`;
  })}</tr>
<tr>${columns.map(({ i, records, first }) => html`<th scope="col" class="${first ? "number first" : "number"}" data-engine="${i}">${whole(records)}</th>`)}</tr></thead>
<tbody>${rows.map((operation, nth) => {
    const of = judged.filter(({ pair }) => pair.operation === operation);
    const { store } = of[0]!.pair;
    const begins =
      nth > 0 && judged.find(({ pair }) => pair.operation === rows[nth - 1])!.pair.store !== store;
    return html`<tr${begins ? html` class="begins"` : null} data-store="${view.stores.indexOf(store)}" data-operation="${operation}"><th scope="row">${operationName(operation)}</th>${columns.map(
      ({ engine, i, records, first }) =>
        cell(
          of.find(({ pair }) => pair.engine === engine && pair.records === records),
          target,
          i,
          first,
        ),
    )}</tr>\n`;
  })}</tbody></table></div>`;
}

function cell(judged: Judged | undefined, target: number, engine: number, first: boolean): Markup {
  const kind = first ? " first" : "";
  if (judged === undefined) return html`<td class="number${kind}" data-engine="${engine}">–</td>`;
  const { ours, met } = judged;
  // From a hundredth of the target up to the target.
  const heat = Math.min(
    1,
    Math.max(0, 1 + Math.log10(Math.max(ours.latency.p99, target / 100) / target) / 2),
  );
  const failed =
    ours.failures > 0 ? html`<sup title="${plural(ours.failures, "call")} failed">!</sup>` : null;
  return met
    ? html`<td class="number heat${kind}" style="--heat:${heat}" data-engine="${engine}">${milliseconds(ours.latency.p99)}${failed} <span class="mark" role="img" aria-label="pass">✓</span></td>`
    : html`<td class="number miss${kind}" data-engine="${engine}">${ours.failures >= ours.count ? "none" : milliseconds(ours.latency.p99)}${failed} <span class="mark" role="img" aria-label="miss">✗</span></td>`;
}
