import type { Database, Statement as Prepared } from "better-sqlite3";
import type { BoundStatement, Statement } from "../../dialect";
import { dispatched } from "../../dispatch";
import { ReturnedRows } from "../../sql";
import { instantText } from "../codec";

/** Runs operations on the one connection. Each statement is prepared once. */
export class SqliteConnection {
  private readonly prepared = new Map<string, Prepared<unknown[], unknown[]>>();
  private readonly controls = new Map<string, Prepared>();

  constructor(private readonly db: Database) {}

  get inTransaction(): boolean {
    return this.db.inTransaction;
  }

  /**
   * Runs an operation in its own transaction. A single statement commits by itself; several commit
   * together.
   */
  alone(operation: readonly BoundStatement[]): unknown[][] {
    if (operation.length === 1) return this.step(operation[0]!);
    this.send("begin immediate");
    try {
      const rows = this.within(operation);
      this.send("commit");
      return rows;
    } finally {
      if (this.db.inTransaction) this.send("rollback");
    }
  }

  /** Runs an operation in the open transaction. A savepoint undoes only the failed operation. */
  inSavepoint(operation: readonly BoundStatement[]): unknown[][] {
    if (operation.length === 1) return this.step(operation[0]!);
    this.send("savepoint operation");
    try {
      const rows = this.within(operation);
      this.send("release operation");
      return rows;
    } catch (error) {
      if (this.db.inTransaction) {
        this.send("rollback to operation");
        this.send("release operation");
      }
      throw error;
    }
  }

  /**
   * The same without a savepoint: an error may leave a part behind. Later statements run only if
   * the first returned rows.
   */
  within(operation: readonly BoundStatement[]): unknown[][] {
    const rows = this.step(operation[0]!);
    for (let i = 1; i < operation.length && rows.length > 0; i++) {
      const { statement, values } = operation[i]!;
      this.step({
        statement,
        values: values.map((value) => (value === ReturnedRows.PLACE ? JSON.stringify(rows) : value)),
      });
    }
    return rows;
  }

  /** Sends a statement prepared once; `exec` of the same text takes 2 µs more. */
  send(text: string): void {
    let prepared = this.controls.get(text);
    if (!prepared) {
      prepared = this.db.prepare(text);
      this.controls.set(text, prepared);
    }
    prepared.run();
  }

  forget(): void {
    this.prepared.clear();
    this.controls.clear();
  }

  private step({ statement, values: bound }: BoundStatement): unknown[][] {
    const values = statement.late ? dispatched(bound, instantText) : bound;
    const prepared = this.prepare(statement);
    if (prepared.reader) return prepared.all(...values) as unknown[][];
    prepared.run(...values);
    return [];
  }

  private prepare({ text }: Statement): Prepared<unknown[], unknown[]> {
    let prepared = this.prepared.get(text);
    if (!prepared) {
      prepared = this.db.prepare<unknown[], unknown[]>(text);
      if (prepared.reader) prepared.raw(true);
      this.prepared.set(text, prepared);
    }
    return prepared;
  }
}
