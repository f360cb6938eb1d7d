import { milliseconds } from "../../../presentation/figures";
import { left, right, table } from "../../../presentation/terminal/table";
import { printable } from "../../../presentation/terminal/width";
import type { RetrievalConfigFigures, RetrievalEvaluation } from "../types";

/** A measure from 0 to 1, with three digits. */
export const measure = (value: number): string => value.toFixed(3);

/** A difference with its sign and interval: `+0.034 [+0.010, +0.058]`. */
export function differenceOf({ difference }: RetrievalConfigFigures): string {
  if (difference === null) return "";
  const { ndcg, low, high } = difference;
  return `${signed(ndcg)} [${signed(low)}, ${signed(high)}]`;
}

const signed = (value: number): string => {
  const text = Math.abs(value).toFixed(3);
  return text === "0.000" ? text : `${value < 0 ? "-" : "+"}${text}`;
};

/** `support v3`, or the name alone. */
export const labelOf = ({ name, version }: RetrievalConfigFigures): string =>
  version === null ? name : `${name} v${version}`;

/** `120 queries, 3 without a relevant row left out`. */
export const countsOf = ({ queries, skipped }: RetrievalEvaluation): string =>
  `${queries} ${queries === 1 ? "query" : "queries"}${skipped === 0 ? "" : `, ${skipped} without a relevant row left out`}`;

/**
 * The result of `evaluate` as a table of text: one line for each configuration.
 *
 * @param columns width of the terminal, 20 or more. Default 100
 * @example
 * const evaluation = await acme.retrieval.evaluate({ dataset, configs: ["support", "default"] });
 * console.log(evaluationTable(evaluation));
 */
export function evaluationTable(evaluation: RetrievalEvaluation, { columns = 100 } = {}): string {
  const { k, configs } = evaluation;
  const headings = [
    left("configuration", { atLeast: 12 }),
    right(`nDCG@${k}`),
    right(`recall@${k}`, { dispensable: 1 }),
    right("MRR", { dispensable: 2 }),
    right("p50 ms", { dispensable: 4 }),
    right("p95 ms", { dispensable: 5 }),
    left("nDCG difference, 95 %", { dispensable: 3 }),
  ];
  const rows = configs.map((each) => [
    printable(labelOf(each)),
    measure(each.ndcg),
    measure(each.recall),
    measure(each.mrr),
    milliseconds(each.latencyMs.p50),
    milliseconds(each.latencyMs.p95),
    differenceOf(each),
  ]);
  return `${table(headings, rows, columns)}\n${countsOf(evaluation)}`;
}
