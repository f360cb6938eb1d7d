import { list, plural, whole } from "../../../presentation/figures";
import type { Paint } from "../../../presentation/terminal/style";
import type { Coercion, Difference, ExtraColumn, Reason, UnknownTable } from "../types";
import { unknownOf } from "../unknown";
import type { Words } from "../words";
import type { Writer } from "./writer";

interface Table {
  table: string;
  duplicates: number;
  duplicateExample: string;
  reasons: readonly Reason[];
  coercions: readonly Coercion[];
  extraColumns: readonly ExtraColumn[];
}

interface File {
  tables: readonly Table[];
  unknownTables: readonly UnknownTable[];
}

/** As many lines of a kind as are read; the page and the JSON file have all. */
const LISTED = 6;

/**
 * What does not show in a file's counts: why rows do not fit, what is changed on the way, and what
 * is unknown.
 */
export function remarks(writer: Writer, file: File, words: Words): void {
  reasons(writer, file.tables, words);
  duplicates(writer, file.tables);
  coercions(writer, file.tables, words);
  for (const { what, name, fate, lost } of unknownOf(file, words))
    writer.say(`${what} ${name} is unknown: ${fate}.`, {
      indent: 2,
      ...(lost ? { paint: writer.paints.caution } : {}),
    });
}

function reasons(writer: Writer, tables: readonly Table[], words: Words): void {
  const all = tables.flatMap(({ table, reasons }) => reasons.map((reason) => ({ ...reason, table })));
  const rows = sum(all);
  if (rows === 0) return;
  writer.say(`${plural(rows, "row")} ${words.areInQuarantine(rows)}:`, {
    indent: 2,
    paint: writer.paints.caution,
  });
  listed(
    writer,
    "reason",
    mostFirst(all).map(
      ({ count, table, reason, example }) =>
        `${whole(count)} × ${reason}, such as row ${example} of ${table}`,
    ),
  );
}

function duplicates(writer: Writer, tables: readonly Table[]): void {
  for (const { table, duplicates: rows, duplicateExample } of tables) {
    if (rows === 0) continue;
    const such = duplicateExample === "" ? "" : `, such as row ${duplicateExample}`;
    writer.say(
      `${plural(rows, "row")} of ${table} ${rows === 1 ? "is a duplicate" : "are duplicates"} of others${such}: they have one row in the target.`,
      { indent: 2, hang: 2 },
    );
  }
}

function coercions(writer: Writer, tables: readonly Table[], words: Words): void {
  const all = mostFirst(tables.flatMap((table) => table.coercions));
  const [lossy, others] = [all.filter((each) => each.lossy), all.filter((each) => !each.lossy)];
  group(writer, lossy, words.lostSomething, writer.paints.caution);
  group(writer, others, words.areInAnotherForm(sum(others)));
}

function group(writer: Writer, ways: readonly Coercion[], what: string, paint?: Paint): void {
  const values = sum(ways);
  if (values === 0) return;
  writer.say(`${plural(values, "value")} ${what}:`, { indent: 2, ...(paint && { paint }) });
  listed(
    writer,
    "way",
    ways.map(
      ({ name, count, example }) => `${whole(count)} × ${name}${example === "" ? "" : ` (${example})`}`,
    ),
  );
}

/** Rows that are not as they should be. */
export function differences(
  writer: Writer,
  tables: readonly { table: string; differing: number; differences: readonly Difference[] }[],
): void {
  for (const { table, differing, differences } of tables) {
    if (differing === 0 && differences.length === 0) continue;
    writer.say(`${plural(differing, "row")} of ${table} ${differing === 1 ? "differs" : "differ"}:`, {
      indent: 2,
      paint: writer.paints.miss,
    });
    const lines = differences.map(({ key, columns, problem }) =>
      problem === "missing"
        ? `row ${key} is not in the target`
        : `row ${key} differs in ${list(columns) || "its scope"}`,
    );
    listed(writer, "row", lines, Math.max(differing, lines.length));
  }
}

function listed(writer: Writer, noun: string, lines: readonly string[], of = lines.length): void {
  const shown = lines.slice(0, LISTED);
  for (const line of shown) writer.say(line, { indent: 4, hang: 2 });
  if (of > shown.length)
    writer.say(`and ${plural(of - shown.length, `${shown.length === 0 ? "" : "more "}${noun}`)}`, {
      indent: 4,
      paint: writer.paints.quiet,
    });
}

const sum = (all: readonly { count: number }[]): number => all.reduce((total, { count }) => total + count, 0);

const mostFirst = <T extends { count: number }>(all: readonly T[]): T[] =>
  [...all].sort((a, b) => b.count - a.count);
