import type { Database } from "better-sqlite3";

const KEY_TABLES = `
  select name from sqlite_schema
  where type = 'table' and name like '%\\_search\\_keys' escape '\\' and sql like '%using fts5%'`;

/**
 * How long a log that others still read is waited for. It is emptied when they close the file, at
 * the latest.
 */
const PATIENCE_MS = 1000;
const PAUSE_MS = 20;

/**
 * A transaction of which nothing that it deletes is to be found in the file, nor in the log beside
 * it, once it is committed. SQLite marks what is deleted as free and leaves its bytes, unless
 * `secure_delete` says otherwise; its log keeps pages as they were until it is emptied; and a
 * full-text index keeps the keys of deleted rows until it merges them away.
 */
export class Erasing {
  private readonly secureDelete: number;
  private readonly keyTables: readonly string[];

  constructor(private readonly db: Database) {
    this.secureDelete = db.pragma("secure_delete", { simple: true }) as number;
    // A connection that is lent to us may have it off.
    db.pragma("secure_delete = on");
    this.keyTables = db.prepare<[], string>(KEY_TABLES).pluck().all();
    this.deleteKeysAtOnce(true);
  }

  /**
   * At the end of the transaction. Always on it would make each update of a text four times as
   * long, and each removal three times.
   */
  finish(): void {
    this.deleteKeysAtOnce(false);
  }

  /**
   * When it has been committed: takes what the log has into the file, and cuts the log to nothing.
   */
  async emptyLog(): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while (!this.isLogEmptied() && performance.now() < until)
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }

  restore(): void {
    if (this.secureDelete !== 1) this.db.pragma(`secure_delete = ${this.secureDelete}`);
  }

  /** What was erased is committed: a failure here must not look like one of the erasure. */
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
