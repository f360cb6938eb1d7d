import { mkdirSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Failure } from "../dialect";

const final = (message: string): Failure => ({ code: "connection", retryable: false, message });

/**
 * The failure for a path that is not a regular file. Null where there is a file, or nothing yet.
 */
export function whatIsThere(path: string): Failure | null {
  const found = lookAt(path);
  if (!found || found.isFile()) return null;
  if (found.isDirectory())
    return final("the database file cannot be opened: it is a folder, name a file in it");
  return final("the database file cannot be opened: it is a device, a pipe or a socket");
}

/** Undefined where the path cannot be inspected; SQLite then reports the error. */
function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

const FOLDER: Record<string, string> = {
  EEXIST: "a file or a broken link is in the way",
  ENOTDIR: "a file or a broken link is in the way",
  EACCES: "this process may not write there",
  EPERM: "this process may not write there",
  EROFS: "the file system is read-only",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "its symbolic links form a loop",
  ENOENT: "a folder cannot be created there",
};
const FOR_NOW: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EIO: "the disk failed",
  EMFILE: "this process has too many files open",
  ENFILE: "the system has too many files open",
};

/**
 * Creates a folder and its parents. It does not use `recursive`: Node loops without end where a
 * file system reports ENOENT for a new folder in an existing one, as /proc does.
 */
export function makeFolder(folder: string): void {
  const parent = dirname(folder);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (lookAt(folder)?.isDirectory()) return;
    if ((error as { code?: string }).code !== "ENOENT" || parent === folder || lookAt(parent)) throw error;
    makeFolder(parent);
    makeFolder(folder);
  }
}

/** The failure for a folder that cannot be created. */
export function explainFolder(folder: string, error: unknown): Failure {
  const { code = "" } = (error ?? {}) as { code?: string };
  const message = `the folder of the database file cannot be made: ${FOR_NOW[code] ?? FOLDER[code] ?? code} (${folder})`;
  return FOR_NOW[code] ? { code: "connection", message } : final(message);
}
