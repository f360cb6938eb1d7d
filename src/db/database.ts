import { AsyncLocalStorage } from "node:async_hooks";
import { type CallOptions, deadlineOf } from "../core/deadline";
import { type ErrorContext, UnifiedStoreError } from "../core/errors";
import { Gate } from "../core/gate";
import type { BoundStatement, Dialect, Isolation, SearchIndexWrite, Session } from "../dialect/dialect";
import type { Sql } from "../dialect/sql";
import { failure } from "./failure";
import { Statements } from "./statements";
import type { Selection } from "./table";

/** One operation of a store. */
export interface Operation<T> {
  statement: Sql;
  returns: Selection<T>;
  /** Search entries of the rows that the statement writes. */
  index?: SearchIndexWrite | undefined;
  context: ErrorContext;
  options?: CallOptions | undefined;
}

export interface TransactionOptions extends CallOptions {
  /** Default: the server's, which is "read committed" on PostgreSQL. SQLite's transactions are always serializable. */
  isolation?: Isolation;
}

/** What stores run their operations on: the database itself, or a transaction. */
export interface Executor {
  run<T>(operation: Operation<T>): Promise<T[]>;
  transaction<T>(
    work: (tx: Executor) => Promise<T>,
    options: TransactionOptions,
    context: ErrorContext,
  ): Promise<T>;
}

const MAX_ATTEMPTS = 5;

/**
 * Runs operations and transactions on one dialect.
 *
 * A call made inside a transaction's callback joins that transaction even when it goes through the outer scope: on one SQLite
 * connection it could only wait for itself, and on a pool of one as well. So it means the same on both engines.
 */
export class Database implements Executor {
  readonly statements: Statements;
  private readonly current = new AsyncLocalStorage<Transaction>();
  private closing?: Promise<void>;

  constructor(readonly dialect: Dialect) {
    this.statements = new Statements(dialect);
  }

  async run<T>(operation: Operation<T>): Promise<T[]> {
    const joined = this.currentTransaction();
    if (joined) return joined.run(operation);
    return this.send(operation);
  }

  transaction<T>(
    work: (tx: Executor) => Promise<T>,
    options: TransactionOptions,
    context: ErrorContext,
  ): Promise<T> {
    const joined = this.currentTransaction();
    if (joined) return joined.transaction(work, options, context);
    return this.begin(work, options, context);
  }

  /** The innermost open transaction of the calling task. */
  currentTransaction(): Transaction | undefined {
    let transaction = this.current.getStore();
    while (transaction && !transaction.active) transaction = transaction.parent;
    return transaction;
  }

  runIn<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
    return this.current.run(transaction, work);
  }

  async send<T>(
    { statement, returns, index, context, options }: Operation<T>,
    within?: Transaction,
  ): Promise<T[]> {
    this.mustBeOpen(context);
    const { dialect } = this;
    let signal: AbortSignal | undefined;
    let writes = false;
    try {
      signal = merge(options && deadlineOf(options), within?.signal);
      signal?.throwIfAborted();
      const parts = index && index.entries.length > 0 ? dialect.indexed(statement, index) : [statement];
      const bound = parts.map((part) => this.statements.bind(part));
      writes = bound.some((part) => part.statement.write);
      const rows = await (within
        ? this.sendWithin(within, bound, signal)
        : this.sendAlone(bound, writes, signal));
      // A native driver's array has another Array in it than tests in a sandbox see: `map` would pass that on.
      const results: T[] = [];
      for (const row of rows) results.push(returns.read(row, dialect));
      return results;
    } catch (error) {
      throw failure(error, dialect, context, signal, writes);
    }
  }

  private async sendWithin(
    transaction: Transaction,
    bound: BoundStatement[],
    signal?: AbortSignal,
  ): Promise<unknown[][]> {
    try {
      return await this.dialect.run(bound, transaction.session, signal);
    } catch (error) {
      transaction.failed = true;
      throw error;
    }
  }

  /** A statement of its own is repeated where that is safe: nothing of it was kept, or it only reads. */
  private async sendAlone(
    bound: BoundStatement[],
    writes: boolean,
    signal?: AbortSignal,
  ): Promise<unknown[][]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.dialect.run(bound, null, signal);
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || signal?.aborted) throw error;
        const { code, mayHaveCommitted } = this.dialect.explain(error);
        // Two statements that lock the same rows in another order: the server undoes one of them.
        const undone = code === "serialization";
        // A connection that died idle shows only when it is used.
        const lost = mayHaveCommitted === true && !writes;
        if (!undone && !lost) throw error;
      }
    }
  }

  /** One round trip: the engine's version and the milliseconds it took. */
  async ping(options: CallOptions): Promise<{ version: string; latencyMs: number }> {
    const context = { operation: "health" };
    this.mustBeOpen(context);
    const signal = deadlineOf(options);
    const start = performance.now();
    try {
      const version = await this.dialect.version(signal);
      return { version, latencyMs: performance.now() - start };
    } catch (error) {
      throw failure(error, this.dialect, context, signal, false);
    }
  }

  /** Refuses new operations; the dialect ends those that run before it closes. */
  close(): Promise<void> {
    this.closing ??= this.dialect.close();
    return this.closing;
  }

  private async begin<T>(
    work: (tx: Executor) => Promise<T>,
    options: TransactionOptions,
    context: ErrorContext,
  ): Promise<T> {
    this.mustBeOpen(context);
    const { dialect } = this;
    let signal: AbortSignal | undefined;
    let session: Session;
    try {
      signal = deadlineOf(options);
      session = await dialect.begin(options.isolation ? { isolation: options.isolation } : {}, signal);
    } catch (error) {
      throw failure(error, dialect, context, signal, false);
    }
    const transaction = new Transaction(this, session, signal);
    let result: T;
    try {
      result = await transaction.perform(work);
      transaction.mustBeWhole(context);
      signal?.throwIfAborted();
    } catch (error) {
      await dialect.end(session, "rollback").catch(() => undefined);
      throw error === signal?.reason ? failure(error, dialect, context, signal, false) : error;
    }
    try {
      await dialect.end(session, "commit");
    } catch (error) {
      throw failure(error, dialect, context);
    }
    return result;
  }

  private mustBeOpen(context: ErrorContext): void {
    if (!this.closing) return;
    throw new UnifiedStoreError("closed", "the manager was closed: open a new one").located(context);
  }
}

