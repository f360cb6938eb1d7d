import { copyFileSync, rmSync } from "node:fs";
import BetterSqlite3 from "better-sqlite3";
import { tagged } from "../../../../src/data-migration/quarantine/tagged-values";
import { type RawValue } from "../../../../src/data-migration/read/row/raw-value";

/** Marker in all contents. It must not appear in any reason, error or example. */
export const MARK = "contents-of-a-user";

/** Bytes that the file stores as text. */
export class TextOfBytes {
  constructor(readonly bytes: Buffer) {}
}

export const notUtf8 = new TextOfBytes(Buffer.from(`${MARK}\xff\xfe`, "latin1"));
/** Keys may be shown in messages. */
export const nameNotUtf8 = new TextOfBytes(Buffer.from("n\xff", "latin1"));
/** U+D83D alone, as written by programs without correct UTF-8. */
export const loneSurrogate = new TextOfBytes(Buffer.from("\xed\xa0\xbd", "latin1"));

export type Cell = RawValue | TextOfBytes;
export type Cells = { readonly [column: string]: Cell };

/** A row as its differences from the table's valid row. If it is invalid, with the reason. */
export interface DirtyRow {
  cells: Cells;
  rejection?: { reason: string; column: string | null };
}

export interface DirtyTable {
  table: string;
  /** Its columns with their types, in the syntax of `create table`. */
  columns: string;
  /** Text after the columns, such as `without rowid`. */
  options?: string;
  /** A valid row; `n` counts from 1. */
  usual(n: number): Cells;
  rows: readonly DirtyRow[];
}

export interface DirtyFile {
  kind: string;
  /** Run before the tables are created. */
  before?: readonly string[];
  tables: readonly DirtyTable[];
  /** Run after the rows are inserted. */
  after?: readonly string[];
  /** True if all rows are in the write-ahead log, as after a killed process. */
  inLog?: boolean;
}

export const good = (cells: Cells = {}): DirtyRow => ({ cells });

export const noInstant = (column: string): string =>
  `${column} is not an instant: neither ISO 8601 nor seconds, milliseconds or microseconds since 1970`;

export const noSuchDay = (column: string): string =>
  `${column} is not an instant: there is no such day or time`;

/** @param column the invalid column; default: the first word of the reason */
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

/** The columns of a table's rows, by their names as SQLite compares them. */
export const filled = (table: DirtyTable): ReadonlySet<string> =>
  new Set(cellsOf(table).flatMap((cells) => Object.keys(cells).map(lowerCase)));

const lowerCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** A row's cells as shown by a quarantine. */
export const shown = (cells: Cells): ReturnType<typeof tagged> =>
  tagged(
    Object.fromEntries(
      Object.entries(cells).map(([name, value]) => [
        lowerCase(name),
        value instanceof TextOfBytes ? value.bytes : value,
      ]),
    ),
  );

/** Valid JSON that is difficult to preserve. */
export const HARD_JSON = `{"text": "${MARK} \\u0000 \\ud83d \\uffff", "nested": {"__proto__": 1, "a": [1e300, -0.5, null]}}`;
/** Nested arrays and objects. */
export const nested = (levels: number): string =>
  `${'{"a":'.repeat(levels / 2)}${"[".repeat(levels / 2)}${"]".repeat(levels / 2)}${"}".repeat(levels / 2)}`;

export const NAN = `{"text": "${MARK}", "score": NaN}`;
export const TWICE = `{"text": "${MARK}", "text": "again"}`;
export const HUGE = `{"text": "${MARK}", "id": 9007199254740993}`;
export const BROKEN = `{"text": "${MARK}`;
export const LONG = "n".repeat(513);
export const NUL = "a\0b";
const NAME = "must be a non-empty string of at most 512 bytes, well-formed, without U+0000";
/** The store's message for an invalid name. */
export const noName = (member: string): string => `${member} ${NAME}`;
