import type { StopSignal } from "../core/call/stop-signal";
import type { ErrorContext } from "../core/errors";
import { hasCode } from "../core/errors";
import type { BoundStatement, Dialect, Session, TransactionMode } from "../dialect/dialect";
import type { CallLog } from "./log/call-log";
import type { CallTrace } from "./log/call-trace";

const MAX_ATTEMPTS = 5;

/** What is sent, and what is known of its call. */
export interface Sending {
  context: ErrorContext;
  signal: StopSignal | undefined;
  trace: CallTrace | undefined;
}

/** Sends again what failed, where that is safe: nothing of it was kept, or it only reads. */
export class Retry {
  constructor(
    private readonly dialect: Dialect,
    private readonly log: CallLog | null,
  ) {}

  /** One operation in a transaction of its own. */
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
      // Two statements that lock the same rows in another order: the server undoes one of them.
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
   * Nothing has happened yet when a transaction begins, so on a lost connection it begins on
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

  /** A connection that was lost is told of, unless it was cut to end a call in time. */
  noteLoss(error: unknown, { context, signal }: Pick<Sending, "context" | "signal">): void {
    if (this.log && signal?.reason === undefined && this.isLost(error)) this.log.lost(context, error);
  }

  private again(error: unknown, attempt: number, { context, signal, trace }: Sending): void {
    if (attempt === MAX_ATTEMPTS || signal?.aborted) throw error;
    if (trace) trace.retries++;
    this.log?.retry(context, attempt + 1, this.dialect.explain(error).code);
  }

  /** A connection that died idle shows only when it is used. */
  private isLost(error: unknown): boolean {
    const { code, mayHaveCommitted } = this.dialect.explain(error);
    return code === "connection" && mayHaveCommitted === true;
  }
}

/** Attempts of one batch, of which others undid all but the last. */
const MAX_BATCH_ATTEMPTS = 5;

/**
 * Runs a transaction of a batch, and again where its locks and those of another writer met
 * crosswise: nothing of it was kept.
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

/**
 * Runs an upsert by a natural key, and once more when uniqueness refuses it: of two first ones of
 * one key and one id, one may find the id taken before it sees the key, which is there by the
 * second try. An id that belongs to another key is refused again.
 */
export async function retryOnUniqueViolation<T>(upsert: () => Promise<T>): Promise<T> {
  try {
    return await upsert();
  } catch (error) {
    if (!hasCode(error, "unique_violation")) throw error;
    return upsert().catch((again: unknown) => {
      // Within a transaction the first failure has ended it: a conflict.
      throw hasCode(again, "unique_violation", "conflict") ? error : again;
    });
  }
}
