import type { Comparison } from "./rounds.js";

/** The comparisons as one table. The column of recall is there where searches are approximate. */
export function table(comparisons: readonly Comparison[]): string {
  const recall = comparisons.some((each) => each.recall !== undefined);
  const columns = COLUMNS.filter(({ heading }) => recall || heading !== RECALL);
  const rows = comparisons.map((each) => columns.map(({ cell }) => cell(each)));
  const widths = columns.map(({ heading }, i) =>
    Math.max(heading.length, ...rows.map((row) => row[i]!.length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (columns[i]!.left ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join("  ")
      .trimEnd();
  const headings = line(columns.map(({ heading }) => heading));
  return [headings, widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

interface Column {
  heading: string;
  left?: boolean;
  cell(comparison: Comparison): string;
}

const RECALL = "recall@10";
const COLUMNS: readonly Column[] = [
  { heading: "case", left: true, cell: (each) => each.case },
  { heading: "callers", cell: (each) => String(each.callers) },
  { heading: "baseline", left: true, cell: (each) => each.against },
  { heading: "subject", cell: (each) => speed(each, each.subject) },
  { heading: "baseline", cell: (each) => speed(each, each.baseline) },
  {
    heading: RECALL,
    cell: ({ recall }) => (recall ? `${recall.subject.toFixed(3)} / ${recall.baseline.toFixed(3)}` : ""),
  },
  { heading: "ratio", cell: ({ ratio }) => ratio.toFixed(2) },
  { heading: "middle half", cell: ({ low, high }) => `${low.toFixed(2)} – ${high.toFixed(2)}` },
  { heading: "by CPU", cell: ({ cpuRatio }) => cpuRatio.toFixed(2) },
  { heading: "target", cell: ({ target }) => (target === undefined ? "" : `≥ ${target.toFixed(2)}`) },
  { heading: "", left: true, cell: ({ target, met }) => (target === undefined ? "" : met ? "pass" : "MISS") },
];

/** Units in a second. Of searches, the time that a call takes: each caller waits for its own. */
const speed = ({ recall, callers, unit }: Comparison, rate: number): string =>
  recall ? `${figure((callers * 1000) / rate)} ms` : `${figure(rate)} ${unit}/s`;

/** Three significant digits, with separators for thousands. */
function figure(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-GB", { maximumFractionDigits: 2 });
}
