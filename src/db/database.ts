import { type CallLimits, type Deadline, startDeadline } from "../core/call/deadline";
import { TaskLocal } from "../core/call/task-local";
import { type ErrorContext, UnifiedStoreError } from "../core/errors";
import { type Logger, silentLogger } from "../core/logger";
import { ContentRules, MAX_CHARACTERS } from "../core/search-text";
import type { BoundStatement, Dialect, Session } from "../dialect/dialect";
import type { Sql } from "../dialect/sql";
import type { BatchRunner } from "./batching/batch-runner";
import type { BatchedCall } from "./batching/batched-call";
import { CallBatching } from "./batching/call-batching";
import { failure, mayBeOneCalls } from "./failure";
import { CallLog } from "./log/call-log";
import type { CallTrace } from "./log/call-trace";
import type { Executor, Operation, TransactionOptions } from "./operation";
import { Retry } from "./retry";
import { sharedState } from "./shared-state";
import { Statements } from "./statements";
import { Transaction } from "./transaction";

export type { Executor, Operation, TransactionOptions } from "./operation";

export interface DatabaseOptions {
  /** Batching: calls that wait at the same time share statements. Default true. */
  batchCalls?: boolean | undefined;
  /** Default: nothing is logged. */
  logger?: Logger | undefined;
  /** Calls and transactions that take this many milliseconds are logged as slow. Default 1000. */
  slowMs?: number | undefined;
}

type Writes = Pick<Operation<unknown>, "statement" | "dependents" | "index">;
const NONE: readonly Sql[] = [];

const ABANDONED =
  "the transaction of this call was rolled back when its time was up: end the callback on its signal";
const NO_OPTIONS: CallLimits = {};
/** The innermost transaction of the calling task, one for each database. */
const transactions = new TaskLocal<readonly Transaction[]>();

/**
 * Runs operations and transactions on one dialect.
 *
 * A call inside a transaction's callback joins that transaction, even through the outer scope. On
 * one SQLite connection, or a pool of one, it would otherwise wait for itself: a deadlock. Joining
 * gives the same meaning on both engines.
 */
export class Database implements Executor {
  readonly database = this;
  readonly statements: Statements;
  readonly log: CallLog | null;
  closed = false;
  /** Repeats operations where that is safe. */
  readonly retry: Retry;
  private readonly atClose: (() => void)[] = [];
  /** The number of characters of a text that are indexed: see `agreeOnSearch`. */
  maxCharacters = MAX_CHARACTERS;
  /** Which members of content are kept out of the index: see `agreeOnSearch`. */
  contentRules = new ContentRules();
  private closing?: Promise<void>;
  /** Running calls and transactions. `close` waits for them. */
  private underWay = 0;
  private idle = (): void => {};

  private readonly batching: CallBatching | null;

  constructor(
    readonly dialect: Dialect,
    { batchCalls = true, logger = silentLogger, slowMs = 1000 }: DatabaseOptions = {},
    readonly shared = sharedState(),
  ) {
    this.statements = new Statements(dialect);
    this.log = CallLog.to(logger, slowMs);
    this.retry = new Retry(dialect, this.log);
    this.batching = batchCalls ? new CallBatching(this.runner()) : null;
  }

  get inTransaction(): boolean {
    return this.currentTransaction({}) !== undefined;
  }

  run<T>(operation: Operation<T>): Promise<T[]> {
    const joined = this.currentTransaction(operation.context);
    if (joined) return joined.run(operation);
    return this.mayBatch(operation) ? this.enqueue(operation) : this.send(operation);
  }

  async transaction<T>(
    work: (tx: Executor) => Promise<T>,
    options: TransactionOptions,
    context: ErrorContext,
  ): Promise<T> {
    const joined = this.currentTransaction(context);
    if (joined) return joined.transaction(work, options, context);
    if (!this.log) return this.begin(work, options, context);
    return this.log.transaction(context, (trace) => this.begin(work, options, context, trace));
  }

  /** The innermost open transaction of the calling task. */
  currentTransaction(context: ErrorContext): Transaction | undefined {
    let transaction = this.innermost();
    while (transaction && !transaction.active) {
      if (transaction.abandoned) throw new UnifiedStoreError("closed", ABANDONED).located(context);
      transaction = transaction.parent;
    }
    return transaction;
  }

