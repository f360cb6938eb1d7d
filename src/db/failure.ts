import { endOf } from "../core/call/ended";
import type { StopSignal } from "../core/call/stop-signal";
import { type ErrorContext, UnifiedStoreError } from "../core/errors";
import type { Dialect, Failure } from "../dialect/dialect";

/**
 * Translates any error of a call into the public error, with its context. After a deadline has
 * passed it explains later errors, such as the server's "cancelled".
 */
export function failure(
  error: unknown,
  dialect: Dialect,
  context: ErrorContext,
  signal?: StopSignal,
  wrote = true,
): UnifiedStoreError {
  // The reason of a signal is the caller's and says nothing about the database: no statement was
  // sent. `aborted` is not read here: the time may have passed while the call failed for another
  // reason.
  const ended = signal !== undefined && signal.reason !== undefined;
  const given = ended && error === signal.reason;
  if (error instanceof UnifiedStoreError && !given) return error.located(context);
  const { mayHaveCommitted = false, ...meaning } = given ? NOTHING_SENT : dialect.explain(error);
  const uncertain = wrote && mayHaveCommitted;
  if (ended) return endOfCall(signal, uncertain, error).located(context);
  return new UnifiedStoreError(meaning.code, meaning.message, {
    ...(meaning.retryable !== undefined && { retryable: meaning.retryable }),
    mayHaveCommitted: uncertain,
    cause: withoutContents(error),
  }).located(context);
}

/**
 * The public error of a call that its timeout or its signal has ended.
 *
 * @param uncertain whether a write may have been carried out
 * @param cause what failed then
 */
export const endOfCall = (signal: StopSignal, uncertain: boolean, cause: unknown): UnifiedStoreError =>
  endOf(signal, "the call", {
    outcome: uncertain ? "; it may have been carried out" : "",
    mayHaveCommitted: uncertain,
    cause: withoutContents(cause),
  });

const NOTHING_SENT: Failure = { code: "aborted", message: "the call was aborted by its signal" };

/**
 * The driver's error without contents. Databases quote rows in detail, where, parameters and some
 * messages.
 */
function withoutContents(error: unknown): unknown {
  // Not `instanceof`: errors of native drivers and of a test's sandbox have another Error class.
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

/**
 * True where a batch may have failed because of one of its calls, and no change was kept. Its calls
 * can then run alone.
 */
export function mayBeOneCalls(dialect: Dialect, error: unknown, writes: boolean): boolean {
  if (error instanceof UnifiedStoreError) return true;
  const { code, mayHaveCommitted } = dialect.explain(error);
  // Without a connection, each call would only wait for one as long again.
  return code !== "connection" && !(writes && mayHaveCommitted === true);
}
