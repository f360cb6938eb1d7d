import { plural } from "../../presentation/figures";
import { left, table } from "../../presentation/terminal/table";
import { cut, printable } from "../../presentation/terminal/width";

/** A value in a cell is no longer. */
const MOST = 60;
/** A column of ids or times does not wrap: they are copied from there. */
const UNBROKEN = 36;

/** Each member of a row on a line of its own; JSON over several lines. */
export function rowText(row: object): string {
  const members = Object.entries(row).map(([name, value]) => [name, textOf(value, 2)] as const);
  const width = Math.max(...members.map(([name]) => name.length));
  return members
    .map(([name, text]) => `${name.padEnd(width)}  ${text.replaceAll("\n", `\n${" ".repeat(width + 2)}`)}`)
    .join("\n");
}

/** Rows as a table. Where it is too wide, its last columns go first. */
export function rowsText(rows: readonly object[], columns: number): string {
  if (rows.length === 0) return plural(0, "row");
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) =>
    names.map((name) => cut(printable(shortOf((row as Record<string, unknown>)[name])), MOST)),
  );
  const shape = names.map((name, i) => {
    const longest = Math.max(...cells.map((row) => row[i]!.length));
    return left(name, { dispensable: i, ...(longest > UNBROKEN && { atLeast: Math.max(16, name.length) }) });
  });
  return `${table(shape, cells, columns)}\n${plural(rows.length, "row")}`;
}

const shortOf = (value: unknown): string =>
  value instanceof Date ? value.toISOString().slice(0, 19).replace("T", " ") : textOf(value);

function textOf(value: unknown, indent?: number): string {
  if (value === null || value === undefined) return "–";
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "string") return value;
  return JSON.stringify(value, null, indent) ?? "";
}
