import { UnifiedStoreError } from "../../core/errors";

/**
 * A file that cannot be read as it is: repeating the call changes nothing. @param problem what it
 * is, and the cure
 */
export function unusable(file: string, problem: string, cause?: unknown): UnifiedStoreError {
  return new UnifiedStoreError("validation", `${file} ${problem}`, { cause });
}

/** What the file system says of a file, in words. */
export function unreadable(file: string, error: unknown): UnifiedStoreError {
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") return unusable(file, "does not exist", error);
  if (code === "EACCES" || code === "EPERM") {
    const cure = "give this user the right to read it and to enter its folder";
    return unusable(file, `cannot be read (permission denied): ${cure}`, error);
  }
  return unusable(file, `cannot be read (${code || "unknown error"})`, error);
}

/** @param finding what SQLite says of its structure */
export function damaged(file: string, finding: string, cause?: unknown): UnifiedStoreError {
  const guess = finding === "file is not a database" ? "is damaged, or it is encrypted" : "is damaged";
  const cure = "take it from a backup, or recover it with `.recover` of the sqlite3 command";
  return unusable(file, `${guess}: ${finding}; ${cure}`, cause);
}

/** @param truncated as a header has it */
export const incomplete = (file: string, truncated: string): UnifiedStoreError =>
  unusable(file, `${truncated}: take it from a backup`);

/** The code of an error of the file system or of the driver, such as `ENOENT` or `SQLITE_BUSY`. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}
