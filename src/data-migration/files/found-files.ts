import { realpath } from "node:fs/promises";
import { invalid } from "../../core/errors";
import { findFiles } from "./find-files";
import { givenPath } from "./source-names";

/** File of a run. */
export interface FoundFile {
  /** Absolute path, with links resolved. */
  path: string;
  /** Name that the operator gave it; null where none. */
  givenName: string | null;
  /** Whether it was named itself, and not found in a folder. */
  named: boolean;
}

/**
 * Finds the files at these paths, with the names that they were given.
 *
 * @param from paths, or files that were found before
 * @param target file of the target, which is left out
 */
export async function filesIn(from: readonly (string | FoundFile)[], target?: string): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const each of from) {
    if (typeof each !== "string") {
      found.set(each.path, each);
      continue;
    }
    const { givenName, path: searched } = givenPath(each);
    for (const file of await findFiles([searched], target)) {
      const path = await realpath(file);
      if (!found.has(path)) found.set(path, { path, givenName, named: path === (await realpath(searched)) });
    }
  }
  if (found.size === 0) throw invalid("from", "has no SQLite file: name files, or a folder that holds some");
  return [...found.values()];
}
