import { rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { temporaryFolder } from "../../support/folder";

/**
 * Makes a SQLite file with these statements, passes it to a function that reads it, and removes it.
 */
export function withMadeFile<T>(statements: readonly string[], read: (path: string) => T): T {
  const folder = temporaryFolder();
  try {
    const path = join(folder, "made.db");
    const db = new Database(path);
    db.pragma("synchronous = off");
    db.exec(statements.join(";\n"));
    db.close();
    return read(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A text as an SQL literal. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
