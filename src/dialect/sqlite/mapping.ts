import type { Database, Statement } from "better-sqlite3";
import { decodeJson, encodeJson } from "../../core/json/json";
import { checkedInstant, commonTransformer, isDate } from "../mapped-values";
import type { Loan, MappedColumn, Mapping, Transformer } from "../mapping";
import { columnTypes } from "./column-types";
import { loopTurns } from "./connection/loop-turns";

/** The driver's result: rows, or the counts of a statement without rows. */
export type Answer = { rows: unknown[] } | { changes: number; lastInsertRowid: number | bigint };

/**
 * The size of the cache of prepared statements; the oldest go first. The number of an application's
 * texts has no limit.
 */
const MOST_PREPARED = 100;

/** The one connection, lent to a library. Its statements take turns with those of the stores. */
export class SqliteMapping implements Mapping {
  readonly columnTypes = columnTypes;
  readonly transformer = transformer;
  readonly schema = undefined;
  private readonly prepared = new Map<string, Statement<unknown[]>>();

  constructor(
    private readonly db: Database,
    /**
     * Runs `work` when no transaction is open, and retries while another process holds the file.
     */
    private readonly whenFree: <T>(work: () => T) => Promise<T>,
  ) {}

  /**
   * A transaction on the loan does not hold the gate. Calls of the stores wait for it as for a
   * transaction of the connection's owner, ten seconds at most. If it held the gate, a store's call
   * inside it would wait for itself: a deadlock.
   */
  async borrow(): Promise<Loan> {
    let inTransaction = false;
    /**
     * Set where a failure ended the transaction. Later statements of its owner must not be kept.
     */
    let lost: Error | undefined;
    const run = (text: string, values: readonly unknown[]): Answer => {
      try {
        return this.run(text === "BEGIN TRANSACTION" ? IMMEDIATE : text, values);
      } catch (error) {
        if (inTransaction && !this.db.inTransaction) lost = error as Error;
        throw error;
      } finally {
        inTransaction = this.db.inTransaction;
      }
    };
    return {
      send: async (text, values) => {
        await loopTurns.due();
        if (lost) {
          const cause = lost;
          if (!/^rollback$/i.test(text))
            throw new Error("a failure has rolled the transaction back", { cause });
          lost = undefined;
          return { changes: 0, lastInsertRowid: 0 };
        }
        return inTransaction ? run(text, values) : this.whenFree(() => run(text, values));
      },
      release: async () => {
        if (inTransaction && this.db.inTransaction) this.db.exec("rollback");
        inTransaction = false;
      },
    };
  }

  within(): Loan {
    return {
      send: async (text, values) => {
        await loopTurns.due();
        return this.run(text, values);
      },
      release: async () => {},
    };
  }

  private run(text: string, values: readonly unknown[]): Answer {
    const statement = this.prepare(text);
    return statement.reader ? { rows: statement.all(...values) } : statement.run(...values);
  }

  private prepare(text: string): Statement<unknown[]> {
    const known = this.prepared.get(text);
    if (known) return known;
    const statement = this.db.prepare<unknown[]>(text);
    this.prepared.set(text, statement);
    if (this.prepared.size > MOST_PREPARED) this.prepared.delete(this.prepared.keys().next().value as string);
    return statement;
  }
}

/**
 * Takes the write lock at once. A transaction that reads first and then writes fails if another
 * process wrote in between.
 */
const IMMEDIATE = "begin immediate";

function transformer(column: MappedColumn): Transformer | undefined {
  const { type, property, nullable } = column;
  switch (type) {
    case "json":
      return {
        // In a column that cannot be null, null is a JSON value.
        to: (value) =>
          value === undefined || typeof value === "function" || (value === null && nullable)
            ? value
            : encodeJson(value, property),
        from: (value) => (typeof value === "string" ? decodeJson(value) : value),
      };
    case "instant":
      return {
        to: (value) => (isDate(value) ? checkedInstant(value, property) : value),
        from: (value) => value,
      };
    default:
      return commonTransformer(column);
  }
}
