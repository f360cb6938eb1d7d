import { type CallLimits, type CallOptions, checkOptions } from "../core/call/deadline";
import type { StopSignal } from "../core/call/stop-signal";
import { UnifiedStoreError } from "../core/errors";
import { fingerprint } from "../core/fingerprint";
import { scopeKey } from "../core/search-text";
import { showAs } from "../core/shown";
import type { SearchIndexWrite } from "../dialect/dialect";
import type { Sql } from "../dialect/sql";
import { upgradeRows } from "../schemas/upgrade";
import type { BatchedCall } from "./batching/batched-call";
import { endOfCall } from "./failure";
import type { OperationContext, TransactionOptions } from "./operation";
import { type ScopeContext, ScopedDb } from "./scoped";
import type { Selection } from "./table";

const NO_LIMITS: CallLimits = Object.freeze({});
const NO_PARTS: StatementParts = Object.freeze({});

/** The optional parts of an operation. */
export interface StatementParts {
  /** Dependent writes, on the rows that the statement returned (`ReturnedRows`). */
  dependents?: readonly Sql[] | undefined;
  index?: SearchIndexWrite | undefined;
  batch?: BatchedCall | undefined;
}

/**
 * One call of a public method. Each of its statements has the method's name in errors, and ends
 * with the call's signal or timeout.
 */
export class Call extends ScopedDb {
  /** Ends the call; undefined where the caller set neither a signal nor a timeout. */
  readonly signal: StopSignal | undefined;
  readonly operationContext: OperationContext;

  constructor(
    context: ScopeContext,
    store: string,
    readonly method: string,
    { signal }: CallLimits = NO_LIMITS,
  ) {
    super(context, store);
    this.signal = signal;
    this.operationContext = this.operationContextOf(method);
  }

  /** Runs one operation and reads its rows. */
  all<T>(statement: Sql, returns: Selection<T>, parts: StatementParts = NO_PARTS): Promise<T[]> {
    const { executor, schemas } = this.context;
    const options = this.#limits;
    const { dependents, index, batch } = parts;
    // Not spread, which takes 1 µs.
    const rows = executor.run({
      statement,
      returns,
      dependents,
      index,
      options,
      batch,
      context: this.operationContext,
    });
    const { typed } = returns;
    return schemas && typed && schemas.has(typed.kind)
      ? rows.then((read) => upgradeRows(read as object[], typed, schemas) as T[])
      : rows;
  }

  /** The same for an operation that returns one row or none. */
  async first<T>(statement: Sql, returns: Selection<T>, parts?: StatementParts): Promise<T | null> {
    return (await this.all(statement, returns, parts))[0] ?? null;
  }

  /**
   * One transaction over several operations of this call. Inside an open transaction it is a
   * savepoint. The whole transaction ends with the call, so its statements have no limits of their
   * own.
   */
  transaction<T>(work: (tx: Call) => Promise<T>, options?: TransactionOptions): Promise<T> {
    const { context, store, method } = this;
    return context.executor.transaction(
      (executor) => work(new Call({ ...context, executor }, store, method)),
      { ...options, ...this.#limits },
      this.operationContext,
    );
  }

  /**
   * In a transaction: secure deletion. Rows that it deletes from now on do not stay in the
   * database's files.
   */
  async erasing(): Promise<void> {
    await this.context.executor.erasing?.(this.operationContext);
  }

  /**
   * Identifies a query for its cursors, by the scope, the method, and all filters and orders.
   *
   * @param defaults the effective values of members that the input may leave out, such as the order
   */
  queryId(input: object, defaults: object = {}): string {
    const query = `${this.store}.${this.method} ${scopeKey(this.tenant, this.workspace)}`;
    return fingerprint(query, input, defaults);
  }

  /** The same call after its end, for what must be put in order then. */
  withoutLimits(): Call {
    return new Call(this.context, this.store, this.method);
  }

  get #limits(): CallLimits {
    return this.signal === undefined ? NO_LIMITS : { signal: this.signal };
  }

  static {
    showAs(Call, ({ tenant, workspace }) => ({ tenant, workspace }));
  }
}

/** A public method with its options. */
export interface Called<O extends CallOptions> {
  /** Its name in errors, after the store's name. */
  method: string;
  options: O;
  /** Returns a checked copy of the options. Default: `checkOptions`. */
  check?(options: O): O;
}

/**
 * Runs the body of a public method. Its timeout begins here. Its errors get the method's context,
 * and always reject the promise; they are never thrown synchronously.
 */
export async function inCall<T, O extends CallOptions>(
  db: ScopedDb,
  { method, options, check = checkOptions }: Called<O>,
  body: (call: Call, options: O) => T | Promise<T>,
): Promise<T> {
  // Not in the parameters, which declarations show: both are internal.
  const { context, store } = db;
  let call = new Call(context, store, method);
  try {
    const checked = check(options);
    if (checked.signal !== undefined) call = new Call(context, store, method, checked);
    return await body(call, checked);
  } catch (error) {
    if (error instanceof UnifiedStoreError) throw error.located(call.operationContext);
    const { signal } = call;
    // Between two statements, such as while an embedder works.
    if (signal?.reason !== undefined && error === signal.reason)
      throw endOfCall(signal, false, error).located(call.operationContext);
    throw error;
  }
}
