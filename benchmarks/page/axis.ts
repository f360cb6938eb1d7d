import { type Content, html, type Markup } from "./html";
import type { Scale, Tick } from "./scale";

/** Horizontal places are percentages, so that a drawing is as wide as there is room and its text and marks keep their size. */
export const x = (scale: Scale, value: number): string => `${Number((scale.at(value) * 100).toFixed(2))}%`;

/** Vertical lines at the ticks. */
export const tickLines = (scale: Scale, top = 0): Content =>
  scale.ticks.map((tick) => verticalLine(scale, tick.value, tickKind(tick), top));

export const verticalLine = (scale: Scale, value: number, kind: string, top = 0): Markup =>
  html`<line class="${kind}" x1="${x(scale, value)}" x2="${x(scale, value)}" y1="${top}" y2="100%"/>`;

export const tickKind = ({ labelled }: Tick): string => (labelled ? "tick" : "tick minor");

/** What stands below or above a drawing. A reference comes in place of the ticks that its text would cover. */
export function axis(
  scale: Scale,
  label: (value: number) => string,
  reference: { value: number; label: string } | null = null,
): Markup {
  const free = (value: number): boolean =>
    reference === null || Math.abs(scale.at(value) - scale.at(reference.value)) > 0.12;
  return html`<div class="axis" aria-hidden="true">${scale.ticks
    .filter(({ labelled, value }) => labelled && free(value))
    .map(({ value }) => html`<span style="left:${x(scale, value)}">${label(value)}</span>`)}${
    reference === null
      ? null
      : html`<span class="reference" style="left:${x(scale, reference.value)}">${reference.label}</span>`
  }</div>`;
}
