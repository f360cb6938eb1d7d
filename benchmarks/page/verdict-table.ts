import { duration, milliseconds, plural, size } from "../../src/presentation/figures";
import { html, type Markup } from "../../src/presentation/page/html";
import { operationName } from "./blocks";
import type { Judged } from "./verdict";
import { distinct, succeeded, type View } from "./view";

interface Column {
  readonly engine: number;
  readonly records: number;
  /** True for the first column of an engine. */
  readonly first: boolean;
}

/** p99 by operation, engine and number of records, in two tables side by side if there is room. */
export function verdictTables(view: View, judged: readonly Judged[]): Markup {
  const columns = view.engines.flatMap((engine, i) =>
    distinct(judged.filter(({ pair }) => pair.engine === engine).map(({ pair }) => pair.records))
      .sort((a, b) => a - b)
      .map((records, nth): Column => ({ engine: i, records, first: nth === 0 })),
  );
  return html`<p class="lead caption" id="verdict-caption">p99 of unified-store in milliseconds; <span class="miss">✗</span> beyond ${duration(view.report.settings.targetP99Ms)}, or a call failed. The darker, the nearer to the target.</p>
<div class="tables">${halves(view, judged).map((half) => table(view, half, columns))}</div>`;
}

/** Split between two stores, as near to the middle as possible. */
function halves({ stores }: View, judged: readonly Judged[]): (readonly Judged[])[] {
  const before = (count: number): Judged[] => judged.filter(({ pair }) => stores.indexOf(pair.store) < count);
  const uneven = (count: number): number => Math.abs(judged.length - 2 * before(count).length);
  const cut = stores.map((_, i) => i + 1).sort((a, b) => uneven(a) - uneven(b))[0] ?? 0;
  const first = before(cut);
  return [first, judged.filter((each) => !first.includes(each))].filter((half) => half.length > 0);
}

function table(view: View, judged: readonly Judged[], columns: readonly Column[]): Markup {
  const rows = distinct(judged.map(({ pair }) => pair.operation)).map((operation) =>
    judged.filter(({ pair }) => pair.operation === operation),
  );
  const stores = distinct(judged.map(({ pair }) => view.stores.indexOf(pair.store)));
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="verdict-caption" data-stores="${stores.join(" ")}"><table class="verdict">
<thead><tr><th rowspan="2" scope="col">Operation</th>${view.engines.map((engine, i) => {
    const span = columns.filter((column) => column.engine === i).length;
    return span === 0
      ? null
      : html`<th scope="colgroup" colspan="${span}" class="first" data-engine="${i}">${engine}</th>`;
  })}</tr>
<tr>${columns.map(({ engine, records, first }) => html`<th scope="col" class="${kind("number", first)}" data-engine="${engine}">${size(records)}</th>`)}</tr></thead>
<tbody>${rows.map((row, i) => {
    const { store, operation } = row[0]!.pair;
    const begins = i > 0 && rows[i - 1]![0]!.pair.store !== store;
    return html`<tr${begins ? html` class="begins"` : null} data-store="${view.stores.indexOf(store)}" data-operation="${operation}"><th scope="row">${operationName(operation)}</th>${columns.map(
      (column) =>
        cell(
          row.find(
            ({ pair }) => pair.engine === view.engines[column.engine] && pair.records === column.records,
          ),
          column,
          view.report.settings.targetP99Ms,
        ),
    )}</tr>\n`;
  })}</tbody></table></div>`;
}

function cell(judged: Judged | undefined, { engine, first }: Column, target: number): Markup {
  if (judged === undefined) return html`<td class="${kind("number", first)}" data-engine="${engine}">–</td>`;
  const { subject, met } = judged;
  const { p99 } = subject.latency;
  const failed =
    subject.failures > 0 ? html`<sup title="${plural(subject.failures, "call")} failed">!</sup>` : null;
  return met
    ? html`<td class="${kind("number heat", first)}" style="--heat:${nearness(p99, target)}" data-engine="${engine}">${milliseconds(p99)}${failed} <span class="mark" role="img" aria-label="pass">✓</span></td>`
    : html`<td class="${kind("number miss", first)}" data-engine="${engine}">${succeeded(subject) ? milliseconds(p99) : "none"}${failed} <span class="mark" role="img" aria-label="miss">✗</span></td>`;
}

const kind = (name: string, first: boolean): string => (first ? `${name} first` : name);

/** 0 at a hundredth of the target and below, 1 at the target. */
const nearness = (p99: number, target: number): number =>
  Math.min(1, Math.max(0, 1 + Math.log10(Math.max(p99 / target, 0.01)) / 2));
