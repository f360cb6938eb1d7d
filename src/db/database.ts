import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "../core/clock";
import { type CallOptions, type Deadline, startDeadline } from "../core/deadline";
import { type ErrorContext, UnifiedStoreError } from "../core/errors";
import type { Logger } from "../core/logger";
import type { BoundStatement, Dialect, Isolation, SearchIndexWrite, Session } from "../dialect/dialect";
import type { Sql } from "../dialect/sql";
import { failure } from "./failure";
import { migrateUp, pendingMigrations } from "./migrate";
import { type Runner, type SharedCall, Sharing } from "./sharing";
import { Statements } from "./statements";
import type { Selection } from "./table";
import { Transaction } from "./transaction";

/** One operation of a store. */
export interface Operation<T> {
  statement: Sql;
  returns: Selection<T>;
  /** Writes that take their rows from what the statement returned, and are made only if it returned any. */
  follow?: readonly Sql[] | undefined;
  /** Search entries of the rows that the statement writes. */
  index?: SearchIndexWrite | undefined;
  context: ErrorContext;
  options?: CallOptions | undefined;
  /** Set where it may share a statement with others that wait at the same time. */
  shared?: SharedCall | undefined;
}

export interface TransactionOptions extends CallOptions {
  /** Default: the server's, which is "read committed" on PostgreSQL. SQLite's transactions are always serializable. */
  isolation?: Isolation;
}

/** What stores run their operations on: the database itself, or a transaction. */
export interface Executor {
  /** What all that runs on one database has in common: its transactions have the same. */
  readonly database: object;
  /** Whether a call made now belongs to a transaction, that of the calling task included. */
  readonly inTransaction: boolean;
  run<T>(operation: Operation<T>): Promise<T[]>;
  transaction<T>(
    work: (tx: Executor) => Promise<T>,
    options: TransactionOptions,
    context: ErrorContext,
  ): Promise<T>;
}

export interface DatabaseOptions {
  /** Calls of one kind that wait at the same time share one statement. Default true. */
  shareStatements?: boolean;
}

type Writes = Pick<Operation<unknown>, "statement" | "follow" | "index">;
const NONE: readonly Sql[] = [];

const MAX_ATTEMPTS = 5;
const ABANDONED =
  "the transaction that this belongs to was undone when its time was up: end the callback on its signal";
const NO_OPTIONS: CallOptions = {};

/**
 * Runs operations and transactions on one dialect.
 *
 * A call made inside a transaction's callback joins that transaction even when it goes through the outer scope: on one SQLite
 * connection it could only wait for itself, and on a pool of one as well. So it means the same on both engines.
 */
export class Database implements Executor {
  readonly database = this;
  readonly statements: Statements;
  private readonly current = new AsyncLocalStorage<Transaction>();
  private closing?: Promise<void>;
  /** Calls and transactions under way, which close waits for. */
  private underWay = 0;
  private idle = (): void => {};

  private readonly sharing: Sharing | null;

  constructor(
    readonly dialect: Dialect,
    { shareStatements = true }: DatabaseOptions = {},
  ) {
    this.statements = new Statements(dialect);
    this.sharing = shareStatements ? new Sharing(this.runner()) : null;
  }

  get inTransaction(): boolean {
    return this.currentTransaction({}) !== undefined;
  }

  run<T>(operation: Operation<T>): Promise<T[]> {
    const joined = this.currentTransaction(operation.context);
    if (joined) return joined.run(operation);
    return this.mayShare(operation) ? this.share(operation) : this.send(operation);
  }

  async transaction<T>(
    work: (tx: Executor) => Promise<T>,
    options: TransactionOptions,
    context: ErrorContext,
  ): Promise<T> {
    const joined = this.currentTransaction(context);
    if (joined) return joined.transaction(work, options, context);
    return this.begin(work, options, context);
  }

