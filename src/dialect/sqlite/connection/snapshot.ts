import type BetterSqlite3 from "better-sqlite3";
import { loadDriver } from "../../load-driver";
import { PORTION, type Reading, type Snapshot } from "../../snapshot";

/**
 * A read transaction on a connection of its own. In WAL mode it sees one moment, and no writer
 * waits for it.
 */
export class SqliteSnapshot implements Snapshot {
  private constructor(readonly db: BetterSqlite3.Database) {}

  /** @param source a file, or the bytes of a database in memory */
  static of(source: string | Buffer): SqliteSnapshot {
    const Database = loadDriver("better-sqlite3");
    const db = new Database(source, Buffer.isBuffer(source) ? {} : { readonly: true, fileMustExist: true });
    try {
      db.pragma("cache_size = -32768");
      db.exec("begin");
      // The first read takes the snapshot.
      db.prepare("select count(*) from sqlite_master").get();
      return new SqliteSnapshot(db);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  async *read({ statement, values }: Reading): AsyncGenerator<unknown[][]> {
    const rows = this.db.prepare<unknown[], unknown[]>(statement.text).raw(true);
    let portion: unknown[][] = [];
    for (const row of rows.iterate(...values)) {
      portion.push(row);
      if (portion.length < PORTION) continue;
      yield portion;
      portion = [];
    }
    if (portion.length > 0) yield portion;
  }

  async close(): Promise<void> {
    this.db.close();
  }
}
