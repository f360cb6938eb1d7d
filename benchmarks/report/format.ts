/** Figures and tables for a terminal of this many columns. */
export const WIDTH = 110;

export interface Column {
  heading: string;
  align: "left" | "right";
}

export const left = (heading: string): Column => ({ heading, align: "left" });
export const right = (heading: string): Column => ({ heading, align: "right" });

/** Two spaces between columns, or one where that would not fit. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ heading }, i) =>
    Math.max(heading.length, ...rows.map((row) => row[i]!.length)),
  );
  const wide = widths.reduce((sum, width) => sum + width + 2, -2) > WIDTH;
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (columns[i]!.align === "right" ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join(wide ? " " : "  ")
      .trimEnd();
  return [
    line(columns.map(({ heading }) => heading)),
    line(widths.map((width) => "─".repeat(width))),
    ...rows.map(line),
  ].join("\n");
}

/** Milliseconds, or any other figure, with three significant digits: `0.00412`, `4.12`, `412`, `41200`. */
export function figure(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : "–";
}

/** Never rounded up to 100%. */
export function percent(share: number): string {
  if (share === 1) return "100%";
  return `${(Math.floor(share * 1000) / 10).toFixed(1)}%`;
}

/** `+12%`, `−12%`, of how many times as much. */
export function change(times: number): string {
  const points = Math.round(Math.abs(times - 1) * 100);
  return `${times < 1 ? "−" : "+"}${points}%`;
}

/** Breaks text between words, and indents what follows the first line. */
export function wrapped(text: string, indent = 0, width = WIDTH): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width - indent) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}
