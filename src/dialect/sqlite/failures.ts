import type { Failure } from "../dialect";

/** By extended result code, the longest match first. */
const BY_CODE: readonly (readonly [string, Failure])[] = [
  [
    "SQLITE_CONSTRAINT_UNIQUE",
    { code: "unique_violation", message: "a row with the same id or key already exists" },
  ],
  [
    "SQLITE_CONSTRAINT_PRIMARYKEY",
    { code: "unique_violation", message: "a row with the same id or key already exists" },
  ],
  [
    "SQLITE_CONSTRAINT_FOREIGNKEY",
    {
      code: "foreign_key",
      message: "it refers to something that does not exist, or that others still refer to",
    },
  ],
  ["SQLITE_CONSTRAINT", { code: "validation", message: "a value is outside what its column allows" }],
  ["SQLITE_TOOBIG", { code: "validation", message: "a value is larger than SQLite can hold (1 GB)" }],
  ["SQLITE_MISMATCH", { code: "validation", message: "a value has another type than its column" }],
  [
    "SQLITE_BUSY",
    {
      code: "timeout",
      message:
        "another connection, of this process or another, kept the database locked: try again, or keep its transactions short",
    },
  ],
  ["SQLITE_LOCKED", { code: "timeout", message: "another connection kept the database locked: try again" }],
  [
    "SQLITE_READONLY",
    {
      code: "connection",
      retryable: false,
      message: "the database file is read-only: check its permissions and those of its folder",
    },
  ],
  [
    "SQLITE_CANTOPEN",
    {
      code: "connection",
      retryable: false,
      message: "the database file cannot be opened: check that its folder exists and may be written to",
    },
  ],
  [
    "SQLITE_NOTADB",
    { code: "connection", retryable: false, message: "the file is not a SQLite database, or is encrypted" },
  ],
  [
    "SQLITE_CORRUPT",
    {
      code: "connection",
      retryable: false,
      message: "the database file is damaged: restore it from a backup",
    },
  ],
  ["SQLITE_FULL", { code: "connection", message: "the disk is full" }],
  ["SQLITE_IOERR", { code: "connection", message: "the disk failed to read or write the database file" }],
];

export function explain(error: unknown): Failure {
  const { code = "", message = "" } = (error ?? {}) as { code?: string; message?: string };
  if (typeof code === "string" && code.startsWith("SQLITE_")) {
    const found = BY_CODE.find(([prefix]) => code.startsWith(prefix));
    if (found) return found[1];
  }
  const missing = /no such table: (\w+)/.exec(message);
  if (missing) return missingTable(missing[1]!);
  if (/database connection is not open/.test(message)) {
    return { code: "closed", message: "the database was closed" };
  }
  return { code: "not_supported", message: "an unexpected error of the driver; the cause tells more" };
}

const missingTable = (table: string): Failure => ({
  code: "migration",
  message: `table ${table} does not exist: run migrate(), or open the manager with migrate: true`,
});
