import { mkdirSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Failure } from "../dialect";

const final = (message: string): Failure => ({ code: "connection", retryable: false, message });

/**
 * What stands where the database file is to be and is none; null where there is a file, or nothing
 * yet.
 */
export function whatIsThere(path: string): Failure | null {
  const found = lookAt(path);
  if (!found || found.isFile()) return null;
  if (found.isDirectory())
    return final("the database file cannot be opened: it is a folder, name a file in it");
  return final("the database file cannot be opened: it is a device, a pipe or a socket");
}

/** What cannot even be looked at is SQLite's to tell of. */
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
  ELOOP: "its symbolic links lead in a circle",
  ENOENT: "no folder can be there",
};
const FOR_NOW: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EIO: "the disk failed",
  EMFILE: "this process has too many files open",
  ENFILE: "the system has too many files open",
};

/**
 * Makes a folder and those above it. Not by `recursive`: Node never comes back from it where a file
 * system says of a folder in an existing one that there is no such thing, as /proc does.
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

/** Why a folder cannot be made. */
export function explainFolder(folder: string, error: unknown): Failure {
  const { code = "" } = (error ?? {}) as { code?: string };
  const message = `the folder of the database file cannot be made: ${FOR_NOW[code] ?? FOLDER[code] ?? code} (${folder})`;
  return FOR_NOW[code] ? { code: "connection", message } : final(message);
}
