import { type BigIntStats, type Dirent } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isSqlite, READ, SIDE_FILES } from "../snapshot/original";
import { codeOf, unreadable, unusable } from "../snapshot/unusable";

/** Names of databases. Windows puts a `thumbs.db`, which is none, into folders of pictures. */
const NAMED_LIKE_ONE = /^(?!thumbs\.db$).*\.(db3?|sqlite3?)$/i;
const NOT_ENTERED: ReadonlySet<string> = new Set(["node_modules", ".git"]);

/**
 * Finds the SQLite files among these paths, in their order. Each is found once, however often it is
 * named or linked.
 *
 * Folders are searched in alphabetical order, without `node_modules` and `.git`. A file in them is
 * found by its content, or by its name: an encrypted database looks like anything, and should be
 * reported. A file that is named itself is always found.
 *
 * The -wal, -shm and -journal files of a database are left out.
 *
 * @param except a file that is not opened, such as that of an open target: closing a handle of a
 * file releases all locks of this process on it
 * @throws UnifiedStoreError `validation` where a path does not exist or cannot be read
 */
export async function findFiles(from: readonly string[], except?: string): Promise<string[]> {
  const search = new Search();
  if (except !== undefined) await search.passOver(except);
  for (const path of from) await search.named(path);
  return search.found.filter((path) => !SIDE_FILES.some((side) => isBeside(path, side, search.found)));
}

const isBeside = (path: string, side: string, found: readonly string[]): boolean =>
  path.endsWith(side) && found.includes(path.slice(0, -side.length));

class Search {
  readonly found: string[] = [];
  /** Files and folders that were visited, by their inodes: symbolic links may form a circle. */
  private readonly seen = new Set<string>();

  async passOver(path: string): Promise<void> {
    const stats = await statOrNull(path);
    if (stats) this.isNew(stats);
  }

  async named(path: string): Promise<void> {
    const stats = await stat(path, { bigint: true }).catch((error) =>
      Promise.reject(unreadable(path, error)),
    );
    if (!this.isNew(stats)) return;
    if (stats.isDirectory()) await this.folder(path);
    else this.found.push(path);
  }

  private async folder(path: string): Promise<void> {
    const entries = await readdir(path, { withFileTypes: true }).catch((error) =>
      Promise.reject(unreadable(path, error)),
    );
    for (const entry of entries.sort(inOrder)) await this.entry(join(path, entry.name), entry);
  }

  private async entry(path: string, entry: Dirent): Promise<void> {
    const stats = await statOrNull(path);
    if (stats?.isDirectory() && !NOT_ENTERED.has(entry.name)) {
      if (this.isNew(stats)) await this.folder(path);
    } else if (stats?.isFile() && !SIDE_FILES.some((side) => entry.name.endsWith(side))) {
      const isOne = (await beginsLikeSqlite(path)) || NAMED_LIKE_ONE.test(entry.name);
      if (isOne && this.isNew(stats)) this.found.push(path);
    }
  }

  private isNew({ dev, ino }: BigIntStats): boolean {
    const key = `${dev}:${ino}`;
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    return true;
  }
}

/** Links come last, so that a file is found by its own name first. */
function inOrder(a: Dirent, b: Dirent): number {
  const links = Number(a.isSymbolicLink()) - Number(b.isSymbolicLink());
  return links || (a.name < b.name ? -1 : 1);
}

/** Null where a link leads nowhere, or a file was deleted a moment ago. */
async function statOrNull(path: string): Promise<BigIntStats | null> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (["ENOENT", "ELOOP", "ENOTDIR"].includes(codeOf(error))) return null;
    throw unreadable(path, error);
  }
}

async function beginsLikeSqlite(path: string): Promise<boolean> {
  try {
    const handle = await open(path, READ);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
      return isSqlite(buffer.subarray(0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw codeOf(error) === "EACCES"
      ? unusable(
          path,
          "cannot be read, so it is not known whether it is a SQLite database: name the files themselves, or make it readable",
          error,
        )
      : unreadable(path, error);
  }
}
