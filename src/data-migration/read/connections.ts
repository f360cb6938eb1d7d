import type BetterSqlite3 from "better-sqlite3";
import { loadDriver } from "../../dialect/load-driver";
import type { RawValue } from "./row/raw-value";

/**
 * Busy timeout of a live file, in milliseconds. It is short, since waiting blocks this process. The
 * caller retries.
 */
const LIVE_BUSY_MS = 50;

/**
 * Read-only connections to a SQLite file. One scans a table, the other looks up values meanwhile:
 * a connection of the driver runs one statement at a time.
 *
 * A live file has one connection for both, so that a transaction sees a single moment.
 */
export class Connections implements Disposable {
  private readonly scans: BetterSqlite3.Database;
  private readonly lookups: BetterSqlite3.Database;

  /** @param live whether other processes write to the file */
  constructor(
    path: string,
    readonly live: boolean,
  ) {
    const Database = loadDriver("better-sqlite3");
    const options = { readonly: true, fileMustExist: true, ...(live && { timeout: LIVE_BUSY_MS }) };
    this.scans = new Database(path, options);
    this.lookups = live ? this.scans : new Database(path, options);
  }

  /** Runs reads in one transaction, so that they see a single moment. */
  inTransaction<T>(work: () => T): T {
    return this.scans.transaction(work)();
  }

  /** Rows of a statement, read one by one. */
  scan(statement: string, ...parameters: unknown[]): Iterable<RawValue[]> {
    const prepared = this.scans.prepare(statement).raw(true).safeIntegers(true);
    return prepared.iterate(...parameters) as Iterable<RawValue[]>;
  }

  /** All rows of a statement. */
  rows(statement: string, ...parameters: unknown[]): RawValue[][] {
    const prepared = this.lookups.prepare(statement).raw(true).safeIntegers(true);
    return prepared.all(...parameters) as RawValue[][];
  }

  /** All rows of a statement, with integers as numbers. */
  numberRows(statement: string, ...parameters: unknown[]): RawValue[][] {
    return this.lookups
      .prepare(statement)
      .raw(true)
      .all(...parameters) as RawValue[][];
  }

  /** Only value of a statement, an integer as a number; undefined where there is no row. */
  value(statement: string, ...parameters: unknown[]): unknown {
    return this.lookups
      .prepare(statement)
      .pluck()
      .get(...parameters);
  }

  /** Rows of a pragma, by the names of their columns. */
  pragma<T>(pragma: string): T[] {
    return this.lookups.pragma(pragma) as T[];
  }

  [Symbol.dispose](): void {
    this.scans.close();
    if (this.lookups !== this.scans) this.lookups.close();
  }
}
