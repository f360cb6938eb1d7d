import type { CallLimits, CallOptions } from "../core/call/deadline";
import type { Lifetime } from "../core/call/task-local";
import type { ErrorContext } from "../core/errors";
import type { Dialect, Isolation, SearchIndexWrite } from "../dialect/dialect";
import type { Sql } from "../dialect/sql";
import type { BatchedCall } from "./batching/batched-call";
import type { CallTrace } from "./log/call-trace";
import type { Selection } from "./table";

/** The origin of an operation, for errors and for the layers between stores and database. */
export interface OperationContext extends ErrorContext {
  /** The store of its rows, such as `memory`. Left out where it may be any store. */
  store?: string;
}

/** One operation of a store. */
export interface Operation<T> {
  statement: Sql;
  returns: Selection<T>;
  /** Dependent writes on the rows that the statement returned. They run only if it returned any. */
  dependents?: readonly Sql[] | undefined;
  /** Search entries of the rows that the statement writes. */
  index?: SearchIndexWrite | undefined;
  context: OperationContext;
  options?: CallLimits | undefined;
  /** Set where it may be batched with others that wait at the same time. */
  batch?: BatchedCall | undefined;
  /** True for what belongs to no call, and is not logged as one. */
  unlogged?: true;
  /** Its measurements; set where calls are logged. */
  trace?: CallTrace | undefined;
}

export interface TransactionOptions extends CallOptions {
  /**
   * Default: the server's, which is "read committed" on PostgreSQL. SQLite's transactions are
   * always serializable.
   */
  isolation?: Isolation;
}

/** The database itself or a transaction, as stores see it. */
export interface Executor {
  /** The database, which a transaction shares with its calls. */
  readonly database: Lifetime & { readonly dialect?: Dialect };
  /** True where a call made now belongs to a transaction, also to one of the calling task. */
  readonly inTransaction: boolean;
  run<T>(operation: Operation<T>): Promise<T[]>;
  /**
   * For a transaction: secure deletion. Rows that it deletes from now on do not stay in the
   * database's files.
   */
  erasing?(context: ErrorContext): Promise<void>;
  transaction<T>(
    work: (tx: Executor) => Promise<T>,
    options: TransactionOptions,
    context: OperationContext,
  ): Promise<T>;
}
