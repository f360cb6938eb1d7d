import { plainValue, type RejectedRow, type RetryResult } from "../../../../data-migration/run/rejections";
import { plural } from "../../../../presentation/figures";
import { type Terminal, terminalOf } from "../../../../presentation/terminal/style";
import { left, table } from "../../../../presentation/terminal/table";
import { printable } from "../../../../presentation/terminal/width";

const COLUMNS = [
  left("id"),
  left("file", { atLeast: 8 }),
  left("table", { atLeast: 10 }),
  left("key", { atLeast: 10 }),
  left("reason", { atLeast: 16 }),
];

/** The rows in quarantine: which ones, and why. Ids are as short as tells them apart. */
export function rejectionsText(
  rows: readonly RejectedRow[],
  terminal: Terminal = terminalOf(process.stdout),
): string {
  if (rows.length === 0) return "No rows of this run are in quarantine.";
  const length = shortest(rows.map(({ id }) => id));
  const cells = rows.map(({ id, source, table: of, key, column, reason }) =>
    [id.slice(0, length), source, of, keyText(key), reasonText(column, reason)].map(printable),
  );
  return `${table(COLUMNS, cells, terminal.columns)}\n\n${plural(rows.length, "row")} in quarantine.`;
}

const keyText = (key: RejectedRow["key"]): string =>
  Object.entries(key)
    .map(([column, value]) => `${column}=${plainValue(value)}`)
    .join(" ");

/** The reason may begin with its column already. */
const reasonText = (column: string | null, reason: string): string =>
  column === null || reason.startsWith(column) ? reason : `${column} ${reason}`;

/** What a retry has come to. @param left rows that are in quarantine now */
export function retryText({ moved, rejected, reasons }: RetryResult, left: number): string {
  const summary = `${plural(moved, "row")} moved; ${plural(rejected, "row")} still ${rejected === 1 ? "does" : "do"} not fit; ${left} in quarantine.`;
  const lines = reasons.map(({ reason, count, example }) => `  ${count} × ${reason}, such as row ${example}`);
  return [summary, ...lines.map(printable)].join("\n");
}

function shortest(ids: readonly string[]): number {
  for (let length = 8; length < 36; length++)
    if (new Set(ids.map((id) => id.slice(0, length))).size === ids.length) return length;
  return 36;
}
