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
import type { OperationContext, TransactionOptions } from "./operation";
import { type ScopeContext, ScopedDb } from "./scoped";
import type { Selection } from "./table";

const NO_LIMITS: CallLimits = Object.freeze({});
const NO_PARTS: StatementParts = Object.freeze({});

/** What goes along with a statement. */
export interface StatementParts {
  /** Writes that take their rows from what the statement returned (`ReturnedRows`). */
  dependents?: readonly Sql[] | undefined;
  index?: SearchIndexWrite | undefined;
  batch?: BatchedCall | undefined;
}

/**
 * One call of a public method. Each statement that it sends has the method's name in its errors,
 * and ends with the call's signal or timeout.
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

  /** The same for an operation that gives one row or none. */
  async first<T>(statement: Sql, returns: Selection<T>, parts?: StatementParts): Promise<T | null> {
    return (await this.all(statement, returns, parts))[0] ?? null;
  }

  /**
   * One transaction over several operations of this call; within one that is open, a savepoint. The
   * transaction as a whole ends with the call, so its statements have no limits of their own.
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
   * In a transaction: what it deletes from now on is not to be found in the database's files
   * afterwards.
   */
  async erasing(): Promise<void> {
    await this.context.executor.erasing?.(this.operationContext);
  }

  /**
   * Identifies a query for its cursors: the scope, the method and all that filters or orders.
   *
   * @param defaults members that the input may leave out, such as the order, as they are in effect
   */
  queryId(input: object, defaults: object = {}): string {
    const query = `${this.store}.${this.method} ${scopeKey(this.tenant, this.workspace)}`;
    return fingerprint(query, input, defaults);
  }

  get #limits(): CallLimits {
    return this.signal === undefined ? NO_LIMITS : { signal: this.signal };
  }

  static {
    showAs(Call, ({ tenant, workspace }) => ({ tenant, workspace }));
  }
}

/** A public method as it was called. */
export interface Called<O extends CallOptions> {
  /** In errors, behind the store's name. */
  method: string;
  options: O;
  /** Gives a checked copy of the options. Default: `checkOptions`. */
  check?(options: O): O;
}

/**
 * Runs the body of a public method. Its time begins here; what it throws gets its context, and
 * rejects the promise rather than being thrown at once.
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
    throw error instanceof UnifiedStoreError ? error.located(call.operationContext) : error;
  }
}
