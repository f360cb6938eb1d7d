import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type BetterSqlite3 from "better-sqlite3";
import { UnifiedStoreError } from "../../core/errors";
import { loadDriver, nativePartMissing } from "../load-driver";
import { SqliteDialect } from "./engine";
import { explain } from "./failures";

/** `:memory:`, a path, or the bytes of a serialized database to open in memory. */
export function openSqlite(source: string | Buffer): SqliteDialect {
  const Database = loadDriver<typeof BetterSqlite3>("better-sqlite3");
  const inMemory = source === ":memory:" || Buffer.isBuffer(source);
  try {
    if (!inMemory) mkdirSync(dirname(resolve(source as string)), { recursive: true });
    // Waiting for another process is done in the engine, without stopping this one.
    const db = new Database(source, { timeout: 0 });
    return configure(db, inMemory);
  } catch (error) {
    const missing = nativePartMissing("better-sqlite3", error);
    if (missing) throw missing;
    const failure = explain(error);
    throw new UnifiedStoreError(failure.code, failure.message, { ...failure, cause: error });
  }
}

/** The connection of a DataSource that somebody else opened, and closes: its settings are its owner's business. */
export function borrowSqlite(db: BetterSqlite3.Database): SqliteDialect {
  db.pragma("foreign_keys = on");
  return new SqliteDialect(db, false);
}

function configure(db: BetterSqlite3.Database, inMemory: boolean): SqliteDialect {
  db.pragma("foreign_keys = on");
  if (!inMemory) {
    db.pragma("busy_timeout = 5000");
    db.pragma("journal_mode = wal");
    // With WAL a commit survives a crash of the process; a power cut may lose the last ones, never damage the file.
    db.pragma("synchronous = normal");
    db.pragma("busy_timeout = 0");
  }
  return new SqliteDialect(db, true);
}
