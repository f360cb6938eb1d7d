import { type Content, html, type Markup } from "../../../src/presentation/page/html";
import { axis, tickKind } from "./axis";
import { spread } from "./labels";
import type { Scale } from "./scale";

/**
 * A drawing between a vertical and a horizontal axis, as wide as possible, with the names of its
 * lines at the right.
 */
export interface Chart {
  readonly title: Content;
  /** Description of the drawing in words. */
  readonly text: string;
  readonly height: number;
  readonly horizontal: { scale: Scale; label: (value: number) => string };
  readonly vertical: { scale: Scale; label: (value: number) => string };
  readonly drawing: Content;
  readonly ends: readonly End[];
  readonly reference: { value: number; label: string } | null;
  /** Data for the script that shows the values at the pointer. */
  readonly series: string | null;
}

/** The name of a line, beside its end. */
export interface End {
  readonly at: number;
  readonly text: Content;
  readonly kind: string;
  readonly operation: string | null;
}

const LINE_HEIGHT = 15;

export function chart({
  title,
  text,
  height,
  horizontal,
  vertical,
  drawing,
  ends,
  reference,
  series,
}: Chart): Markup {
  const y = (value: number): number => height * (1 - vertical.scale.at(value));
  const wanted = ends.map(({ at }) => at);
  const labels = spread(wanted, LINE_HEIGHT, height);
  return html`<figure class="chart"><figcaption>${title}</figcaption><div class="frame${ends.length > 0 ? " named" : ""}" style="height:${height}px">
<div class="vertical" aria-hidden="true">${vertical.scale.ticks
    .filter(({ labelled }) => labelled)
    .map(({ value }) => html`<span style="top:${y(value)}px">${vertical.label(value)}</span>`)}</div>
<svg class="drawing" height="${height}" role="img" aria-label="${text}"${series === null ? null : html` data-series="${series}"`}>${vertical.scale.ticks.map(
    (tick) =>
      html`<line class="${tickKind(tick)}" x1="0" x2="100%" y1="${y(tick.value)}" y2="${y(tick.value)}"/>`,
  )}${
    reference === null
      ? null
      : html`<line class="reference" x1="0" x2="100%" y1="${y(reference.value)}" y2="${y(reference.value)}"/>`
  }${drawing}${
    reference === null
      ? null
      : html`<text class="reference" x="4" y="${y(reference.value) - 4}">${reference.label}</text>`
  }</svg>
${
  ends.length === 0
    ? null
    : html`<div class="ends"><svg height="${height}" aria-hidden="true">${ends.map(({ at, kind }, i) => html`<line class="leader ${kind}" x1="2" x2="13" y1="${at}" y2="${labels[i]!}"/>`)}</svg>${ends.map(
        ({ text: name, kind, operation }, i) =>
          html`<span class="${kind}"${operation === null ? null : html` data-operation="${operation}"`} style="top:${labels[i]!}px">${name}</span>`,
      )}</div>`
}
${axis(horizontal.scale, horizontal.label)}
</div></figure>\n`;
}

/** The height that its names need. */
export const heightFor = (names: number, least: number): number => Math.max(least, names * LINE_HEIGHT + 8);
