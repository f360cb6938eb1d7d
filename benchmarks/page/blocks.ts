import { size } from "../../src/presentation/figures";
import { type Content, html, type Markup } from "../../src/presentation/page/html";
import type { Pair, View } from "./view";

/** Parts of the page for each engine, side by side if there is room. */
export const byEngine = (view: View, body: (engine: string) => Content): Markup =>
  html`<div class="engines">${view.engines.map(
    (engine, i) => html`<div class="engine" data-engine="${i}">${body(engine)}</div>`,
  )}</div>`;

/** One part for each number of records. Only one of them is shown. */
export const byRecords = (
  view: View,
  pairs: readonly Pair[],
  title: string,
  body: (pairs: readonly Pair[]) => Content,
): Content =>
  view.records.map((records, i) => {
    const here = pairs.filter((pair) => pair.records === records);
    return html`<div data-records="${i}"><h3>${title} <span class="quiet">at ${size(records)} records</span></h3>${
      here.length === 0 ? html`<p class="note">Not measured at ${size(records)} records.</p>` : body(here)
    }</div>`;
  });

export const byEngineAndRecords = (
  view: View,
  pairs: readonly Pair[],
  body: (pairs: readonly Pair[]) => Content,
): Markup =>
  byEngine(view, (engine) =>
    byRecords(
      view,
      pairs.filter((pair) => pair.engine === engine),
      engine,
      body,
    ),
  );

/** `memory.get`, with the store's name in a lighter color. */
export const operationName = (operation: string): Markup => {
  const dot = operation.indexOf(".") + 1;
  return html`<span class="quiet">${operation.slice(0, dot)}</span>${operation.slice(dot)}`;
};
