import { closeSync, openSync, rmSync, statSync } from "node:fs";
import type { Database } from "better-sqlite3";
import { loadDriver } from "../load-driver";

/** Databases in memory: they have no file, and no other process. */
const heldInMemory = new WeakSet<object>();

/**
 * A lock of a file beside the database. The operating system releases it when its process ends,
 * however that is.
 *
 * @returns what releases it; null where another process holds it
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
    // The holder before may have removed the file that is open here: then another may hold a newer
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
