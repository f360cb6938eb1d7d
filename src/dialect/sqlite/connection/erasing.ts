import type { Database } from "better-sqlite3";

const KEY_TABLES = `
  select name from sqlite_schema
  where type = 'table' and name like '%\\_search\\_keys' escape '\\' and sql like '%using fts5%'`;

/**
 * How long to wait for other readers of the log. At the latest it is emptied when they close the
 * file.
 */
const PATIENCE_MS = 1000;
const PAUSE_MS = 20;

/**
 * Secure deletion: after the commit, deleted data of the transaction is neither in the file nor in
 * its log. SQLite marks deleted space as free and keeps the bytes, unless `secure_delete` is on.
 * Its log keeps old pages until it is emptied. A full-text index keeps the keys of deleted rows
 * until it merges.
 */
export class Erasing {
  private readonly secureDelete: number;
  private readonly keyTables: readonly string[];

  constructor(private readonly db: Database) {
    this.secureDelete = db.pragma("secure_delete", { simple: true }) as number;
    // A borrowed connection may have it off.
    db.pragma("secure_delete = on");
    this.keyTables = db.prepare<[], string>(KEY_TABLES).pluck().all();
    this.deleteKeysAtOnce(true);
  }

  /**
   * At the end of the transaction. If it were always on, each update of a text would take four
   * times as long, and each removal three times.
   */
  finish(): void {
    this.deleteKeysAtOnce(false);
  }

  /** After the commit: copies the log into the file and truncates the log. */
  async emptyLog(): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while (!this.isLogEmptied() && performance.now() < until)
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }

  restore(): void {
    if (this.secureDelete !== 1) this.db.pragma(`secure_delete = ${this.secureDelete}`);
  }

  /** The erasure is already committed. A failure here must not look like a failed erasure. */
  private isLogEmptied(): boolean {
    try {
      const [checkpoint] = this.db.pragma("wal_checkpoint(truncate)") as { busy: number }[];
      return checkpoint?.busy === 0;
    } catch {
      return false;
    }
  }

  private deleteKeysAtOnce(on: boolean): void {
    for (const table of this.keyTables)
      this.db.exec(`insert into "${table}" ("${table}", rank) values ('secure-delete', ${on ? 1 : 0})`);
  }
}
