import { startDeadline, until } from "../core/call/deadline";
import { Gate } from "../core/call/gate";
import type { StopSignal } from "../core/call/stop-signal";
import type { Lifetime } from "../core/call/task-local";
import { type ErrorContext, UnifiedStoreError } from "../core/errors";
import type { ContentRules } from "../core/search-text";
import type { Bulk, Dialect, Session } from "../dialect/dialect";
import { failure } from "./failure";
import type { Executor, Operation, TransactionOptions } from "./operation";
import type { Retry } from "./retry";

/** The database of a transaction, as the transaction sees it. */
export interface TransactionHost extends Lifetime {
  readonly dialect: Dialect;
  readonly retry: Retry;
  /** The number of characters of a text that are indexed. */
  readonly maxCharacters: number;
  /** Which members of content are kept out of the index. */
  readonly contentRules: ContentRules;
  /** The innermost open transaction of the calling task. */
  currentTransaction(context: ErrorContext): Transaction | undefined;
  send<T>(operation: Operation<T>, within: Transaction): Promise<T[]>;
  runIn<T>(transaction: Transaction, work: () => Promise<T>): Promise<T>;
}

type Verb = Parameters<Dialect["savepoint"]>[1];

/** An open transaction, or a savepoint in one. */
export class Transaction implements Executor {
  readonly inTransaction = true;
  active = true;
  /**
   * A statement failed. As on PostgreSQL, the transaction can then only be rolled back, on both
   * engines.
   */
  failed = false;
  /** Its time was up before its callback ended. Later calls of the callback are refused. */
  abandoned = false;
  /**
   * Closed while a savepoint is open below. Other changes must not be undone with that savepoint.
   */
  private readonly gate = new Gate();

  constructor(
    readonly database: TransactionHost,
    readonly session: Session,
    readonly signal: StopSignal | undefined,
    readonly parent?: Transaction,
    private readonly depth = 0,
  ) {}

  async run<T>(operation: Operation<T>): Promise<T[]> {
    this.mustBeActive(operation.context);
    const current = this.database.currentTransaction(operation.context);
    if (current && current !== this && current.isBelow(this)) return current.run(operation);
    if (!this.gate.busy) return this.database.send(operation, this);
    const { signal, clear } = startDeadline(operation.options ?? {}, this.signal);
    try {
      const leave = await this.turn(operation.context, signal);
      // Only the rest of its time is left.
      return await this.database.send({ ...operation, options: { signal } }, this).finally(leave);
    } finally {
      clear();
    }
  }

  /** Bulk work in this transaction. If it fails, the transaction can only be rolled back. */
  async bulk<T>(work: (bulk: Bulk, connection: unknown) => Promise<T>, context: ErrorContext): Promise<T> {
    this.mustBeActive(context);
    const { dialect } = this.database;
    const leave = await this.turn(context, this.signal);
    try {
      return await work(dialect.bulk, dialect.connectionOf(this.session));
    } catch (error) {
      this.failed = true;
      throw failure(error, dialect, context, this.signal, false);
    } finally {
      leave();
    }
  }

  /**
   * A statement of another library, on the transaction's connection. If it fails, the transaction
   * has failed, as with the stores' own statements.
   */
  async send(text: string, values: readonly unknown[], context: ErrorContext): Promise<unknown> {
    this.mustBeActive(context);
    const { database } = this;
    const current = database.currentTransaction(context);
    if (current && current !== this && current.isBelow(this)) return current.send(text, values, context);
    const leave = await this.turn(context, this.signal);
    try {
      return await database.dialect.mapping.within(this.session).send(text, values, this.signal);
    } catch (error) {
      this.failed = true;
      database.retry.noteLoss(error, { context, signal: this.signal });
      throw error;
    } finally {
      leave();
    }
  }

  async erasing(context: ErrorContext): Promise<void> {
    this.mustBeActive(context);
    const { dialect } = this.database;
    const leave = await this.turn(context, this.signal);
    try {
      dialect.erasing(this.session);
    } catch (error) {
      this.failed = true;
      throw failure(error, dialect, context, this.signal, false);
    } finally {
      leave();
    }
  }

  /** A savepoint: if `work` throws, only its changes are undone. One at a time. */
  async transaction<T>(
    work: (tx: Executor) => Promise<T>,
    options: TransactionOptions,
    context: ErrorContext,
  ): Promise<T> {
    this.mustBeActive(context);
    const current = this.database.currentTransaction(context);
    if (current && current !== this && current.isBelow(this))
      return current.transaction(work, options, context);
    const { dialect } = this.database;
    const { signal, clear } = startDeadline(options, this.signal);
    const point = `sp_${this.depth + 1}`;
    const savepoint = (verb: Verb) => this.savepoint(verb, point, context);
    let leave = (): void => {};
    try {
      leave = await this.turn(context, signal);
      await savepoint("savepoint");
      try {
        const nested = new Transaction(this.database, this.session, signal, this, this.depth + 1);
        const result = await nested.perform(work);
        signal?.throwIfAborted();
        nested.mustBeWhole(context);
        await savepoint("release savepoint");
        return result;
      } catch (error) {
        // The original error is reported, not one of these statements.
        await savepoint("rollback to savepoint")
          .then(() => savepoint("release savepoint"))
          .catch(() => undefined);
        throw signal?.aborted && error === signal.reason
          ? failure(error, dialect, context, signal, false)
          : error;
      }
    } finally {
      leave();
      clear();
    }
  }

  /**
   * Sends a statement of a savepoint. If it fails (a broken connection, a full disk that ended the
   * transaction), the surrounding transaction has failed as well.
   */
  private async savepoint(verb: Verb, point: string, context: ErrorContext): Promise<void> {
    const { dialect, retry } = this.database;
    try {
      await dialect.savepoint(this.session, verb, point);
    } catch (error) {
      this.failed = true;
      retry.noteLoss(error, { context, signal: this.signal });
      throw failure(error, dialect, context, this.signal, false);
    }
  }

  /**
   * Runs the callback with this as its task's transaction. Afterwards the transaction accepts no
   * more calls.
   */
  async perform<T>(work: (tx: Executor) => Promise<T>): Promise<T> {
    let settled = false;
    const running = this.database
      .runIn(this, async () => work(this))
      .finally(() => {
        settled = true;
        this.abandoned = false;
      });
    try {
      return await until(this.signal, running);
    } finally {
      this.abandoned = !settled;
      // A savepoint that the callback started and did not await ends before the transaction does.
      const leave = await this.gate.enter();
      this.active = false;
      leave();
    }
  }

  /**
   * @throws UnifiedStoreError `conflict` when a statement failed and the callback caught its error
   */
  mustBeWhole(context: ErrorContext): void {
    if (!this.failed) return;
    const problem = "an earlier statement of this transaction failed, so it can only be rolled back";
    throw new UnifiedStoreError(
      "conflict",
      `${problem}: put calls that may fail into a nested transaction`,
    ).located(context);
  }

  /**
   * Waits until the savepoint below ends. The transaction may have ended with it, and its
   * connection may then belong to another.
   */
  private async turn(context: ErrorContext, signal: StopSignal | undefined): Promise<() => void> {
    let leave = (): void => {};
    try {
      leave = await this.gate.enter(signal);
      this.mustBeActive(context);
      return leave;
    } catch (error) {
      leave();
      throw failure(error, this.database.dialect, context, signal, false);
    }
  }

  /** True where calls of a task may belong to this transaction or to an outer one. */
  get concerns(): boolean {
    for (let at: Transaction | undefined = this; at; at = at.parent)
      if (at.active || at.abandoned) return true;
    return false;
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
