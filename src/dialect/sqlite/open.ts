import { dirname, resolve } from "node:path";
import type BetterSqlite3 from "better-sqlite3";
import { UnifiedStoreError } from "../../core/errors";
import type { Failure } from "../dialect";
import { nativePartMissing } from "../driver-failures";
import { loadDriver } from "../load-driver";
import { SqliteDialect } from "./dialect";
import { explain } from "./failures";
import { explainFolder, makeFolder, whatIsThere } from "./files";
import { hasSqliteVec } from "./sketch-scan";

export interface SqliteOptions {
  /** File of the library sqlite-vec. */
  vectorExtension?: string | undefined;
}

/** `:memory:`, a path, or the bytes of a serialized database to open in memory. */
export function openSqlite(source: string | Buffer, options: SqliteOptions = {}): SqliteDialect {
  const Database = loadDriver("better-sqlite3");
  if (source === ":memory:" || Buffer.isBuffer(source))
    return open(() => new Database(source), { ...options, inMemory: true });
  const file = resolve(source as string);
  const folder = dirname(file);
  try {
    makeFolder(folder);
  } catch (error) {
    throw failed(explainFolder(folder, error), undefined, error);
  }
  // Checked first: SQLite would wait without end for a writer into a pipe.
  const obstacle = whatIsThere(file);
  if (obstacle) throw failed(obstacle, file);
  // The dialect waits for other processes itself, without blocking this thread.
  return open(() => new Database(source, { timeout: 0 }), { ...options, inMemory: false, file });
}

/**
 * A dialect over the connection of an application's DataSource. The application closes it and
 * controls its settings.
 */
export function borrowSqlite(db: BetterSqlite3.Database, options: SqliteOptions = {}): SqliteDialect {
  db.pragma("foreign_keys = on");
  loadVectorExtension(db, options);
  return new SqliteDialect(db, false);
}

function open(
  connect: () => BetterSqlite3.Database,
  { inMemory, file, vectorExtension }: SqliteOptions & { inMemory: boolean; file?: string },
): SqliteDialect {
  let db: BetterSqlite3.Database | undefined;
  try {
    db = connect();
    configure(db, inMemory);
    loadVectorExtension(db, { vectorExtension });
    return new SqliteDialect(db, true);
  } catch (error) {
    db?.close();
    if (error instanceof UnifiedStoreError) throw error.located({ operation: "open" });
    throw nativePartMissing("better-sqlite3", error) ?? failed(explain(error), file, error);
  }
}

/** Before the dialect is made, which uses the functions that it finds. */
function loadVectorExtension(db: BetterSqlite3.Database, { vectorExtension }: SqliteOptions): void {
  if (vectorExtension === undefined) return;
  try {
    db.loadExtension(vectorExtension);
  } catch (cause) {
    throw invalidExtension("cannot be loaded by SQLite", cause);
  }
  if (!hasSqliteVec(db)) throw invalidExtension("has no function vec_distance_hamming");
}

const invalidExtension = (problem: string, cause?: unknown): UnifiedStoreError =>
  new UnifiedStoreError(
    "validation",
    `vectorExtension ${problem}: it must be the path of the library of sqlite-vec, as getLoadablePath() gives it`,
    { field: "vectorExtension", cause },
  );

function failed({ code, message, ...more }: Failure, file?: string, cause?: unknown): UnifiedStoreError {
  const error = new UnifiedStoreError(code, file ? `${message} (${file})` : message, { ...more, cause });
  return error.located({ operation: "open" });
}

function configure(db: BetterSqlite3.Database, inMemory: boolean): void {
  db.pragma("foreign_keys = on");
  if (inMemory) return;
  db.pragma("busy_timeout = 5000");
  db.pragma("journal_mode = wal");
  // With WAL a commit survives a crash of the process. A power cut may lose the last commits, but
  // never damages the file.
  db.pragma("synchronous = normal");
  db.pragma("busy_timeout = 0");
  // Overwrites deleted bytes. Otherwise a person's words would stay in the file after their
  // erasure. Updates cost nothing more; deleting 100,000 rows took 850 ms instead of 400.
  db.pragma("secure_delete = on");
  // Up to 128 MiB of pages, instead of 16: a search reads rows from all over the file. With them
  // 100,000 sketches are compared in 27 ms instead of 38.
  db.pragma("cache_size = -131072");
}