/** An open transaction, or a savepoint in one. */
export class Transaction implements Executor {
  active = true;
  /** A statement failed: as on PostgreSQL, nothing more can be done but to undo all of it, on either engine. */
  failed = false;
  /** Closed while a savepoint is open below: what others do meanwhile must not be undone with it. */
  private readonly gate = new Gate();

  constructor(
    private readonly database: Database,
    readonly session: Session,
    readonly signal: AbortSignal | undefined,
    readonly parent?: Transaction,
    private readonly depth = 0,
  ) {}

  async run<T>(operation: Operation<T>): Promise<T[]> {
    this.mustBeActive(operation.context);
    const current = this.database.currentTransaction();
    if (current && current !== this && current.isBelow(this)) return current.run(operation);
    if (!this.gate.busy) return this.database.send(operation, this);
    const leave = await this.gate.enter(this.signal);
    try {
      return await this.database.send(operation, this);
    } finally {
      leave();
    }
  }

  /** A savepoint: what `work` did is undone alone when it throws. One at a time. */
  async transaction<T>(
    work: (tx: Executor) => Promise<T>,
    options: TransactionOptions,
    context: ErrorContext,
  ): Promise<T> {
    this.mustBeActive(context);
    const current = this.database.currentTransaction();
    if (current && current !== this && current.isBelow(this))
      return current.transaction(work, options, context);
    const { dialect } = this.database;
    const leave = await this.gate.enter(this.signal);
    const point = `sp_${this.depth + 1}`;
    try {
      const signal = merge(deadlineOf(options), this.signal);
      await dialect.savepoint(this.session, "savepoint", point);
      try {
        const nested = new Transaction(this.database, this.session, signal, this, this.depth + 1);
        const result = await nested.perform(work);
        nested.mustBeWhole(context);
        signal?.throwIfAborted();
        await dialect.savepoint(this.session, "release savepoint", point);
        return result;
      } catch (error) {
        // On a broken connection there is nothing left to undo; the error that broke it is the one to tell.
        await dialect.savepoint(this.session, "rollback to savepoint", point).catch(() => undefined);
        await dialect.savepoint(this.session, "release savepoint", point).catch(() => undefined);
        throw error === signal?.reason ? failure(error, dialect, context, signal, false) : error;
      }
    } finally {
      leave();
    }
  }

  /** Runs the callback with this as the transaction of its task; afterwards the transaction takes no more calls. */
  async perform<T>(work: (tx: Executor) => Promise<T>): Promise<T> {
    try {
      return await until(
        this.signal,
        this.database.runIn(this, async () => work(this)),
      );
    } finally {
      // A savepoint that the callback started and did not await ends before the transaction does.
      const leave = await this.gate.enter();
      this.active = false;
      leave();
    }
  }

  /** @throws UnifiedStoreError `conflict` when a statement failed, although the callback caught its error */
  mustBeWhole(context: ErrorContext): void {
    if (!this.failed) return;
    const problem = "an earlier statement of this transaction failed, so nothing more can be done in it";
    throw new UnifiedStoreError(
      "conflict",
      `${problem}: put what may fail into a nested transaction`,
    ).located(context);
  }

  private isBelow(other: Transaction): boolean {
    for (let at = this.parent; at; at = at.parent) if (at === other) return true;
    return false;
  }

  private mustBeActive(context: ErrorContext): void {
    if (!this.active) {
      const problem = "the transaction has ended: await every call inside its callback";
      throw new UnifiedStoreError("closed", problem).located(context);
    }
    this.mustBeWhole(context);
  }
}

function merge(a: AbortSignal | undefined, b: AbortSignal | undefined): AbortSignal | undefined {
  return a && b ? AbortSignal.any([a, b]) : (a ?? b);
}

/** The result of `work`, or the signal's reason if that comes first: a callback may wait for something that never happens. */
async function until<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  let stop = (): void => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
    work.catch(() => undefined);
  }
}
