import { endOf } from "../../core/call/ended";
import { UnifiedStoreError } from "../../core/errors";
import { failure } from "../../db/failure";
import type { Dialect } from "../../dialect/dialect";
import { CONTEXT } from "./context";

/** The public error of an operation, also of one that its signal has ended. */
export function ended(error: unknown, dialect: Dialect, signal: AbortSignal | undefined): unknown {
  if (error instanceof UnifiedStoreError) return error;
  if (signal?.aborted && isAbort(error, signal)) return endOf(signal, "the operation").located(CONTEXT);
  // An error of the file system or of the application's `onProgress` stays what it is.
  return isOfDriver(error) ? failure(error, dialect, CONTEXT, undefined, false) : error;
}

const isAbort = (error: unknown, signal: AbortSignal): boolean =>
  error === signal.reason || (error as { name?: unknown } | null)?.name === "AbortError";

const isOfDriver = (error: unknown): boolean =>
  /^(SQLITE_|[0-9A-Z]{5}$)/.test(String((error as { code?: unknown } | null)?.code));
