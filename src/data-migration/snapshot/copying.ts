import { existsSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type BetterSqlite3 from "better-sqlite3";
import { nativePartMissing } from "../../dialect/driver-failures";
import { loadDriver } from "../../dialect/load-driver";
import { type Original, READ, type State } from "./original";
import type { PrivateCopy } from "./private-copy";
import { codeOf, damaged, incomplete, unreadable, unusable } from "./unusable";

/**
 * How an attempt to copy has ended: with the SHA-256 of the file, which is null where it was being
 * written, or with a reason.
 */
export type Attempt = { sha256: string | null } | CopyFailure;

/**
 * Why a file was not copied: something was written meanwhile, or so recently that the next time of
 * writing could be the same; another process has locked it; or a process ended in the middle of a
 * transaction, which has to be rolled back first.
 */
export type CopyFailure = "written" | "recent" | "locked" | "crashed";

/**
 * Copies a file in which nothing is written meanwhile, with its log or journal: what SQLite makes
 * of them in the copy is what it would make of them here. It takes no lock, and leaves the -shm of
 * a process that is no more as it is.
 *
 * @param state is quiet
 */
export async function copyQuiet(
  original: Original,
  copy: PrivateCopy,
  { state, signal }: { state: State; signal?: AbortSignal },
): Promise<Attempt> {
  const unchanged = async () => {
    signal?.throwIfAborted();
    return state.equals(await original.state());
  };
  const sha256 = await copy.fill(original.handle, unchanged);
  if (sha256 === null) return "written";
  const sides = (["-wal", "-journal"] as const).filter((side) => state.sizeOf(side) > 0);
  for (const side of sides) {
    const handle = await openOrNull(`${original.path}${side}`);
    try {
      if (handle === null || (await copy.fill(handle, unchanged, side)) === null) return "written";
    } finally {
      await handle?.close();
    }
  }
  const { truncated } = await original.header();
  if (!(await unchanged())) return "written";
  // What is missing may stand in the log or the journal.
  if (truncated !== null && sides.length === 0) throw incomplete(original.name, truncated);
  return { sha256 };
}

/** Copies a file in rollback mode while a lock of ours keeps its writers from committing. */
export async function copyLocked(
  original: Original,
  copy: PrivateCopy,
  signal?: AbortSignal,
): Promise<Attempt> {
  const db = openInPlace(original);
  try {
    const failure = await beginReading(original, db);
    if (failure) return failure;
    const state = await original.state();
    const { wal, truncated } = await original.header();
    if (wal || state.has("-wal")) return "written";
    if (truncated !== null) throw incomplete(original.name, truncated);
    const sha256 = await copy.fill(original.handle, () => {
      signal?.throwIfAborted();
      return true;
    });
    // The lock is lost where another part of this process closes the same file.
    const kept = sha256 !== null && state.hasDatabaseOf(await original.state());
    return kept ? { sha256 } : "written";
  } finally {
    db.close();
  }
}

/**
 * Copies a file in WAL mode that a process has open and goes on writing to: neither waits for the
 * other. SQLite would make a -shm and a -wal that are not there, so they have to be.
 *
 * While a transaction reads, what the -wal had at its beginning stays there, and into the database
 * goes nothing else. So whatever half of it the copy of the database has, its -wal has the whole.
 * What others commit meanwhile is in it too, up to the last commit that was copied to its end.
 */
export async function copyLive(
  original: Original,
  copy: PrivateCopy,
  signal?: AbortSignal,
): Promise<Attempt> {
  const goOn = () => {
    signal?.throwIfAborted();
    return true;
  };
  const db = openInPlace(original);
  let log: FileHandle | null = null;
  try {
    if (!existsSync(`${original.path}-shm`) || !existsSync(`${original.path}-wal`)) return "written";
    const refused = await beginReading(original, db);
    if (refused) return refused;
    log = await openOrNull(`${original.path}-wal`);
    if (log === null) return "written";
    await copy.fill(original.handle, goOn);
    await copy.fill(log, goOn, "-wal");
    return { sha256: null };
  } finally {
    db.close();
    await log?.close();
  }
}

function openInPlace({ path, name }: Original): BetterSqlite3.Database {
  const Database = loadDriver("better-sqlite3");
  try {
    // Waiting for another process is done by the caller, without stopping this one.
    return new Database(path, { readonly: true, fileMustExist: true, timeout: 0 });
  } catch (error) {
    throw nativePartMissing("better-sqlite3", error) ?? unopened(name, error);
  }
}

/** Begins a transaction that has its lock, or says why not. */
async function beginReading(original: Original, db: BetterSqlite3.Database): Promise<CopyFailure | null> {
  try {
    db.exec("begin");
    db.pragma("schema_version");
    return null;
  } catch (error) {
    const code = codeOf(error);
    if (code === "SQLITE_READONLY_ROLLBACK") return "crashed";
    if (/^SQLITE_(BUSY|READONLY|PROTOCOL)/.test(code)) return "locked";
    if (!/^SQLITE_(CORRUPT|NOTADB)/.test(code)) throw unopened(original.name, error);
    const { truncated } = await original.header();
    throw truncated === null
      ? damaged(original.name, (error as Error).message, error)
      : incomplete(original.name, truncated);
  }
}

function unopened(name: string, error: unknown) {
  const cure = "give this user the right to read it and the files beside it";
  return unusable(name, `cannot be opened (${(error as Error).message}): ${cure}`, error);
}

async function openOrNull(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, READ);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw unreadable(path, error);
  }
}
