import type { Failure } from "../dialect";

const again = (code: Failure["code"], message: string): Failure => ({ code, message });
const final = (message: string): Failure => ({ code: "connection", retryable: false, message });

const TAKEN: Failure = { code: "unique_violation", message: "a row with the same id or key already exists" };
const NO_MEMORY = again("connection", "this process has no memory left");

/** Failures by extended result code; longer ones first. */
const BY_CODE: readonly (readonly [string, Failure])[] = [
  ["SQLITE_CONSTRAINT_UNIQUE", TAKEN],
  ["SQLITE_CONSTRAINT_PRIMARYKEY", TAKEN],
  ["SQLITE_CONSTRAINT_ROWID", TAKEN],
  [
    "SQLITE_CONSTRAINT_FOREIGNKEY",
    {
      code: "in_use",
      message: "it refers to a row that does not exist, or other rows still refer to it",
    },
  ],
  ["SQLITE_CONSTRAINT_TRIGGER", { code: "validation", message: "a trigger of the database refused it" }],
  ["SQLITE_CONSTRAINT", { code: "validation", message: "a value is outside what its column allows" }],
  ["SQLITE_TOOBIG", { code: "validation", message: "a value is larger than SQLite can hold (1 GB)" }],
  ["SQLITE_MISMATCH", { code: "validation", message: "a value has another type than its column" }],
  [
    "SQLITE_BUSY_SNAPSHOT",
    again("serialization", "another connection wrote after this transaction had read: run it again"),
  ],
  [
    "SQLITE_BUSY",
    again(
      "timeout",
      "another connection, of this process or another, kept the database locked: try again, or keep its transactions short",
    ),
  ],
  ["SQLITE_LOCKED", again("timeout", "another connection kept the database locked: try again")],
  ["SQLITE_PROTOCOL", again("timeout", "too many processes opened the database at once: try again")],
  ["SQLITE_SCHEMA", again("serialization", "a table was changed under a prepared statement: run it again")],
  [
    "SQLITE_ERROR_RETRY",
    again("serialization", "a table was changed under a prepared statement: run it again"),
  ],
  ["SQLITE_ERROR_SNAPSHOT", again("serialization", "the transaction's snapshot is too old: run it again")],
  ["SQLITE_ABORT", again("serialization", "another statement rolled the transaction back: run it again")],
  ["SQLITE_INTERRUPT", { code: "aborted", message: "the statement was interrupted" }],
  ["SQLITE_PERM", { code: "permission", message: "the authorizer of the database refused it" }],
  ["SQLITE_AUTH", { code: "permission", message: "the authorizer of the database refused it" }],
  ["SQLITE_READONLY_DBMOVED", final("the database file was moved or removed while it was open")],
  [
    "SQLITE_READONLY_DIRECTORY",
    final("the database's folder is read-only: SQLite writes a log beside the file"),
  ],
  ["SQLITE_READONLY", final("the database file is read-only: check its permissions and those of its folder")],
  ["SQLITE_CANTOPEN_ISDIR", final("the database file cannot be opened: it is a folder, name a file in it")],
  ["SQLITE_CANTOPEN_NOTEMPDIR", final("SQLite finds no folder for temporary files: check TMPDIR")],
  [
    "SQLITE_CANTOPEN",
    final("the database file cannot be opened: check that it may be read, and its folder written to"),
  ],
  ["SQLITE_NOTADB", final("the file is not a SQLite database, or is encrypted")],
  ["SQLITE_FORMAT", final("the file is a database that this SQLite cannot read")],
  ["SQLITE_NOLFS", final("the file is larger than its file system allows")],
  [
    "SQLITE_CORRUPT_VTAB",
    final(
      "a text index of the database is damaged: run `insert into <table> (<table>) values ('rebuild')` on it",
    ),
  ],
  ["SQLITE_CORRUPT_INDEX", final("an index of the database is damaged: run `reindex`")],
  ["SQLITE_CORRUPT", final("the database file is damaged: restore it from a backup")],
  ["SQLITE_IOERR_CORRUPTFS", final("the file system is damaged: restore the file from a backup")],
  ["SQLITE_IOERR_DATA", final("the database file is damaged: restore it from a backup")],
  ["SQLITE_FULL", again("connection", "the disk is full")],
  ["SQLITE_NOMEM", NO_MEMORY],
  ["SQLITE_IOERR_NOMEM", NO_MEMORY],
  ["SQLITE_IOERR_BLOCKED", again("timeout", "another connection kept the database locked: try again")],
  // Written, but maybe not yet on the disk: it may be there after a crash.
  [
    "SQLITE_IOERR_FSYNC",
    { code: "connection", message: "the disk failed to write the database file", mayHaveCommitted: true },
  ],
  [
    "SQLITE_IOERR_DIR_FSYNC",
    { code: "connection", message: "the disk failed to write the database file", mayHaveCommitted: true },
  ],
  ["SQLITE_IOERR", again("connection", "the disk failed to read or write the database file")],
  [
    "SQLITE_ERROR_MISSING_COLLSEQ",
    { code: "not_supported", message: "a collation of the database is not known here" },
  ],
];

/** Failures by message, for the code SQLITE_ERROR and for driver errors without a code. */
const BY_MESSAGE: readonly (readonly [RegExp, (name: string) => Failure])[] = [
  [/no such table: (?:\w+\.)?(\w+)/, (name) => missing(`table ${name}`)],
  [/no such column: (?:\w+\.)?(\w+)/, (name) => missing(`column ${name}`)],
  [/has no column named (\w+)/, (name) => missing(`column ${name}`)],
  [
    /no such (?:module|function): (\w+)/,
    (name) => ({
      code: "not_supported",
      message: `this build of SQLite has no ${name}: install better-sqlite3 unmodified`,
    }),
  ],
  [/connection is not open/, () => ({ code: "closed", message: "the database was closed" })],
  [
    /is too big|string or blob too big/i,
    () => ({ code: "validation", message: "a value is larger than SQLite can hold (1 GB)" }),
  ],
  [/out of memory/i, () => NO_MEMORY],
];

export function explain(error: unknown): Failure {
  const { code = "", message = "" } = (error ?? {}) as { code?: string; message?: string };
  if (typeof code === "string" && code.startsWith("SQLITE_")) {
    const found = BY_CODE.find(([prefix]) => code.startsWith(prefix));
    if (found) return found[1];
  }
  for (const [pattern, meaning] of BY_MESSAGE) {
    const found = pattern.exec(message);
    if (found) return meaning(found[1] ?? "");
  }
  return { code: "not_supported", message: "an unexpected error of the driver; see its cause" };
}

const missing = (what: string): Failure => ({
  code: "schema",
  message: `${what} does not exist: run migrateSchema(), or open the manager with migrateSchema: true`,
});
