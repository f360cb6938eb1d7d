import { copyFileSync, rmSync } from "node:fs";
import BetterSqlite3 from "better-sqlite3";
import { tagged } from "../../../../src/data-migration/quarantine/tagged-values";
import { type RawValue } from "../../../../src/data-migration/read/row/raw-value";

/** Stands in all contents: it may appear in no reason, error or example. */
export const MARK = "contents-of-a-user";

/** Bytes that a file has as a text. */
export class TextOfBytes {
  constructor(readonly bytes: Buffer) {}
}

export const notUtf8 = new TextOfBytes(Buffer.from(`${MARK}\xff\xfe`, "latin1"));
/** Keys may be shown. */
export const nameNotUtf8 = new TextOfBytes(Buffer.from("n\xff", "latin1"));
/** U+D83D alone, as programs write it that know no UTF-8. */
export const loneSurrogate = new TextOfBytes(Buffer.from("\xed\xa0\xbd", "latin1"));

export type Cell = RawValue | TextOfBytes;
export type Cells = { readonly [column: string]: Cell };

/** A row, by what is other than in the table's usual one; where it does not fit, why. */
export interface DirtyRow {
  cells: Cells;
  rejection?: { reason: string; column: string | null };
}

export interface DirtyTable {
  table: string;
  /** Its columns with their types, as `create table` takes them. */
  columns: string;
  /** What follows the columns, such as `without rowid`. */
  options?: string;
  /** A row that fits; `n` counts from 1. */
  usual(n: number): Cells;
  rows: readonly DirtyRow[];
}

export interface DirtyFile {
  kind: string;
  /** Run before the tables are made. */
  before?: readonly string[];
  tables: readonly DirtyTable[];
  /** Run when the rows are there. */
  after?: readonly string[];
  /** Whether all of it is in the write-ahead log, as a process that was killed leaves it. */
  inLog?: boolean;
}

export const good = (cells: Cells = {}): DirtyRow => ({ cells });

export const noInstant = (column: string): string =>
  `${column} is not an instant: neither ISO 8601 nor seconds, milliseconds or microseconds since 1970`;

export const noSuchDay = (column: string): string =>
  `${column} is not an instant: there is no such day or time`;

/** @param column the one at fault; default the first word of the reason */
export function bad(cells: Cells, reason: string, column: string | null = reason.split(" ")[0]!): DirtyRow {
  return { cells, rejection: { reason, column } };
}

export const cellsOf = ({ usual, rows }: DirtyTable): Cells[] =>
  rows.map(({ cells }, i) => ({ ...usual(i + 1), ...cells }));

const column = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export function writeDirtyFile(path: string, { before = [], tables, after = [], inLog }: DirtyFile): void {
  const db = new BetterSqlite3(inLog ? `${path}.open` : path);
  try {
    if (inLog) db.exec("pragma journal_mode = wal; pragma wal_autocheckpoint = 0");
    for (const statement of before) db.exec(statement);
    for (const each of tables) writeTable(db, each);
    for (const statement of after) db.exec(statement);
    for (const side of inLog ? ["", "-wal"] : []) copyFileSync(`${path}.open${side}`, `${path}${side}`);
  } finally {
    db.close();
    rmSync(`${path}.open`, { force: true });
  }
}

function writeTable(db: BetterSqlite3.Database, table: DirtyTable): void {
  db.exec(`create table ${table.table} (${table.columns}) ${table.options ?? ""}`);
  for (const cells of cellsOf(table)) {
    const values = Object.values(cells);
    const places = values.map((value) => (value instanceof TextOfBytes ? "cast(? as text)" : "?"));
    db.prepare(`insert into ${table.table} (${Object.keys(cells).map(column)}) values (${places})`).run(
      values.map((value) => (value instanceof TextOfBytes ? value.bytes : value)),
    );
  }
}

/** The columns that rows of a table have values for, by their names as SQLite compares them. */
export const filled = (table: DirtyTable): ReadonlySet<string> =>
  new Set(cellsOf(table).flatMap((cells) => Object.keys(cells).map(lowerCase)));

const lowerCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** A row's cells as a quarantine shows them. */
export const shown = (cells: Cells): ReturnType<typeof tagged> =>
  tagged(
    Object.fromEntries(
      Object.entries(cells).map(([name, value]) => [
        lowerCase(name),
        value instanceof TextOfBytes ? value.bytes : value,
      ]),
    ),
  );

/** JSON that is fine, and hard to keep. */
export const HARD_JSON = `{"text": "${MARK} \\u0000 \\ud83d \\uffff", "nested": {"__proto__": 1, "a": [1e300, -0.5, null]}}`;
/** Arrays and objects within one another. */
export const nested = (levels: number): string =>
  `${'{"a":'.repeat(levels / 2)}${"[".repeat(levels / 2)}${"]".repeat(levels / 2)}${"}".repeat(levels / 2)}`;

export const NAN = `{"text": "${MARK}", "score": NaN}`;
export const TWICE = `{"text": "${MARK}", "text": "again"}`;
export const HUGE = `{"text": "${MARK}", "id": 9007199254740993}`;
export const BROKEN = `{"text": "${MARK}`;
export const LONG = "n".repeat(513);
export const NUL = "a\0b";
const NAME = "must be a non-empty string of at most 512 bytes, well-formed, without U+0000";
/** What a store says of a name that is none. */
export const noName = (member: string): string => `${member} ${NAME}`;
