import { type BigIntStats, type Dirent } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isSqlite, READ, SIDE_FILES } from "../snapshot/original";
import { codeOf, unreadable, unusable } from "../snapshot/unusable";

/** But for one that Windows puts into folders of pictures. */
const NAMED_LIKE_ONE = /^(?!thumbs\.db$).*\.(db3?|sqlite3?)$/i;
const NOT_ENTERED: ReadonlySet<string> = new Set(["node_modules", ".git"]);

/**
 * The SQLite files among these paths, in their order, each once however often it is named or linked. Folders are searched with all
 * that is in them but `node_modules` and `.git`, in alphabetical order, for what is a SQLite database by its content, whatever its name. A
 * file that has the name of one, or is named itself, is taken for one, so that what is wrong with it is told: an encrypted one looks like
 * anything. Not the -wal, -shm or -journal of another.
 *
 * @param except a file that is passed over without being opened. That of an open target must be: to close any handle of a file lets go of all
 * locks that this process has on it
 * @throws UnifiedStoreError `validation` where a path does not exist, or a folder or a file in it cannot be read
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
  /** Files and folders by what they are on the disk: symbolic links may lead in circles. */
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

/** Links last: a file is found by its own name where it has one there. */
function inOrder(a: Dirent, b: Dirent): number {
  const links = Number(a.isSymbolicLink()) - Number(b.isSymbolicLink());
  return links || (a.name < b.name ? -1 : 1);
}

/** Null for a link that leads nowhere, and for what was there a moment ago. */
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
