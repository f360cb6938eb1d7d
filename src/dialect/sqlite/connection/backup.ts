import { closeSync, fsyncSync, openSync, statSync } from "node:fs";
import type BetterSqlite3 from "better-sqlite3";
import { UnifiedStoreError } from "../../../core/errors";
import { loadDriver } from "../../load-driver";
import type { Backup, BackupRequest } from "../../snapshot";
import { SqliteSnapshot } from "./snapshot";

/** Pages that are copied before other work gets a turn: 4 MiB. */
const PAGES_AT_ONCE = 1024;

/**
 * Online backup. The connection that it reads by holds a snapshot: else each write of another
 * process would make it begin again.
 */
export class SqliteBackup implements Backup {
  /** @param source a file, or the bytes of a database in memory */
  constructor(private readonly source: () => Promise<string | Buffer>) {}

  async make({ file, tables, onProgress, signal }: BackupRequest): Promise<{
    bytes: number;
    rows: Record<string, number>;
  }> {
    const snapshot = SqliteSnapshot.of(await this.source());
    try {
      const pageSize = snapshot.db.pragma("page_size", { simple: true }) as number;
      await snapshot.db.backup(file, {
        progress: ({ totalPages, remainingPages }) => {
          signal?.throwIfAborted();
          onProgress((totalPages - remainingPages) * pageSize, totalPages * pageSize);
          return PAGES_AT_ONCE;
        },
      });
    } finally {
      await snapshot.close();
    }
    const rows = checked(file, tables);
    // Its name is only given to a file that a power cut does not shorten.
    const handle = openSync(file, "r+");
    fsyncSync(handle);
    closeSync(handle);
    const bytes = statSync(file).size;
    onProgress(bytes, bytes);
    return { bytes, rows };
  }
}

/** @throws UnifiedStoreError `connection` where the copy is damaged */
function checked(file: string, tables: readonly string[]): Record<string, number> {
  const Database = loadDriver("better-sqlite3");
  const db: BetterSqlite3.Database = new Database(file);
  try {
    const found = db.pragma("integrity_check(1)", { simple: true });
    if (found !== "ok")
      throw new UnifiedStoreError(
        "connection",
        "the backup is damaged, so it was not kept: check the disk, and the store with `pragma integrity_check`",
      );
    return Object.fromEntries(
      tables.map((table) => [
        table,
        db.prepare<[], number>(`select count(*) from "${table}"`).pluck().get() ?? 0,
      ]),
    );
  } finally {
    db.close();
  }
}
