import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import BetterSqlite3 from "better-sqlite3";

/** Runs statements in a file, which is made if it is not there, with its folder. */
export function makeFile(path: string, statements: readonly string[]): void {
  mkdirSync(dirname(path), { recursive: true });
  const db = new BetterSqlite3(path);
  try {
    for (const statement of statements) db.exec(statement);
  } finally {
    db.close();
  }
}
