import type { StopSignal } from "../core/call/stop-signal";
import type { ErrorContext } from "../core/errors";
import { hasCode } from "../core/errors";
import type { BoundStatement, Dialect, Session, TransactionMode } from "../dialect/dialect";
import type { CallLog } from "./log/call-log";
import type { CallTrace } from "./log/call-trace";

const MAX_ATTEMPTS = 5;

/** The call that an operation belongs to. */
export interface Sending {
  context: ErrorContext;
  signal: StopSignal | undefined;
  trace: CallTrace | undefined;
}

/**
 * Repeats failed operations where that is safe: none of their changes were kept, or they only read.
 */
export class Retry {
  constructor(
    private readonly dialect: Dialect,
    private readonly log: CallLog | null,
  ) {}

  /** Runs one operation in its own transaction. */
  async run(bound: readonly BoundStatement[], sending: Sending & { writes: boolean }): Promise<unknown[][]> {
    try {
      return await this.dialect.run(bound, null, sending.signal, sending.trace);
    } catch (error) {
      this.noteLoss(error, sending);
      return this.repeat(bound, error, sending);
    }
  }

  /** The same after its first failure. */
  async repeat(
    bound: readonly BoundStatement[],
    first: unknown,
    sending: Sending & { writes: boolean },
  ): Promise<unknown[][]> {
    let error = first;
    for (let attempt = 1; ; attempt++) {
      // A deadlock: two statements lock the same rows in different orders, and the server rolls
      // back one of them.
      const undone = this.dialect.explain(error).code === "serialization";
      if (!undone && (sending.writes || !this.isLost(error))) throw error;
      this.again(error, attempt, sending);
      try {
        return await this.dialect.run(bound, null, sending.signal, sending.trace);
      } catch (another) {
        error = another;
        this.noteLoss(error, sending);
      }
    }
  }

  /**
   * Begins a transaction. No statement has run yet, so after a lost connection it begins on
   * another.
   */
  async begin(mode: TransactionMode, sending: Sending): Promise<Session> {
    const { signal, trace } = sending;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.dialect.begin(mode, signal, trace);
      } catch (error) {
        this.noteLoss(error, sending);
        if (!this.isLost(error)) throw error;
        this.again(error, attempt, sending);
      }
    }
  }

  /** Logs a lost connection, unless it was closed to end a call in time. */
  noteLoss(error: unknown, { context, signal }: Pick<Sending, "context" | "signal">): void {
    if (this.log && signal?.reason === undefined && this.isLost(error)) this.log.lost(context, error);
  }

  private again(error: unknown, attempt: number, { context, signal, trace }: Sending): void {
    if (attempt === MAX_ATTEMPTS || signal?.aborted) throw error;
    if (trace) trace.retries++;
    this.log?.retry(context, attempt + 1, this.dialect.explain(error).code);
  }

  /** A connection that was lost while idle fails only at its next use. */
  private isLost(error: unknown): boolean {
    const { code, mayHaveCommitted } = this.dialect.explain(error);
    return code === "connection" && mayHaveCommitted === true;
  }
}

/** Attempts of one batch. Deadlocks undid all but the last. */
const MAX_BATCH_ATTEMPTS = 5;

/**
 * Runs a transaction of a batch, and repeats it after a deadlock with a writer, which left no
 * changes.
 */
export async function retryOnSerialization<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      if (!hasCode(error, "serialization") || attempt === MAX_BATCH_ATTEMPTS) throw error;
    }
  }
}

/** Attempts of one upsert; see below. */
const MAX_UPSERT_ATTEMPTS = 5;

/**
 * Runs an upsert by a natural key, and repeats it on a unique violation. When two callers insert
 * the same key and id at the same time, one may find the id taken before it sees the key. At the
 * second attempt the key is visible, but PostgreSQL may miss it once more: its look for a conflict
 * overlooks a row that another caller updates at that moment. An id of another key is refused at
 * each attempt.
 */
export async function retryOnUniqueViolation<T>(upsert: () => Promise<T>): Promise<T> {
  let first: unknown;
  for (let attempt = 1; ; attempt++) {
    try {
      return await upsert();
    } catch (error) {
      if (!hasCode(error, "unique_violation", "conflict")) throw error;
      first ??= error;
      // Inside a transaction the first failure has ended it, so the second attempt is a conflict.
      if (hasCode(error, "conflict") || attempt === MAX_UPSERT_ATTEMPTS) throw first;
    }
  }
}
