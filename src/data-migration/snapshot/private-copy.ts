import { createHash } from "node:crypto";
import { type FileHandle, open, rm, truncate } from "node:fs/promises";
import { READ, SIDE_FILES, type SideFile } from "./original";
import { codeOf, unreadable, unusable } from "./unusable";

const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Where the header of a database says how it came about rather than what is in it: the journal
 * mode, counters of changes, the version of SQLite. From and to, without the last.
 */
const CIRCUMSTANCES = [
  [18, 20],
  [24, 28],
  [92, 100],
] as const;

/** The file of a snapshot. Only this user may read it. */
export class PrivateCopy {
  private constructor(readonly path: string) {}

  /** @throws UnifiedStoreError `validation` where there is a file already: it is not ours */
  static async create(path: string): Promise<PrivateCopy> {
    try {
      await (await open(path, "wx", 0o600)).close();
    } catch (error) {
      throw notMade(path, error);
    }
    return new PrivateCopy(path);
  }

  /**
   * Makes it, or a file beside it, of what a handle reads.
   *
   * @param goOn is asked before each part: false ends the copying, and so does an error
   * @returns the SHA-256, or null where it was told to end
   */
  async fill(
    from: FileHandle,
    goOn: () => Promise<boolean> | boolean,
    side: SideFile | "" = "",
  ): Promise<string | null> {
    const path = `${this.path}${side}`;
    const hash = createHash("sha256");
    const to = await open(path, "w", 0o600).catch((error) => Promise.reject(notMade(path, error)));
    try {
      for await (const chunk of chunks(from)) {
        if (!(await goOn())) return null;
        hash.update(chunk);
        await to.appendFile(chunk).catch((error) => Promise.reject(notMade(path, error)));
      }
      return hash.digest("hex");
    } finally {
      await to.close();
    }
  }

  /**
   * The SHA-256 of all its bytes, or of its content: the same however and at which moment between
   * two writes it was copied.
   */
  async digest(what: "bytes" | "content", signal?: AbortSignal): Promise<string> {
    const hash = createHash("sha256");
    const from = await open(this.path, READ);
    try {
      let first = true;
      for await (const chunk of chunks(from)) {
        signal?.throwIfAborted();
        if (first && what === "content") for (const [start, end] of CIRCUMSTANCES) chunk.fill(0, start, end);
        first = false;
        hash.update(chunk);
      }
      return hash.digest("hex");
    } finally {
      await from.close();
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
    await this.removeSideFiles();
  }

  /** Takes away what a former attempt has left. */
  async clear(): Promise<void> {
    await truncate(this.path);
    await this.removeSideFiles();
  }

  /** All that is in them has to be in the copy. */
  async removeSideFiles(): Promise<void> {
    for (const side of SIDE_FILES) await rm(`${this.path}${side}`, { force: true });
  }
}

/** A file's bytes from its beginning, in one piece of memory that the next chunk takes again. */
async function* chunks(from: FileHandle): AsyncGenerator<Buffer> {
  const memory = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let position = 0; ; ) {
    const { bytesRead } = await from.read(memory, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield memory.subarray(0, bytesRead);
  }
}

function notMade(path: string, error: unknown) {
  const code = codeOf(error);
  if (code === "EEXIST")
    return unusable(path, "is there already: a copy is made of no file but its own", error);
  if (code === "ENOSPC" || code === "EDQUOT")
    return unusable(path, "has no room: the copy takes as much as the file it is made of", error);
  if (code === "ENOENT") return unusable(path, "cannot be made: its folder does not exist", error);
  return unreadable(path, error);
}
