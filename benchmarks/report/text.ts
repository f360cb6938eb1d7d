import type { Report } from "../types";
import { comparisonText } from "./comparison";
import { detailTables, failureTable } from "./details";
import type { Comparison } from "./earlier-run";
import { wrapped } from "./format";
import { judged, missed, targetTables } from "./target";

const FOOTNOTES = `× baseline   unified-store ÷ the same SQL by hand on the driver: the median of the rounds' ratios of calls/s
p99 ÷        the same of p99: below 1 is better
open         calls arrive at a constant rate, and latency counts from when they were due: stalls are in it`;

/** The whole report for a terminal. The verdict comes first. */
export function reportText(report: Report, compared?: { file: string; comparison: Comparison }): string {
  return [
    targetTables(report),
    facts(report),
    detailTables(report),
    FOOTNOTES,
    failureTable(report),
    verdict(report),
    compared === undefined ? "" : comparisonText(compared.file, compared.comparison),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

const INDENT = 12;

function facts({ facts }: Report): string {
  return facts.map(([label, text]) => `${label.padEnd(INDENT)}${wrapped(text, INDENT)}`).join("\n");
}

function verdict(report: Report): string {
  const { targetP99Ms } = report.settings;
  const all = judged(report);
  const misses = all.filter((each) => missed(each, targetP99Ms)).length;
  return misses === 0
    ? `all ${all.length} measurements meet p99 < ${targetP99Ms} ms`
    : `${misses} of ${all.length} measurements miss p99 < ${targetP99Ms} ms or had failed calls`;
}
