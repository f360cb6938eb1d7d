import { type ErrorContext, UnifiedStoreError } from "../../core/errors";
import { type Logger, silentLogger } from "../../core/logger";
import type { Operation } from "../operation";
import type { CallTrace } from "./call-trace";

/** A call or a transaction at its start. */
interface Begun {
  context: ErrorContext;
  trace: CallTrace;
  since: number;
}

/**
 * Logs calls: names, codes and figures. Without a logger there is no CallLog, and the clock is not
 * read.
 */
export class CallLog {
  private constructor(
    private readonly logger: Logger,
    private readonly slowMs: number,
  ) {}

  static to(logger: Logger, slowMs: number): CallLog | null {
    return logger === silentLogger ? null : new CallLog(logger, slowMs);
  }

  async call<T>(operation: Operation<T>, run: (traced: Operation<T>) => Promise<T[]>): Promise<T[]> {
    const begun = begin(operation.context);
    const { statement, returns, dependents, index, context, options, batch } = operation;
    try {
      const { trace } = begun;
      // Not spread, which takes 1 µs.
      const rows = await run({ statement, returns, dependents, index, context, options, batch, trace });
      this.ended(callFields(begun, rows.length, undefined));
      return rows;
    } catch (error) {
      this.ended(callFields(begun, undefined, codeOf(error)));
      throw error;
    }
  }

  private ended(fields: { ms: number }): void {
    this.logger.debug(fields, "call");
    if (fields.ms >= this.slowMs) this.logger.warn(fields, "slow call");
  }

  /** Logs a long transaction while it is still open, since one that hangs never ends. */
  async transaction<T>(context: ErrorContext, run: (trace: CallTrace) => Promise<T>): Promise<T> {
    const begun = begin(context);
    let told = false;
    const tell = (fields: object): void => {
      told = true;
      this.logger.warn(fields, "long transaction");
    };
    const watch = Number.isFinite(this.slowMs)
      ? setTimeout(() => tell(fieldsOf(begun, {})), this.slowMs).unref()
      : undefined;
    let result: { code?: string } = {};
    try {
      return await run(begun.trace);
    } catch (error) {
      result = { code: codeOf(error) };
      throw error;
    } finally {
      clearTimeout(watch);
      const fields = fieldsOf(begun, result);
      this.logger.debug(
        fields,
        result.code === undefined ? "transaction committed" : "transaction rolled back",
      );
      // The timer could not fire.
      if (!told && fields.ms >= this.slowMs) tell(fields);
    }
  }

  opened(engine: string, since: number): void {
    this.logger.info({ engine, ms: rounded(performance.now() - since) }, "opened");
  }

  /** @param underWay running calls and transactions, which `close` waits for */
  closing(engine: string, underWay: number): void {
    this.logger.info({ engine, underWay }, "closing");
  }

  closed(engine: string, since: number): void {
    this.logger.info({ engine, ms: rounded(performance.now() - since) }, "closed");
  }

  retry(context: ErrorContext, attempt: number, code: string): void {
    this.logger.warn({ ...contextFields(context), attempt, code }, "retry");
  }

  lost(context: ErrorContext, error: unknown): void {
    this.logger.warn({ ...contextFields(context), cause: driverCode(error) }, "connection lost");
  }
}

const begin = (context: ErrorContext): Begun => ({
  context,
  trace: { waitMs: 0, retries: 0 },
  since: performance.now(),
});

/** Literals, not spreads, because there are many of them. */
function callFields({ context, trace, since }: Begun, rows: number | undefined, code: string | undefined) {
  const { operation, tenant, workspace } = context;
  const ms = rounded(performance.now() - since);
  const waitMs = rounded(trace.waitMs);
  const { retries } = trace;
  return code === undefined
    ? { operation, tenant, workspace, ms, waitMs, retries, rows }
    : { operation, tenant, workspace, ms, waitMs, retries, code };
}

function fieldsOf<F>({ context, trace, since }: Begun, more: F) {
  const { waitMs, retries } = trace;
  const ms = rounded(performance.now() - since);
  return { ...contextFields(context), ms, waitMs: rounded(waitMs), retries, ...more };
}

const contextFields = ({ operation, tenant, workspace }: ErrorContext) => ({ operation, tenant, workspace });

/** To the microsecond. */
const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;

/** `callback` for an error of the application's own code. */
const codeOf = (error: unknown): string => (error instanceof UnifiedStoreError ? error.code : "callback");

const driverCode = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
};
