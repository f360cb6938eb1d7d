import {
  isFigure,
  milliseconds,
  NONE,
  percent,
  plural,
  rate,
  times,
  whole,
} from "../../src/presentation/figures";
import { scrolled, section } from "../../src/presentation/page/blocks";
import { type Content, html, type Markup } from "../../src/presentation/page/html";
import type { Measurement } from "../types";
import { operationName } from "./blocks";
import type { View } from "./view";

/** All measurements, with the settings needed to read them. */
export const figures = (view: View): Markup =>
  section(
    "figures",
    "All figures",
    `Every measurement of the run; latencies in milliseconds.${elsewhere(view)}`,
    html`<details><summary>${whole(view.report.measurements.length)} measurements</summary>${scrolled(
      "figures-title",
      html`<table class="figures-table"><thead><tr>${COLUMNS.map(
        ({ title, number }) => html`<th scope="col"${number ? html` class="number"` : null}>${title}</th>`,
      )}</tr></thead><tbody>${view.report.measurements.map(
        (each) =>
          html`<tr data-operation="${each.operation}" data-engine="${view.engines.indexOf(each.engine)}" data-store="${view.stores.indexOf(each.store)}">${COLUMNS.map(
            ({ number, of, by }) =>
              html`<td${number ? html` class="number"` : null}${by === null ? null : html` data-value="${sortable(by(each))}"`}>${of(each)}</td>`,
          )}</tr>\n`,
      )}</tbody></table>`,
    )}</details>`,
  );

/** The charts show only one number of workers. */
function elsewhere({ report }: View): string {
  const { workers } = report.settings;
  const others = report.measurements.filter((each) => each.loop === "closed" && each.workers !== workers);
  return others.length === 0
    ? ""
    : ` Measurements with another number than ${plural(workers, "worker")} are only in this table.`;
}

interface Column {
  readonly title: string;
  readonly number: boolean;
  readonly of: (each: Measurement) => Content;
  /** The number to sort by, if the column has one. */
  readonly by: ((each: Measurement) => number | null) | null;
}

const text = (title: string, of: Column["of"]): Column => ({ title, number: false, of, by: null });
const number = (
  title: string,
  by: (each: Measurement) => number | null,
  show: (value: number) => string,
): Column => ({
  title,
  number: true,
  by,
  of: (each) => {
    const value = by(each);
    return isFigure(value) ? show(value) : NONE;
  },
});

const COLUMNS: readonly Column[] = [
  text("Operation", ({ operation }) => operationName(operation)),
  text("Engine", ({ engine }) => engine),
  text("Who", ({ contender }) => contender),
  text("Loop", ({ loop }) => loop),
  number("Records", ({ records }) => records, whole),
  number("Workers", ({ workers }) => workers, whole),
  number("Intended", (each) => each.rate, rate),
  number("Calls", ({ count }) => count, whole),
  number("Succeeded", ({ successRate }) => successRate, percent),
  number("Throughput", ({ throughput }) => throughput, rate),
  number("p50", ({ latency }) => latency.p50, milliseconds),
  number("p90", ({ latency }) => latency.p90, milliseconds),
  number("p95", ({ latency }) => latency.p95, milliseconds),
  number("p99", ({ latency }) => latency.p99, milliseconds),
  number("p99.9", ({ latency }) => latency.p999, milliseconds),
  number("max", ({ latency }) => latency.max, milliseconds),
  number("mean", ({ latency }) => latency.mean, milliseconds),
  number("÷ baseline", ({ ratio }) => ratio?.throughput ?? null, times),
];

const sortable = (value: number | null): string => (isFigure(value) ? String(value) : "");
