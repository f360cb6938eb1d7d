import type { BigIntStats } from "node:fs";
import { constants, type FileHandle, open, realpath, stat } from "node:fs/promises";
import { codeOf, unreadable, unusable } from "./unusable";

/**
 * The files that SQLite keeps beside a database: the write-ahead log with its index, and the
 * rollback journal.
 */
export const SIDE_FILES = ["-wal", "-shm", "-journal"] as const;
export type SideFile = (typeof SIDE_FILES)[number];

const MAGIC = Buffer.from("SQLite format 3\0");
const HEADER_BYTES = 100;
const SECOND_NS = 1_000_000_000n;
const QUIET_NS = 50_000_000n;

/** Whether bytes from a file's beginning are those of a SQLite database. */
export const isSqlite = (beginning: Buffer): boolean => beginning.subarray(0, MAGIC.length).equals(MAGIC);

/** What a database says of itself in its first bytes. */
export interface Header {
  /** Whether it is in WAL mode. */
  wal: boolean;
  /**
   * How the file is shorter than it has to be; null where it is not. Only to be believed while
   * nobody writes.
   */
  truncated: string | null;
}

/** Never waits: a FIFO without a writer would otherwise be waited for. Windows has no such flag. */
export const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The file that a snapshot is taken of.
 *
 * POSIX drops all locks that a process has on a file when it closes any of its handles to it. So
 * the handle stays open for as long as a lock of ours is needed; and a process that writes to the
 * file itself should not take a snapshot of it meanwhile.
 */
export class Original {
  private constructor(
    /** As the caller has it. */
    readonly name: string,
    /** Without symbolic links: what SQLite puts beside a database is beside the file itself. */
    readonly path: string,
    readonly handle: FileHandle,
  ) {}

  static async open(name: string): Promise<Original> {
    let handle: FileHandle | undefined;
    try {
      const path = await realpath(name);
      const found = await stat(path);
      if (found.isDirectory()) throw unusable(name, "is a folder, not a SQLite database");
      if (!found.isFile()) throw unusable(name, "is no regular file, and so no SQLite database");
      if (path !== path.trim())
        throw unusable(
          name,
          "has a name that ends in white space, which cannot be opened: copy it to another name",
        );
      handle = await open(path, READ);
      return new Original(name, path, handle);
    } catch (error) {
      await handle?.close();
      throw codeOf(error).startsWith("E") ? unreadable(name, error) : error;
    }
  }

  /** @throws UnifiedStoreError `validation` where it has none */
  async header(): Promise<Header> {
    const { bytesRead, buffer } = await this.handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    if (bytesRead === 0) throw unusable(this.name, "is empty, and so no SQLite database");
    if (!isSqlite(buffer)) throw unusable(this.name, "is not a SQLite database, or it is encrypted");
    const { size } = await this.handle.stat();
    const pageBytes = buffer.readUInt16BE(16) === 1 ? 65536 : buffer.readUInt16BE(16);
    return { wal: buffer[19] === 2, truncated: truncation(buffer, size, pageBytes) };
  }

  async state(): Promise<State> {
    const entries = await Promise.all(
      ["", ...SIDE_FILES].map(async (side) => [side, await statOrNull(`${this.path}${side}`)] as const),
    );
    return new State(new Map(entries.filter((entry): entry is [string, BigIntStats] => entry[1] !== null)));
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** A database and what is beside it at one moment. */
export class State {
  constructor(private readonly files: ReadonlyMap<string, BigIntStats>) {}

  has(side: SideFile): boolean {
    return this.files.has(side);
  }

  /** 0 where there is no such file. */
  sizeOf(side: SideFile): number {
    return Number(this.files.get(side)?.size ?? 0);
  }

  /** Whether another process may be writing. */
  get live(): boolean {
    return SIDE_FILES.some((side) => this.has(side));
  }

  /**
   * Whether the last change is old enough for the next one to have another time. File systems tell
   * times apart by a tick of the kernel's, some only by one or two seconds.
   */
  get isQuiet(): boolean {
    const now = BigInt(Date.now()) * 1_000_000n;
    return this.written.every(([, { ctimeNs }]) => {
      const age = now > ctimeNs ? now - ctimeNs : ctimeNs - now;
      return age > (ctimeNs % SECOND_NS === 0n ? 2n * SECOND_NS + QUIET_NS : QUIET_NS);
    });
  }

  /** Whether nothing was written between this state, which was quiet, and another one. */
  equals(other: State): boolean {
    const [before, after] = [this.written, other.written];
    return (
      before.length === after.length && before.every(([side, file]) => unchanged(file, other.files.get(side)))
    );
  }

  /** The same for the database alone, whatever is beside it. */
  hasDatabaseOf(other: State): boolean {
    return unchanged(this.files.get(""), other.files.get(""));
  }

  /** The -shm is written through memory, which leaves no time; what it says is in the -wal too. */
  private get written(): [string, BigIntStats][] {
    return [...this.files].filter(([side]) => side !== "-shm");
  }
}

const unchanged = (before: BigIntStats | undefined, after: BigIntStats | undefined): boolean =>
  (["dev", "ino", "size", "mtimeNs", "ctimeNs"] as const).every((part) => before?.[part] === after?.[part]);

function truncation(header: Buffer, size: number, pageBytes: number): string | null {
  if (size < 512) return `is truncated: ${size} of at least 512 bytes`;
  // Versions of SQLite before 3.7 leave the number of pages as it was.
  const counted = header.readUInt32BE(24) === header.readUInt32BE(92) ? header.readUInt32BE(28) : 0;
  const needed = counted > 0 ? counted * pageBytes : Math.ceil(size / pageBytes) * pageBytes;
  return size < needed ? `is truncated: ${size} of ${needed} bytes` : null;
}

async function statOrNull(path: string): Promise<BigIntStats | null> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw unreadable(path, error);
  }
}
