import { type ErrorContext, UnifiedStoreError } from "../../core/errors";
import { type Logger, silentLogger } from "../../core/logger";
import type { Operation } from "../operation";
import type { CallTrace } from "./call-trace";

/** A call or a transaction as it began. */
interface Begun {
  context: ErrorContext;
  trace: CallTrace;
  since: number;
}

/**
 * Tells the logger of calls: names, codes and figures. There is none where nothing is logged, so
 * that nothing looks at the clock.
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

  /** Tells of a long one while it is open: what hangs never ends. */
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
      // The timer had no turn.
      if (!told && fields.ms >= this.slowMs) tell(fields);
    }
  }

  opened(engine: string, since: number): void {
    this.logger.info({ engine, ms: rounded(performance.now() - since) }, "opened");
  }

  /** @param underWay calls and transactions that are waited for */
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

/** Literals rather than spreads: there are many of them. */
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

/** `callback`: what the application's own code threw is its own. */
const codeOf = (error: unknown): string => (error instanceof UnifiedStoreError ? error.code : "callback");

const driverCode = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
};
