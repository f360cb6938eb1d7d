import { closeSync, openSync, rmSync, statSync } from "node:fs";
import type { Database } from "better-sqlite3";
import { loadDriver } from "../load-driver";

/** Locks of databases in memory, which have no file and no other process. */
const heldInMemory = new WeakSet<object>();

/**
 * A lock on a file beside the database. The operating system releases it when its process ends,
 * even by a crash.
 *
 * @returns a function that releases it; null where another process holds it
 */
export async function acquireNamedLock(name: string, db: Database): Promise<(() => Promise<void>) | null> {
  if (db.memory) return acquireInMemory(db);
  const file = `${db.name}-${name}`;
  closeSync(openSync(file, "a"));
  const before = statSync(file).ino;
  const Database = loadDriver("better-sqlite3");
  const lock = new Database(file, { timeout: 0 });
  try {
    lock.exec("begin exclusive");
    // The previous holder may have removed the opened file, and another process may hold a newer
    // one.
    if (statSync(file).ino !== before) throw new Error("the lock was replaced");
  } catch {
    lock.close();
    return null;
  }
  return async () => {
    rmSync(file, { force: true });
    lock.close();
    rmSync(`${file}-journal`, { force: true });
  };
}

function acquireInMemory(db: Database): (() => Promise<void>) | null {
  if (heldInMemory.has(db)) return null;
  heldInMemory.add(db);
  return async () => void heldInMemory.delete(db);
}
