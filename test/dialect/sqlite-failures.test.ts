import { readFileSync } from "node:fs";
import { join } from "node:path";
import { explain } from "../../src/dialect/sqlite/failures";
import { ROOT } from "../support/child";

/** Code, `retryable`, and `mayHaveCommitted`. */
type Row = [what: string, code: string, retryable: boolean, mayHaveCommitted: boolean];
const RETRYABLE = ["serialization", "timeout", "connection"];
const systemError = (code: string): Error => Object.assign(new Error(code), { code });

const codes: Row[] = [
  ["SQLITE_ERROR", "not_supported", false, false],
  ["SQLITE_ERROR_MISSING_COLLSEQ", "not_supported", false, false],
  ["SQLITE_ERROR_RETRY", "serialization", true, false],
  ["SQLITE_ERROR_SNAPSHOT", "serialization", true, false],
  ["SQLITE_INTERNAL", "not_supported", false, false],
  ["SQLITE_PERM", "permission", false, false],
  ["SQLITE_AUTH", "permission", false, false],
  ["SQLITE_ABORT", "serialization", true, false],
  ["SQLITE_ABORT_ROLLBACK", "serialization", true, false],
  ["SQLITE_BUSY", "timeout", true, false],
  ["SQLITE_BUSY_RECOVERY", "timeout", true, false],
  ["SQLITE_BUSY_SNAPSHOT", "serialization", true, false],
  ["SQLITE_LOCKED", "timeout", true, false],
  ["SQLITE_LOCKED_SHAREDCACHE", "timeout", true, false],
  ["SQLITE_LOCKED_VTAB", "timeout", true, false],
  ["SQLITE_NOMEM", "connection", true, false],
  ["SQLITE_READONLY", "connection", false, false],
  ["SQLITE_READONLY_RECOVERY", "connection", false, false],
  ["SQLITE_READONLY_CANTLOCK", "connection", false, false],
  ["SQLITE_READONLY_ROLLBACK", "connection", false, false],
  ["SQLITE_READONLY_DBMOVED", "connection", false, false],
  ["SQLITE_READONLY_CANTINIT", "connection", false, false],
  ["SQLITE_READONLY_DIRECTORY", "connection", false, false],
  ["SQLITE_INTERRUPT", "aborted", false, false],
  ["SQLITE_IOERR", "connection", true, false],
  ["SQLITE_IOERR_READ", "connection", true, false],
  ["SQLITE_IOERR_WRITE", "connection", true, false],
  ["SQLITE_IOERR_FSYNC", "connection", true, true],
  ["SQLITE_IOERR_DIR_FSYNC", "connection", true, true],
  ["SQLITE_IOERR_BLOCKED", "timeout", true, false],
  ["SQLITE_IOERR_NOMEM", "connection", true, false],
  ["SQLITE_IOERR_LOCK", "connection", true, false],
  ["SQLITE_IOERR_SHMMAP", "connection", true, false],
  ["SQLITE_IOERR_DATA", "connection", false, false],
  ["SQLITE_IOERR_CORRUPTFS", "connection", false, false],
  ["SQLITE_CORRUPT", "connection", false, false],
  ["SQLITE_CORRUPT_VTAB", "connection", false, false],
  ["SQLITE_CORRUPT_INDEX", "connection", false, false],
  ["SQLITE_NOTFOUND", "not_supported", false, false],
  ["SQLITE_FULL", "connection", true, false],
  ["SQLITE_CANTOPEN", "connection", false, false],
  ["SQLITE_CANTOPEN_ISDIR", "connection", false, false],
  ["SQLITE_CANTOPEN_NOTEMPDIR", "connection", false, false],
  ["SQLITE_CANTOPEN_FULLPATH", "connection", false, false],
  ["SQLITE_PROTOCOL", "timeout", true, false],
  ["SQLITE_EMPTY", "not_supported", false, false],
  ["SQLITE_SCHEMA", "serialization", true, false],
  ["SQLITE_TOOBIG", "validation", false, false],
  ["SQLITE_CONSTRAINT", "validation", false, false],
  ["SQLITE_CONSTRAINT_CHECK", "validation", false, false],
  ["SQLITE_CONSTRAINT_DATATYPE", "validation", false, false],
  ["SQLITE_CONSTRAINT_FOREIGNKEY", "in_use", false, false],
  ["SQLITE_CONSTRAINT_NOTNULL", "validation", false, false],
  ["SQLITE_CONSTRAINT_PRIMARYKEY", "unique_violation", false, false],
  ["SQLITE_CONSTRAINT_ROWID", "unique_violation", false, false],
  ["SQLITE_CONSTRAINT_TRIGGER", "validation", false, false],
  ["SQLITE_CONSTRAINT_UNIQUE", "unique_violation", false, false],
  ["SQLITE_CONSTRAINT_VTAB", "validation", false, false],
  ["SQLITE_MISMATCH", "validation", false, false],
  ["SQLITE_MISUSE", "not_supported", false, false],
  ["SQLITE_NOLFS", "connection", false, false],
  ["SQLITE_FORMAT", "connection", false, false],
  ["SQLITE_RANGE", "not_supported", false, false],
  ["SQLITE_NOTADB", "connection", false, false],
  ["SQLITE_NOTICE", "not_supported", false, false],
  ["SQLITE_WARNING", "not_supported", false, false],
  ["UNKNOWN_SQLITE_ERROR_9999", "not_supported", false, false],
];
test.each(codes)("%s: %s, retryable %s, may have committed %s", (code, ...expected) => {
  const failure = explain(systemError(code));
  const { retryable = RETRYABLE.includes(failure.code), mayHaveCommitted = false } = failure;
  expect([failure.code, retryable, mayHaveCommitted]).toEqual(expected);
});

test("every named code of the driver is listed above, itself or its primary code", () => {
  const source = readFileSync(join(ROOT, "node_modules/better-sqlite3/src/util/constants.cpp"), "utf8");
  const named = [...source.matchAll(/SetCode\(isolate, \w+, "(SQLITE_\w+)"\)/g)].map(([, code]) => code!);
  expect(named.length).toBeGreaterThan(80);
  const known = codes.map(([code]) => code);
  const notErrors = /^SQLITE_(OK|ROW|DONE)/;
  expect(
    named.filter((code) => !notErrors.test(code) && !known.some((each) => code.startsWith(each))),
  ).toEqual([]);
});

test.each<[string, string]>([
  ["no such table: memory_item", "schema"],
  ["no such table: main.memory_item", "schema"],
  ["no such column: pinned", "schema"],
  ["table memory_item has no column named pinned", "schema"],
  ["no such module: fts5", "not_supported"],
  ["string or blob too big", "validation"],
  ["The database connection is not open", "closed"],
  ["This database connection is busy executing a query", "not_supported"],
])("%s: %s", (message, code) => {
  expect(explain(new Error(message)).code).toBe(code);
});