  /** The innermost open transaction of the calling task. */
  currentTransaction(context: ErrorContext): Transaction | undefined {
    let transaction = this.current.getStore();
    while (transaction && !transaction.active) {
      if (transaction.abandoned) throw new UnifiedStoreError("closed", ABANDONED).located(context);
      transaction = transaction.parent;
    }
    return transaction;
  }

  runIn<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
    return this.current.run(transaction, work);
  }

  send<T>(operation: Operation<T>, within?: Transaction): Promise<T[]> {
    if (!within) this.enter(operation.context);
    return this.perform(operation, within);
  }

  /**
   * Where a statement is no round trip, reads have nothing to share. Rows that are written together cost less everywhere; but a write
   * with a deadline goes alone, since nothing of it is to be kept when that passes, and the others' rows would go with it.
   */
  private mayShare({ shared, options }: Operation<unknown>): boolean {
    if (shared === undefined || this.sharing === null) return false;
    if (!shared.kind.writes) return this.dialect.roundTrips;
    return options?.signal === undefined && options?.timeoutMs === undefined;
  }

  private share<T>(operation: Operation<T>): Promise<T[]> {
    this.enter(operation.context);
    try {
      return this.sharing!.run(operation as typeof operation & { shared: SharedCall });
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  /** One async function from here to the rows: each further one took 0.3 µs of the 9 that a get takes in memory. */
  private async perform<T>(operation: Operation<T>, within?: Transaction, leaves = !within): Promise<T[]> {
    const { dialect } = this;
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
        rows = await dialect.run(bound, within ? within.session : null, signal);
      } catch (error) {
        if (within) {
          within.failed = true;
          throw error;
        }
        rows = await this.repeat(bound, { error, writes, signal });
      }
      return this.read(operation, rows);
    } catch (error) {
      throw failure(error, dialect, operation.context, deadline?.signal, writes);
    } finally {
      deadline?.clear();
      if (leaves) this.leave();
    }
  }

  /** A statement of its own that failed is repeated where that is safe: nothing of it was kept, or it only reads. */
  private async repeat(
    bound: readonly BoundStatement[],
    { error: first, writes, signal }: { error: unknown; writes: boolean; signal: AbortSignal | undefined },
  ): Promise<unknown[][]> {
    let error = first;
    for (let attempt = 2; ; attempt++) {
      if (attempt > MAX_ATTEMPTS || signal?.aborted) throw error;
      // Two statements that lock the same rows in another order: the server undoes one of them.
      const undone = this.dialect.explain(error).code === "serialization";
      if (!undone && (writes || !this.isLost(error))) throw error;
      try {
        return await this.dialect.run(bound, null, signal);
      } catch (again) {
        error = again;
      }
    }
  }

  /** A connection that died idle shows only when it is used. */
  private isLost(error: unknown): boolean {
    const { code, mayHaveCommitted } = this.dialect.explain(error);
    return code === "connection" && mayHaveCommitted === true;
  }

  private bind({ statement, follow = NONE, index }: Writes): BoundStatement[] {
    const { statements } = this;
    const entries = index && index.entries.length > 0 ? index : undefined;
    if (!entries && follow.length === 0) return [statements.bind(statement)];
    return this.dialect.followed(statement, follow, entries).map((part) => statements.bind(part));
  }

  /** A native driver's array has another Array in it than tests in a sandbox see: `map` would pass that on. */
  private read<T>({ returns }: Operation<T>, rows: readonly unknown[][]): T[] {
    const results: T[] = [];
    const read = returns.reader(this.dialect);
    for (const row of rows) results.push(read(row));
    return results;
  }

  private runner(): Runner {
    return {
      alone: (operation) => this.perform(operation, undefined, false),
      together: async (statement, signal) => {
        const bound = this.bind(statement);
        try {
          return await this.dialect.run(bound, null, signal);
        } catch (error) {
          return this.repeat(bound, { error, writes: areWrites(bound), signal });
        }
      },
      read: (operation, rows) => this.read(operation, rows),
      failure: (error, { context, shared }, signal) =>
        failure(error, this.dialect, context, signal, shared?.kind.writes),
      mayBeOneCalls: (error, writes) => {
        if (error instanceof UnifiedStoreError) return true;
        const { code, mayHaveCommitted } = this.dialect.explain(error);
        // Without a connection each of them would only wait for one as long again.
        return code !== "connection" && !(writes && mayHaveCommitted === true);
      },
      ended: () => this.leave(),
    };
  }

  /** One round trip: the engine's version, the milliseconds it took and the schema migrations that are there. */
  async ping(options: CallOptions): Promise<{ version: string; latencyMs: number; pending: string[] }> {
    const context = { operation: "health" };
    this.enter(context);
    const { signal, clear } = startDeadline(options);
    try {
      const start = performance.now();
      const version = await this.dialect.version(signal);
      const latencyMs = performance.now() - start;
      return { version, latencyMs, pending: await pendingMigrations(this.dialect, signal) };
    } catch (error) {
      throw failure(error, this.dialect, context, signal, false);
    } finally {
      clear();
      this.leave();
    }
  }

  /** Applies the pending schema migrations and returns their names. */
  async migrate(clock: Clock, logger: Logger, operation = "migrate"): Promise<string[]> {
    const context = { operation };
    this.enter(context);
    try {
      return await migrateUp(this.dialect, clock, logger);
    } catch (error) {
      throw failure(error, this.dialect, context, undefined, false);
    } finally {
      this.leave();
    }
  }

  /** Refuses new calls, waits for those under way, transactions as a whole, and lets the dialect close. */
  async close(): Promise<void> {
    let open = this.current.getStore();
    while (open && !open.active) open = open.parent;
    if (!this.closing && open) {
      throw new UnifiedStoreError(
        "conflict",
        "close() inside a transaction would wait for itself: call it after the transaction",
      );
    }
    this.closing ??= new Promise<void>((resolve) => {
      this.idle = resolve;
      if (this.underWay === 0) resolve();
    }).then(() => this.dialect.close());
    return this.closing;
  }

  private async begin<T>(
    work: (tx: Executor) => Promise<T>,
    options: TransactionOptions,
    context: ErrorContext,
  ): Promise<T> {
    this.enter(context);
    let deadline: Deadline | undefined;
    let session: Session | undefined;
    let committing = false;
    try {
      deadline = startDeadline(options);
      const { signal } = deadline;
      session = await this.openSession(options, signal);
      const transaction = new Transaction(this, session, signal);
      const result = await transaction.perform(work);
      transaction.mustBeWhole(context);
      signal?.throwIfAborted();
      committing = true;
      await this.dialect.end(session, "commit");
      return result;
    } catch (error) {
      if (session && !committing) await this.dialect.end(session, "rollback").catch(() => undefined);
      const ours =
        !session || committing || (deadline?.signal?.aborted === true && error === deadline.signal.reason);
      throw ours ? failure(error, this.dialect, context, deadline?.signal, committing) : error;
    } finally {
      deadline?.clear();
      this.leave();
    }
  }

  /** Nothing has happened yet when the transaction begins, so on a lost connection it begins on another. */
  private async openSession({ isolation }: TransactionOptions, signal?: AbortSignal): Promise<Session> {
    const mode = isolation ? { isolation } : {};
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.dialect.begin(mode, signal);
      } catch (error) {
        if (!this.isLost(error) || attempt === MAX_ATTEMPTS || signal?.aborted) throw error;
      }
    }
  }

  private enter(context: ErrorContext): void {
    this.mustBeOpen(context);
    this.underWay++;
  }

  private leave(): void {
    if (--this.underWay === 0) this.idle();
  }

  private mustBeOpen(context: ErrorContext): void {
    if (!this.closing) return;
    throw new UnifiedStoreError("closed", "the manager was closed: open a new one").located(context);
  }
}

const areWrites = (bound: readonly BoundStatement[]): boolean =>
  bound.some(({ statement }) => statement.write);
