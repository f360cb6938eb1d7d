import type { CallLimits, CallOptions } from "../core/call/deadline";
import type { Lifetime } from "../core/call/task-local";
import type { ErrorContext } from "../core/errors";
import type { Isolation, SearchIndexWrite } from "../dialect/dialect";
import type { Sql } from "../dialect/sql";
import type { BatchedCall } from "./batching/batched-call";
import type { CallTrace } from "./log/call-trace";
import type { Selection } from "./table";

/** Where an operation is made: in errors, and for what stands between stores and database. */
export interface OperationContext extends ErrorContext {
  /** The store whose rows it concerns, such as `memory`; left out where it may be any. */
  store?: string;
}

/** One operation of a store. */
export interface Operation<T> {
  statement: Sql;
  returns: Selection<T>;
  /**
   * Writes that take their rows from what the statement returned, and are made only if it returned
   * any.
   */
  dependents?: readonly Sql[] | undefined;
  /** Search entries of the rows that the statement writes. */
  index?: SearchIndexWrite | undefined;
  context: OperationContext;
  options?: CallLimits | undefined;
  /** Set where it may share a statement with others that wait at the same time. */
  batch?: BatchedCall | undefined;
  /** What is noted of it on its way; set where calls are logged. */
  trace?: CallTrace | undefined;
}

export interface TransactionOptions extends CallOptions {
  /**
   * Default: the server's, which is "read committed" on PostgreSQL. SQLite's transactions are
   * always serializable.
   */
  isolation?: Isolation;
}

/** What stores run their operations on: the database itself, or a transaction. */
export interface Executor {
  /** What all that runs on one database has in common: its transactions have the same. */
  readonly database: Lifetime;
  /** Whether a call made now belongs to a transaction, that of the calling task included. */
  readonly inTransaction: boolean;
  run<T>(operation: Operation<T>): Promise<T[]>;
  /**
   * Of a transaction: what it deletes from now on is not to be found in the database's files
   * afterwards.
   */
  erasing?(context: ErrorContext): Promise<void>;
  transaction<T>(
    work: (tx: Executor) => Promise<T>,
    options: TransactionOptions,
    context: OperationContext,
  ): Promise<T>;
}
