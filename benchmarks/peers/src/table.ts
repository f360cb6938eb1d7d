import type { Comparison } from "./rounds.js";

const HEADINGS = [
  "case",
  "callers",
  "baseline",
  "subject",
  "baseline",
  "ratio",
  "middle half",
  "by CPU",
  "target",
  "",
];

/** The comparisons as one table. */
export function table(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map((each) => [
    each.case,
    String(each.callers),
    each.against,
    `${figure(each.subject)} ${each.unit}/s`,
    `${figure(each.baseline)} ${each.unit}/s`,
    each.ratio.toFixed(2),
    `${each.low.toFixed(2)} – ${each.high.toFixed(2)}`,
    each.cpuRatio.toFixed(2),
    each.target === undefined ? "" : `≥ ${each.target.toFixed(2)}`,
    each.target === undefined ? "" : each.met ? "pass" : "MISS",
  ]);
  const widths = HEADINGS.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i]!.length)));
  const rightAligned = [1, 3, 4, 5, 6, 7, 8];
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (rightAligned.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join("  ")
      .trimEnd();
  return [line(HEADINGS), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

/** Three significant digits, with separators for thousands. */
function figure(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-GB", { maximumFractionDigits: 1 });
}
