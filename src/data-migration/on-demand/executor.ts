import { type CallLimits, startDeadline, until } from "../../core/call/deadline";
import { UnifiedStoreError } from "../../core/errors";
import type { Database } from "../../db/database";
import { failure } from "../../db/failure";
import type { Executor, Operation, OperationContext, TransactionOptions } from "../../db/operation";
import type { BringUp } from "./bring-up";

/** What is a person's may be in any store. */
const ACROSS_STORES = "privacy";

/**
 * Stands before the database: what the old files hold for a store is there before the store's first
 * statement is.
 */
export class FallbackExecutor implements Executor {
  constructor(
    readonly database: Database,
    private readonly bringUp: BringUp,
    private readonly kinds: readonly string[],
  ) {}

  get inTransaction(): boolean {
    return this.database.inTransaction;
  }

  run<T>(operation: Operation<T>): Promise<T[]> {
    const { context, options } = operation;
    if (this.isReady(context)) return this.database.run(operation);
    return this.after(context, options ?? {}, (rest) => this.database.run({ ...operation, options: rest }));
  }

  transaction<T>(
    work: (tx: Executor) => Promise<T>,
    options: TransactionOptions,
    context: OperationContext,
  ): Promise<T> {
    if (this.isReady(context)) return this.database.transaction(work, options, context);
    return this.after(context, options, (rest) => this.database.transaction(work, rest, context));
  }

  private isReady(context: OperationContext): boolean {
    return !this.bringUp.closed && this.bringUp.isReady(this.kindsOf(context));
  }

  private kindsOf({ store }: OperationContext): readonly string[] {
    return store === undefined || store === ACROSS_STORES ? this.kinds : [store];
  }

  /** The time that a call has goes on while it waits. */
  private async after<O extends CallLimits, T>(
    context: OperationContext,
    options: O,
    work: (rest: O) => Promise<T>,
  ): Promise<T> {
    // A transaction cannot wait for another one: on SQLite there is one connection, and it has it.
    if (this.inTransaction) throw begunElsewhere().located(context);
    const began = performance.now();
    const { signal, clear } = startDeadline(options);
    try {
      await until(signal, this.bringUp.of(this.kindsOf(context)));
    } catch (error) {
      throw failure(error, this.database.dialect, context, signal, false);
    } finally {
      clear();
    }
    const { timeoutMs } = options;
    if (timeoutMs === undefined) return work(options);
    return work({ ...options, timeoutMs: Math.max(1, timeoutMs - (performance.now() - began)) });
  }
}

const begunElsewhere = (): UnifiedStoreError =>
  new UnifiedStoreError(
    "conflict",
    "what the old files hold cannot be moved within a transaction that was begun elsewhere: begin it with a scope of FallbackStores",
  );
