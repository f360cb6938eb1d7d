import type { Paint } from "./style";
import { widthOf } from "./width";
import { wrap } from "./wrap";

export interface Column {
  heading: string;
  align: "left" | "right";
  /**
   * The minimum width when the table is too wide and the column has to wrap. Default: it does not
   * wrap.
   */
  atLeast?: number;
  /**
   * The order of removal where the table is still too wide; the highest number goes first. Default:
   * it stays.
   */
  dispensable?: number;
}

export const left = (heading: string, more: Partial<Column> = {}): Column => ({
  heading,
  align: "left",
  ...more,
});
export const right = (heading: string, more: Partial<Column> = {}): Column => ({
  heading,
  align: "right",
  ...more,
});

/** A text, or one in a colour. */
export type Cell = string | { text: string; paint: Paint };

const textOf = (cell: Cell): string => (typeof cell === "string" ? cell : cell.text);

/**
 * A table as text, with two spaces between columns, or one where two do not fit.
 *
 * @param most columns of the terminal
 */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[], most: number): string {
  const wanted = columns.map(({ heading }, i) =>
    Math.max(widthOf(heading), ...rows.map((row) => widthOf(textOf(row[i] ?? "")))),
  );
  const least = columns.map(({ atLeast = Number.POSITIVE_INFINITY }, i) => Math.min(wanted[i]!, atLeast));
  const shown = kept(columns, least, most);
  const gap = sum(shown, wanted) + 2 * (shown.length - 1) > most ? 1 : 2;
  const widths = narrowed(shown, { wanted, least, most: most - gap * (shown.length - 1) });
  const print = (cells: readonly Cell[]): string[] => {
    const parts = shown.map((i) => wrap(textOf(cells[i] ?? ""), widths[i]!));
    return Array.from({ length: Math.max(...parts.map((lines) => lines.length)) }, (_, nth) =>
      shown
        .map((i, at) => padded(cells[i] ?? "", parts[at]![nth] ?? "", { ...columns[i]!, width: widths[i]! }))
        .join(" ".repeat(gap))
        .trimEnd(),
    );
  };
  return [columns.map(({ heading }) => heading), widths.map((width) => "─".repeat(width)), ...rows]
    .flatMap(print)
    .join("\n");
}

const sum = (shown: readonly number[], widths: readonly number[]): number =>
  shown.reduce((total, i) => total + widths[i]!, 0);

/** The columns that fit. */
function kept(columns: readonly Column[], least: readonly number[], most: number): number[] {
  let shown = columns.map((_, i) => i);
  const order = (i: number): number => columns[i]?.dispensable ?? 0;
  while (sum(shown, least) + shown.length - 1 > most) {
    const next = shown.toSorted((a, b) => order(b) - order(a))[0]!;
    if (order(next) === 0) break;
    shown = shown.filter((i) => i !== next);
  }
  return shown;
}

/** Takes the excess width from the widest of the columns that may wrap. */
function narrowed(
  shown: readonly number[],
  { wanted, least, most }: { wanted: readonly number[]; least: readonly number[]; most: number },
): number[] {
  const widths = [...wanted];
  while (sum(shown, widths) > most) {
    const widest = shown.filter((i) => widths[i]! > least[i]!).sort((a, b) => widths[b]! - widths[a]!)[0];
    if (widest === undefined) break;
    widths[widest]!--;
  }
  return widths;
}

function padded(cell: Cell, text: string, { align, width }: Column & { width: number }): string {
  const room = " ".repeat(Math.max(0, width - widthOf(text)));
  const shown = typeof cell === "string" ? text : cell.paint(text);
  return align === "right" ? `${room}${shown}` : `${shown}${room}`;
}
