import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import BetterSqlite3 from "better-sqlite3";

/** Runs statements in a file. The file and its folder are created if they do not exist. */
export function makeFile(path: string, statements: readonly string[]): void {
  mkdirSync(dirname(path), { recursive: true });
  const db = new BetterSqlite3(path);
  db.pragma("synchronous = off");
  try {
    for (const statement of statements) db.exec(statement);
  } finally {
    db.close();
  }
}
