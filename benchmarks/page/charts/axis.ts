import { type Content, html, type Markup } from "../../../src/presentation/page/html";
import type { Scale, Tick } from "./scale";

/**
 * Horizontal positions are percentages, so a drawing fills the available width while its text and
 * marks keep their size.
 */
export const x = (scale: Scale, value: number): string => `${Number((scale.at(value) * 100).toFixed(2))}%`;

/** Vertical lines at the ticks. */
export const tickLines = (scale: Scale, top = 0): Content =>
  scale.ticks.map((tick) => verticalLine(scale, tick.value, tickKind(tick), top));

export const verticalLine = (scale: Scale, value: number, kind: string, top = 0): Markup =>
  html`<line class="${kind}" x1="${x(scale, value)}" x2="${x(scale, value)}" y1="${top}" y2="100%"/>`;

export const tickKind = ({ labelled }: Tick): string => (labelled ? "tick" : "tick minor");

/**
 * Labels below or above a drawing. The name of a reference is above the labels, and never beyond
 * the ends.
 */
export const axis = (
  scale: Scale,
  label: (value: number) => string,
  reference: { value: number; label: string } | null = null,
): Markup =>
  html`<div class="axis${reference === null ? "" : " two"}" aria-hidden="true">${scale.ticks
    .filter(({ labelled }) => labelled)
    .map(({ value }) => html`<span style="left:${x(scale, value)}">${label(value)}</span>`)}${
    reference === null
      ? null
      : html`<span class="reference" style="left:${x(scale, reference.value)};transform:translateX(-${x(scale, reference.value)})">${reference.label}</span>`
  }</div>`;
