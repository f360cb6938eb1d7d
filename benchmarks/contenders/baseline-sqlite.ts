import BetterSqlite3, { type Database, type Statement } from "better-sqlite3";
import type { BaselineDriver, BaselineStatement } from "../types";

/** The same settings as in `src/dialect/sqlite/open.ts`. */
export const PRAGMAS = ["foreign_keys = on", "journal_mode = wal", "synchronous = normal"];

export function connect(file: string): Database {
  const db = new BetterSqlite3(file);
  for (const pragma of PRAGMAS) db.pragma(pragma);
  return db;
}

type Prepared = Statement<unknown[], unknown[]>;

/**
 * A connection of `better-sqlite3`. Each statement is prepared once, rows are arrays, and the
 * statements of one operation share a transaction.
 */
export class SqliteBaseline implements BaselineDriver {
  private readonly prepared = new Map<string, Prepared>();
  private readonly begin: Statement;
  private readonly commit: Statement;
  private readonly rollback: Statement;

  constructor(private readonly db: Database) {
    this.begin = db.prepare("begin immediate");
    this.commit = db.prepare("commit");
    this.rollback = db.prepare("rollback");
  }

  run(text: string, values: unknown[]): unknown[][] {
    const statement = this.prepare(text);
    if (statement.reader) return statement.all(...values) as unknown[][];
    statement.run(...values);
    return [];
  }

  /**
   * Returns the rows of the first statement. The other statements depend on it, and are skipped if
   * it wrote nothing.
   */
  runTogether([first, ...more]: BaselineStatement[]): unknown[][] {
    this.begin.run();
    try {
      const rows = this.run(first!.text, valuesOf(first!, []));
      if (rows.length > 0) for (const each of more) this.run(each.text, valuesOf(each, rows));
      this.commit.run();
      return rows;
    } catch (error) {
      if (this.db.inTransaction) this.rollback.run();
      throw error;
    }
  }

  private prepare(text: string): Prepared {
    let statement = this.prepared.get(text);
    if (!statement) {
      statement = this.db.prepare<unknown[], unknown[]>(text);
      if (statement.reader) statement.raw();
      this.prepared.set(text, statement);
    }
    return statement;
  }
}

const valuesOf = ({ values }: BaselineStatement, first: unknown[][]): unknown[] =>
  typeof values === "function" ? values(first) : values;
