import { type CallOptions, startDeadline } from "../../core/call/deadline";
import type { StopSignal } from "../../core/call/stop-signal";
import { UnifiedStoreError } from "../../core/errors";
import type { Database } from "../../db/database";
import { endOfCall } from "../../db/failure";
import type { Executor, OperationContext } from "../../db/operation";
import type { Selection } from "../../db/table";
import type { Sql } from "../../dialect/sql";

/** What a call is about, beside its method. */
export interface Subject {
  operation: string;
  tenant?: string;
  workspace?: string;
}

/** A call that belongs to the database or to a whole tenant, not to one scope. */
export class DatabaseCall {
  constructor(
    readonly database: Database,
    private readonly context: OperationContext,
    readonly signal: StopSignal | undefined,
    private readonly executor: Executor = database,
  ) {}

  /** @param dependents dependent writes */
  all<T>(statement: Sql, returns: Selection<T>, dependents?: readonly Sql[]): Promise<T[]> {
    const options = this.signal === undefined ? {} : { signal: this.signal };
    return this.executor.run({ statement, returns, dependents, context: this.context, options });
  }

  /** The same call after its end, for what must be put in order then. */
  withoutLimits(): DatabaseCall {
    return new DatabaseCall(this.database, this.context, undefined, this.executor);
  }

  async one<T>(statement: Sql, returns: Selection<T>): Promise<T> {
    return (await this.all(statement, returns))[0]!;
  }

  /**
   * One transaction with secure deletion: rows that it deletes do not stay in the database's files.
   */
  erasing<T>(work: (tx: DatabaseCall) => Promise<T>): Promise<T> {
    const { database, context, signal } = this;
    return database.transaction(
      async (executor) => {
        await executor.erasing?.(context);
        return work(new DatabaseCall(database, context, signal, executor));
      },
      { isolation: "read committed", ...(signal !== undefined && { signal }) },
      context,
    );
  }
}

/**
 * Runs the body of a public method. Its timeout begins here.
 *
 * @param options checked
 */
export async function onDatabase<T>(
  database: Database,
  { operation, tenant, workspace }: Subject,
  options: CallOptions,
  body: (call: DatabaseCall) => Promise<T>,
): Promise<T> {
  const context = {
    operation,
    ...(tenant !== undefined && { tenant }),
    ...(workspace !== undefined && { workspace }),
  };
  const { signal, clear } = startDeadline(options);
  try {
    return await body(new DatabaseCall(database, context, signal));
  } catch (error) {
    if (error instanceof UnifiedStoreError) throw error.located(context);
    if (signal?.reason !== undefined && error === signal.reason)
      throw endOfCall(signal, false, error).located(context);
    throw error;
  } finally {
    clear();
  }
}
