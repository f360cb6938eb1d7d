import * as terminal from "../../src/presentation/terminal/table";
import { wrapped as wrappedTo } from "../../src/presentation/terminal/wrap";

export const left = (heading: string): terminal.Column => terminal.left(heading);
export const right = (heading: string): terminal.Column => terminal.right(heading);

/** Figures and tables for a terminal with this number of columns. */
export const WIDTH = 110;

export const table = (columns: readonly terminal.Column[], rows: readonly (readonly string[])[]): string =>
  terminal.table(columns, rows, WIDTH);

/** Wraps text between words, and indents all lines except the first. */
export const wrapped = (text: string, indent = 0): string => wrappedTo(text, indent, WIDTH);

/**
 * Milliseconds or another figure, with three significant digits: `0.00412`, `4.12`, `412`, `41200`.
 */
export function figure(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : "–";
}

/** Never rounded up to 100%. */
export function percent(share: number): string {
  if (share === 1) return "100%";
  return `${(Math.floor(share * 1000) / 10).toFixed(1)}%`;
}

/** `+12%` or `−12%`, from a factor. */
export function change(times: number): string {
  const points = Math.round(Math.abs(times - 1) * 100);
  return `${times < 1 ? "−" : "+"}${points}%`;
}
