import { type Content, html, type Markup } from "../../../src/presentation/page/html";
import { operationName } from "../blocks";
import type { Pair, View } from "../view";
import { axis, tickLines, verticalLine } from "./axis";
import type { Scale } from "./scale";

/** Rows on one shared horizontal axis. Each row has a name, a drawing and its figures. */
export interface Strips {
  readonly scale: Scale;
  readonly label: (value: number) => string;
  /** A line through all rows. */
  readonly reference: { value: number; label: string };
  /** Headings of the figures at the right. */
  readonly headings: readonly string[];
  readonly rows: readonly Strip[];
  /** True if rows are grouped by store. */
  readonly grouped: boolean;
}

export interface Strip {
  readonly pair: Pair;
  /** In percent of the width, and in pixels of the height given by `height`. */
  readonly drawing: Content;
  readonly height: number;
  /** Description of the drawing in words. */
  readonly text: string;
  readonly figures: readonly Content[];
}

export function strips(view: View, { scale, label, reference, headings, rows, grouped }: Strips): Markup {
  const grid = html`<svg class="grid" aria-hidden="true">${tickLines(scale)}${verticalLine(scale, reference.value, "reference")}</svg>`;
  return html`<div class="strips" style="--figures:${headings.length}">${grid}
<div class="strip head"><span></span>${axis(scale, label, reference)}<span class="figures">${headings.map(
    (heading) => html`<span>${heading}</span>`,
  )}</span></div>
${rows.map((row, i) => {
  const begins = grouped && i > 0 && rows[i - 1]!.pair.store !== row.pair.store ? " begins" : "";
  return html`<div class="strip${begins}" data-store="${view.stores.indexOf(row.pair.store)}" data-operation="${row.pair.operation}" data-tip="${row.text}">
<span class="name">${operationName(row.pair.operation)}</span>
<svg class="drawing" data-axis="${scale.kind} ${String(scale.low)} ${String(scale.high)}" height="${row.height}" role="img" aria-label="${row.text}">${row.drawing}</svg>
<span class="figures">${row.figures.map((each) => html`<span>${each}</span>`)}</span></div>\n`;
})}
<div class="strip foot"><span></span>${axis(scale, label)}<span></span></div></div>\n`;
}
