import type { StopSignal } from "../core/call/stop-signal";
import { type ErrorContext, UnifiedStoreError } from "../core/errors";
import type { Dialect, Failure } from "../dialect/dialect";

/**
 * Turns whatever a call met into the public error, with its context. A deadline that has passed
 * explains every error behind it, such as the server's "cancelled".
 */
export function failure(
  error: unknown,
  dialect: Dialect,
  context: ErrorContext,
  signal?: StopSignal,
  wrote = true,
): UnifiedStoreError {
  // The caller's own reason says nothing of the database, whatever it looks like: nothing was sent.
  // Not `aborted`: the time may have passed while it failed for a reason of its own.
  const ended = signal !== undefined && signal.reason !== undefined;
  const given = ended && error === signal.reason;
  if (error instanceof UnifiedStoreError && !given) return error.located(context);
  const { mayHaveCommitted = false, ...meaning } = given ? NOTHING_SENT : dialect.explain(error);
  const uncertain = wrote && mayHaveCommitted;
  if (ended) {
    const timedOut = (signal.reason as { name?: string } | undefined)?.name === "TimeoutError";
    const message = timedOut ? "the call took longer than its timeout" : "the call was aborted by its signal";
    return new UnifiedStoreError(
      timedOut ? "timeout" : "aborted",
      uncertain ? `${message}; it may have been carried out` : message,
      {
        mayHaveCommitted: uncertain,
        cause: withoutContents(error),
      },
    ).located(context);
  }
  return new UnifiedStoreError(meaning.code, meaning.message, {
    ...(meaning.retryable !== undefined && { retryable: meaning.retryable }),
    mayHaveCommitted: uncertain,
    cause: withoutContents(error),
  }).located(context);
}

const NOTHING_SENT: Failure = { code: "aborted", message: "the call was aborted by its signal" };

/**
 * What the driver said, less the parts in which databases quote the row: detail, where, parameters
 * and some messages.
 */
function withoutContents(error: unknown): unknown {
  // Not `instanceof`: a native driver's errors, and those of a test's sandbox, have another Error
  // behind them.
  if (typeof error !== "object" || error === null || !("message" in error)) return undefined;
  const { name, message, stack, ...fields } = pick(error as Record<string, string | undefined>);
  const quotesValues =
    /^(Syntax|Range|Type)Error$/.test(name ?? "") || /^(22|23|54)...$/.test(String(fields.code));
  const cause = new Error(quotesValues ? `${name} ${fields.code ?? ""}`.trim() : message);
  if (name) cause.name = name;
  if (stack && !quotesValues) cause.stack = stack;
  for (const [key, value] of Object.entries(fields))
    if (value !== undefined) Object.assign(cause, { [key]: value });
  return cause;
}

function pick(error: Record<string, string | undefined>) {
  const { name, message, stack, code, severity, schema, table, column, constraint, routine, syscall } = error;
  return { name, message, stack, code, severity, schema, table, column, constraint, routine, syscall };
}

/** Whether a batch may have failed for one of its calls alone, and nothing of it was kept. */
export function mayBeOneCalls(dialect: Dialect, error: unknown, writes: boolean): boolean {
  if (error instanceof UnifiedStoreError) return true;
  const { code, mayHaveCommitted } = dialect.explain(error);
  // Without a connection each of them would only wait for one as long again.
  return code !== "connection" && !(writes && mayHaveCommitted === true);
}