  runIn<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
    // Transactions of other databases stay visible. Ended ones are dropped.
    const others = transactions.get()?.filter((each) => each.database !== this && each.concerns) ?? [];
    return transactions.run(this, [...others, transaction], work);
  }

  private innermost(): Transaction | undefined {
    return transactions.get()?.find(({ database }) => database === this);
  }

  send<T>(operation: Operation<T>, within?: Transaction): Promise<T[]> {
    if (!within) this.enter(operation.context);
    if (!this.log || operation.unlogged) return this.perform(operation, within);
    return this.log.call(operation, (traced) => this.perform(traced, within));
  }

  /**
   * True where a call may be batched. Without round trips, batching reads saves nothing. Batched
   * writes cost less on both engines. A write with a deadline runs alone: it must be undone when
   * the deadline passes, and the other rows would be undone with it.
   */
  private mayBatch({ batch, options }: Operation<unknown>): boolean {
    if (batch === undefined || this.batching === null) return false;
    if (!batch.shared.writes) return this.dialect.roundTrips;
    return options?.signal === undefined && options?.timeoutMs === undefined;
  }

  private enqueue<T>(operation: Operation<T>): Promise<T[]> {
    this.enter(operation.context);
    return this.log ? this.log.call(operation, (traced) => this.batched(traced)) : this.batched(operation);
  }

  private batched<T>(operation: Operation<T>): Promise<T[]> {
    try {
      return this.batching!.run(operation as typeof operation & { batch: BatchedCall });
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  /**
   * A single async function from here to the rows: each further one took 0.3 µs of the 9 that a
   * `get` takes in memory.
   */
  private async perform<T>(operation: Operation<T>, within?: Transaction, leaves = !within): Promise<T[]> {
    const { context, trace } = operation;
    let deadline: Deadline | undefined;
    let writes = false;
    try {
      deadline = startDeadline(operation.options ?? NO_OPTIONS, within?.signal);
      const { signal } = deadline;
      signal?.throwIfAborted();
      const bound = this.bind(operation);
      writes = areWrites(bound);
      let rows: readonly unknown[][];
      try {
        rows = await this.dialect.run(bound, within ? within.session : null, signal, trace);
      } catch (error) {
        this.retry.noteLoss(error, { context, signal });
        if (within) {
          within.failed = true;
          throw error;
        }
        rows = await this.retry.repeat(bound, error, { context, signal, trace, writes });
      }
      return readRows(operation, rows, this.dialect);
    } catch (error) {
      // Before its commit is sent, no change of a transaction is kept.
      throw failure(error, this.dialect, context, deadline?.signal, writes && !within);
    } finally {
      deadline?.clear();
      if (leaves) this.leave();
    }
  }

  private bind({ statement, dependents = NONE, index }: Writes): BoundStatement[] {
    const { statements } = this;
    const entries = index && index.entries.length > 0 ? index : undefined;
    if (!entries && dependents.length === 0) return [statements.bind(statement)];
    return this.dialect.withDependents(statement, dependents, entries).map((part) => statements.bind(part));
  }

  private runner(): BatchRunner {
    return {
      alone: (operation) => this.perform(operation, undefined, false),
      together: async (statement, sending) => {
        const bound = this.bind(statement);
        return this.retry.run(bound, { ...sending, writes: areWrites(bound) });
      },
      read: (operation, rows) => readRows(operation, rows, this.dialect),
      failure: (error, { context, batch }, signal) =>
        failure(error, this.dialect, context, signal, batch?.shared.writes),
      mayBeOneCalls: (error, writes) => mayBeOneCalls(this.dialect, error, writes),
      ended: () => this.leave(),
    };
  }

  /**
   * Refuses new calls, waits for running calls and whole transactions, and then closes the dialect.
   */
  async close(): Promise<void> {
    let open = this.innermost();
    while (open && !open.active) open = open.parent;
    if (!this.closing && open) {
      throw new UnifiedStoreError(
        "conflict",
        "close() inside a transaction would wait for itself: call it after the transaction",
      );
    }
    this.closing ??= this.end();
    return this.closing;
  }

  private async end({ dialect, log } = this): Promise<void> {
    const since = performance.now();
    log?.closing(dialect.engine, this.underWay);
    try {
      await new Promise<void>((resolve) => {
        this.idle = resolve;
        if (this.underWay === 0) resolve();
      });
      await dialect.close();
      log?.closed(dialect.engine, since);
    } finally {
      this.closed = true;
      for (const work of this.atClose) work();
    }
  }

  readonly onClosed = (work: () => void): number => this.atClose.push(work);

  private async begin<T>(
    work: (tx: Executor) => Promise<T>,
    options: TransactionOptions,
    context: ErrorContext,
    trace?: CallTrace,
  ): Promise<T> {
    this.enter(context);
    let deadline: Deadline | undefined;
    let session: Session | undefined;
    let committing = false;
    try {
      deadline = startDeadline(options);
      const { signal } = deadline;
      const mode = options.isolation ? { isolation: options.isolation } : {};
      session = await this.retry.begin(mode, { context, signal, trace });
      const transaction = new Transaction(this, session, signal);
      const result = await transaction.perform(work);
      signal?.throwIfAborted();
      transaction.mustBeWhole(context);
      committing = true;
      await this.dialect.end(session, "commit");
      return result;
    } catch (error) {
      if (committing) this.retry.noteLoss(error, { context, signal: deadline?.signal });
      else if (session) await this.dialect.end(session, "rollback").catch(() => undefined);
      const ours =
        !session || committing || (deadline?.signal?.aborted === true && error === deadline.signal.reason);
      throw ours ? failure(error, this.dialect, context, deadline?.signal, committing) : error;
    } finally {
      deadline?.clear();
      this.leave();
    }
  }

  /** Counts a call or a loan that begins. `close` waits until it has called `leave`. */
  enter(context: ErrorContext): void {
    this.mustBeOpen(context);
    this.underWay++;
  }

  leave(): void {
    if (--this.underWay === 0) this.idle();
  }

  mustBeOpen(context: ErrorContext): void {
    if (!this.closing) return;
    throw new UnifiedStoreError("closed", "the manager was closed: open a new one").located(context);
  }
}

const areWrites = (bound: readonly BoundStatement[]): boolean =>
  bound.some(({ statement }) => statement.write);

/**
 * Decodes rows. It does not use `map`: a native driver's array is of another realm than a test's
 * sandbox, and `map` would return another array of that realm.
 */
function readRows<T>({ returns }: Operation<T>, rows: readonly unknown[][], dialect: Dialect): T[] {
  const results: T[] = [];
  const read = returns.reader(dialect);
  for (const row of rows) results.push(read(row));
  return results;
}
