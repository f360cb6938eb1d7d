import { UnifiedStoreError } from "../../../core/errors";
import { detect } from "../../files/detect";
import { filesIn } from "../../files/found-files";
import type { CheckedOptions } from "../../options";
import { SourceFile } from "../../read/source-file";
import { codeOf } from "../../snapshot/unusable";
import { installChangeLog, LOG, mustBeWritable, removeChangeLog } from "./change-log";
import { retryWhileBusy } from "./retry-while-busy";
import { type Watched, watchedTables } from "./watched";

const BUSY_RETRY_MS = 15_000;

/**
 * Installs the log of changes in all files that will be moved. If one file fails, none has a log.
 *
 * @returns by path, the version of the file's schema
 */
export async function installLogs(
  { from, tiers, signal }: Pick<CheckedOptions, "from" | "tiers" | "signal">,
  target: string,
): Promise<Map<string, number>> {
  const files: { path: string; watched: Watched[] }[] = [];
  for (const { path } of await filesIn(from, target)) {
    const watched = await watchedIn(path, { tiers, signal });
    if (watched.length > 0) files.push({ path, watched });
  }
  for (const { path } of files) await mustBeWritable(path, signal);
  const schemas = new Map<string, number>();
  try {
    for (const { path, watched } of files) {
      // Noted first: the installation may be cut off in the middle.
      schemas.set(path, 0);
      schemas.set(path, await installChangeLog(path, watched, signal));
    }
    return schemas;
  } catch (error) {
    await removeLogs(schemas.keys());
    throw error;
  }
}

export async function removeLogs(paths: Iterable<string>): Promise<void> {
  for (const path of new Set(paths)) await removeChangeLog(path);
}

/** The position of the log in a snapshot. Later changes are not in the snapshot. */
export function positionIn(file: SourceFile): number {
  const [[position = 0] = []] = file.values(`select coalesce(max(seq), 0) from ${LOG}`);
  return Number(position);
}

/** None where the file is no known store. The error is thrown later, when the file is opened. */
async function watchedIn(
  path: string,
  { tiers, signal }: Pick<CheckedOptions, "tiers" | "signal">,
): Promise<Watched[]> {
  try {
    return await retryWhileBusy({ path, ms: BUSY_RETRY_MS, signal }, () => {
      const file = new SourceFile(path, { live: true });
      try {
        const kinds = detect(file).kinds.filter(({ source }) => tiers.includes(source.tier));
        return watchedTables(file, kinds);
      } finally {
        file[Symbol.dispose]();
      }
    });
  } catch (error) {
    if (error instanceof UnifiedStoreError && error.code === "validation") return [];
    if (codeOf(error).startsWith("SQLITE_")) return [];
    throw error;
  }
}
