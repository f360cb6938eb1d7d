import { duration, rate, short } from "../../../src/presentation/figures";
import { section } from "../../../src/presentation/page/blocks";
import { type Content, html, type Markup } from "../../../src/presentation/page/html";
import type { Measurement } from "../../types";
import { byEngineAndRecords, operationName } from "../blocks";
import { isMix, type Pair, type View } from "../view";
import { chart, type End } from "./chart";
import { area, type Points, path, stretched } from "./path";
import { linearScale } from "./scale";
import { type Slices, slicesOf } from "./slices";

/** Throughput over time. Steady throughput is flat, and a stall shows as a gap. */
export const overTime = (view: View): Markup =>
  section(
    "over-time",
    "Throughput over time",
    html`Successful and failed calls by the time of their end, with an axis from zero. The time axis joins the rounds of each contender. <b class="subject">Subject</b> filled, <b class="baseline">baseline</b> as a line.`,
    view.closed.length === 0
      ? html`<p class="note">No closed loop was measured.</p>`
      : byEngineAndRecords(view, view.closed, (pairs) => {
          const mixes = pairs.filter(isMix);
          const single = pairs.filter((pair) => !isMix(pair));
          return html`<div class="mixes">${mixes.map((pair) => cell(view, pair, MIX))}</div><div class="multiples">${single.map((pair) => cell(view, pair, SINGLE))}</div>`;
        }),
  );

interface Size {
  height: number;
  ticks: number;
  slices: number;
  named: boolean;
}

const MIX: Size = { height: 120, ticks: 3, slices: 120, named: true };
const SINGLE: Size = { height: 52, ticks: 2, slices: 60, named: false };

const cell = (view: View, pair: Pair, size: Size): Markup =>
  html`<div data-store="${view.stores.indexOf(pair.store)}" data-operation="${pair.operation}">${panel(pair, size)}</div>`;

function panel(pair: Pair, { height, ticks, slices, named }: Size): Markup {
  const sides = (["subject", "baseline"] as const).flatMap((who) => {
    const of = pair[who];
    return of === null ? [] : [{ who, of, slices: slicesOf(of, slices) }];
  });
  const seconds = Math.max(0, ...sides.map((side) => side.slices.seconds * side.slices.rates.length));
  if (seconds === 0) return html`<p class="note">${pair.operation}: no data over time.</p>`;
  const vertical = linearScale(Math.max(...sides.flatMap((side) => side.slices.rates)), ticks);
  const horizontal = linearScale(seconds, named ? 5 : 2);
  const end = (value: number): number => height * (1 - vertical.at(value));
  const drawn = sides.map(({ who, slices: of }) => ({
    who,
    points: of.rates.map((value, i): readonly [number, number] => [
      // The axis ends with the data: extending it to a round number would leave a gap.
      ((i + 0.5) * of.seconds) / seconds,
      end(value),
    ]),
  }));
  const ends = sides.map(
    ({ who, of }): End => ({
      at: end(of.throughput),
      text: html`${who} ${rate(of.throughput)}`,
      kind: who,
      operation: null,
    }),
  );
  return chart({
    title: title(
      pair,
      sides.map(({ who, of }) => ({ who, of })),
      named,
    ),
    text: `${pair.operation}: ${sides.map(({ who, of }) => `${who} ${rate(of.throughput)}`).join(", ")}, over ${duration(seconds * 1000)}`,
    height,
    horizontal: {
      scale: {
        ...horizontal,
        ticks: horizontal.ticks.filter(({ value }) => value <= seconds * 1.001),
        at: (value) => Math.min(1, value / seconds),
      },
      label: (value) => (value === 0 ? "0" : duration(value * 1000)),
    },
    vertical: { scale: vertical, label: (value) => (value === 0 ? "0" : short(value)) },
    drawing: stretched(
      height,
      drawn.map(({ who, points }) => line(who, points, height)),
    ),
    ends: named ? ends : [],
    reference: null,
    series: JSON.stringify(sides.map(({ who, slices: of }) => seriesOf(who, of))),
  });
}

const title = (
  pair: Pair,
  sides: readonly { who: "subject" | "baseline"; of: Measurement }[],
  named: boolean,
): Content =>
  html`<span class="name">${operationName(pair.operation)}</span>${
    named
      ? html` <span class="quiet">calls a second</span>`
      : html`<span class="values">${sides.map(({ who, of }) => html` <span class="${who}">${rate(of.throughput)}</span>`)}</span>`
  }`;

const line = (who: "subject" | "baseline", points: Points, height: number): Markup =>
  who === "baseline"
    ? path(points, "over-time baseline")
    : html`${area(points, height, "over-time-area subject")}${path(points, "over-time subject")}`;

const seriesOf = (who: string, { seconds, rates }: Slices) => ({
  who,
  seconds,
  rates: rates.map((value) => Number(value.toPrecision(3))),
});
