import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UnifiedStoreError } from "../../core/errors";
import { codeOf } from "./unusable";

/** A new folder among the temporary files. @param prefix of its name */
export const temporaryFolder = (prefix: string): Promise<string> =>
  mkdtemp(join(tmpdir(), prefix)).catch(unusable);

/** Makes a folder among the temporary files that only this user can read, unless it is there. */
export async function makeTemporary(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(unusable);
}

/**
 * Removes what is there; also where nothing can be, since the folder for temporary files is none.
 */
export async function removeTemporary(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch((error: unknown) => {
    if (codeOf(error) !== "ENOTDIR") throw error;
  });
}

function unusable(cause: unknown): never {
  const code = codeOf(cause) || "unknown error";
  throw new UnifiedStoreError(
    "validation",
    `the folder for temporary files, ${tmpdir()}, cannot be used (${code}): snapshots of the files are kept there. Set TMPDIR to a folder that this user can write to`,
    { cause },
  );
}
