import type { Change, Comparison } from "./earlier-run";
import { change, figure, left, percent, right, table, wrapped } from "./format";
import { labelOf } from "./target";

const COLUMNS = [
  left("engine"),
  left("operation"),
  right("records"),
  left("figure"),
  right("before"),
  right("now"),
  right("change"),
  right("noise"),
  left(""),
];

/**
 * Changes that exceed the noise, measurements that were not compared, and each regression in words.
 */
/** Regressions, in words. */
export const regressions = ({ changes }: Comparison): string[] =>
  changes.filter(({ verdict }) => verdict === "worse").map(inWords);

export function comparisonText(file: string, { changes, remarks }: Comparison): string {
  const worse = changes.filter(({ verdict }) => verdict === "worse");
  const better = changes.filter(({ verdict }) => verdict === "better");
  const parts = [`Compared with ${file}`];
  if (worse.length + better.length > 0) parts[0] += `\n${table(COLUMNS, [...worse, ...better].map(row))}`;
  if (remarks.length > 0) parts.push(remarks.map((remark) => wrapped(`- ${remark}`, 2)).join("\n"));
  if (worse.length > 0) parts.push(worse.map((each) => wrapped(inWords(each), 2)).join("\n"));
  const same = changes.length - worse.length - better.length;
  parts.push(`${worse.length} worse, ${better.length} better, ${same} within their noise`);
  return parts.join("\n\n");
}

function row(each: Change): string[] {
  const { engine, records, what, basis, before, now, noise, verdict } = each;
  return [
    engine.split(" ")[0]!,
    labelOf(each),
    String(records),
    `${what}${basis === "baseline" ? " ÷ baseline" : ""}`,
    shown(what, before),
    shown(what, now),
    change(now / before),
    range(noise),
    verdict,
  ];
}

/** Judged by factors: twice as much is the same distance as half as much. */
const range = (noise: number): string => `${change(1 / (1 + noise))} to ${change(1 + noise)}`;

const shown = (what: Change["what"], value: number): string =>
  what === "success rate" ? percent(value) : figure(value);

function inWords(each: Change): string {
  const { engine, records, what, basis, before, now, noise } = each;
  const place = `worse: ${engine.split(" ")[0]} ${labelOf(each)} at ${records} records`;
  if (what === "success rate")
    return `${place}: ${percent(now)} of the calls succeeded, before ${percent(before)}`;
  const unit = what === "throughput" ? " calls/s" : " ms";
  const [nowText, beforeText] =
    basis === "baseline"
      ? [`${figure(now)} × the baseline's ${what}`, figure(before)]
      : [`${figure(now)}${unit}`, `${figure(before)}${unit}`];
  return `${place}: ${what} is ${nowText}, before ${beforeText} (${change(now / before)}, noise ${range(noise)})`;
}
