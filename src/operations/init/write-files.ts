import {
  accessSync,
  constants,
  lstatSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { invalid, UnifiedStoreError } from "../../core/errors";
import type { ProjectFile } from "./types";

/** Something under this name, also a link that leads nowhere. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Below a file, or below a folder that may not be read: mustBeWritable tells it.
    return false;
  }
}

/**
 * Whatever would stop the writing is found here, before the first file.
 *
 * @throws UnifiedStoreError `validation`
 */
export function mustBeWritable(folder: string, files: readonly ProjectFile[]): void {
  for (const { path } of files) {
    const file = join(folder, path);
    if (isThere(file) && lstatSync(file).isDirectory())
      throw unusable(`${path} in it is a folder. Rename that folder, or name another one`);
    const above = existing(dirname(file));
    if (!statSync(above, { throwIfNoEntry: false })?.isDirectory())
      throw unusable(`${above} is not a folder. Rename it, or name another folder`);
    try {
      accessSync(above, constants.W_OK | constants.X_OK);
    } catch {
      throw unusable(`${above} may not be written to. Name a folder of yours, or change its permissions`);
    }
  }
}

const unusable = (why: string): UnifiedStoreError => invalid("options.folder", `cannot be used: ${why}`);

/** The nearest that there is, from a folder upwards. */
const existing = (folder: string): string =>
  isThere(folder) || folder === dirname(folder) ? folder : existing(dirname(folder));

/**
 * Writes all of the files or none: each under another name first, and then all get their names.
 * Where that fails, what was there before is there again.
 *
 * @throws UnifiedStoreError `connection`
 */
export function writeFiles(folder: string, files: readonly ProjectFile[]): void {
  const undo: (() => void)[] = [];
  let at = folder;
  try {
    const moves = files.map(({ path, contents }) => {
      at = join(folder, path);
      makeFolder(dirname(at), undo);
      const made = `${at}.partial-${process.pid}`;
      writeNew(made, contents);
      undo.push(() => rmSync(made, { force: true }));
      return { made, file: at };
    });
    for (const { made, file } of moves) {
      at = file;
      if (isThere(file)) {
        // A link is replaced, and not what it leads to.
        renameSync(file, earlier(file));
        undo.push(() => renameSync(earlier(file), file));
      } else undo.push(() => rmSync(file, { force: true }));
      renameSync(made, file);
    }
  } catch (error) {
    throw notWritten(at, error, undone(undo));
  }
  for (const { path } of files) rmSync(earlier(join(folder, path)), { force: true });
}

function writeNew(file: string, contents: string): void {
  try {
    writeFileSync(file, contents, { flag: "wx" });
  } catch (error) {
    // A full disk leaves a part of it; one that was there before is another call's.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") undone([() => rmSync(file, { force: true })]);
    throw error;
  }
}

const earlier = (file: string): string => `${file}.before-${process.pid}`;

/** One by one: on a system that has no room for folders, `recursive` of Node 20 never ends. */
function makeFolder(folder: string, undo: (() => void)[]): void {
  if (isThere(folder)) return;
  makeFolder(dirname(folder), undo);
  mkdirSync(folder);
  // It stays where somebody else has put something into it.
  undo.push(() => rmdirSync(folder));
}

/** The newest first. @returns whether all of it could be */
function undone(steps: readonly (() => void)[]): boolean {
  let all = true;
  for (const step of [...steps].reverse())
    try {
      step();
    } catch {
      all = false;
    }
  return all;
}

function notWritten(file: string, error: unknown, isUndone: boolean): UnifiedStoreError {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? "unknown";
  const why = WHY[code] ?? `the system says ${code}`;
  const rest = isUndone ? "Nothing was changed" : `What was there before ends in .before-${process.pid}`;
  const message = `${file} could not be written: ${why}. ${rest}`;
  return new UnifiedStoreError("connection", message, { cause: error, retryable: false });
}

const WHY: Partial<Record<string, string>> = {
  EFBIG: "it is larger than files may be here",
  ENOSPC: "the disk is full",
  ENOENT: "no folder can be made there",
  EDQUOT: "your part of the disk is full",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the disk can only be read",
  EEXIST: "another call writes it at the same time",
};
