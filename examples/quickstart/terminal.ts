import type { Json } from "unified-store";

const { stdout } = process;

/** Respects NO_COLOR and TERM=dumb. */
const colors = Boolean(stdout.isTTY) && stdout.hasColors();
const WIDTH = Math.min(stdout.columns || 100, 120);

const paint =
  (code: number) =>
  (text: string): string =>
    colors ? `\x1b[${code}m${text}\x1b[0m` : text;

export const bold = paint(1);
export const dim = paint(2);

/** A heading, and the call that produced the output if there is space for it. */
export function heading(title: string, call = ""): void {
  const fits = call !== "" && title.length + 2 + call.length <= WIDTH;
  console.log(`\n${bold(title)}${fits ? `  ${dim(call)}` : ""}`);
}

/** One line, cut at the width of the terminal. */
export function line(text: string, indent = 2): void {
  const most = WIDTH - indent;
  const flat = text.replace(/\s+/g, " ").trimEnd();
  const shown = flat.length > most ? `${flat.slice(0, most - 1)}…` : flat;
  console.log(" ".repeat(indent) + shown);
}

/** Columns as wide as their widest cell. Numbers are right-aligned. */
export function table(rows: (string | number)[][]): void {
  const widths: number[] = [];
  const shown = rows.map((row) =>
    row.map((cell, i) => {
      const text = typeof cell === "number" ? format(cell) : cell;
      widths[i] = Math.max(widths[i] ?? 0, text.length);
      return { text, right: typeof cell === "number" };
    }),
  );
  for (const row of shown) {
    const cells = row.map(({ text, right }, i) =>
      right ? text.padStart(widths[i]!) : text.padEnd(widths[i]!),
    );
    console.log(`  ${cells.join("  ")}`.trimEnd());
  }
}

/** 1234.5 as 1,235. */
export const format = (value: number): string => Math.round(value).toLocaleString("en-US");

/** An instant as `2025-03-01 14:05`. */
export const minute = (at: Date): string => at.toISOString().slice(0, 16).replace("T", " ");

/** The readable part of a content: its text, or all of it. */
export function textOf(content: Json): string {
  const text = typeof content === "object" && content !== null && "text" in content ? content.text : content;
  return typeof text === "string" ? text : JSON.stringify(text);
}
