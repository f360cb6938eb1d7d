import type { Failure } from "../dialect";
import { isNetworkCode, NOT_QUERYABLE, unconnected } from "./errors/connecting";
import type { Endpoint } from "./errors/endpoint";
import { permission } from "./errors/permission";
import { byPooler } from "./errors/poolers";
import { byState, LOST } from "./errors/states";

/**
 * Translates a driver's error, with the endpoint of its connection. The message holds no contents.
 */
export function explain(error: unknown, endpoint: Endpoint): Failure {
  if (endpoint.neverConnected(error)) return unconnected(error, endpoint);
  const { code, message = "", severity } = (error ?? {}) as DriverError;
  if (isStale(error))
    return { code: "serialization", message: "a table was changed under a prepared statement: run it again" };
  if (typeof code === "string") {
    if (code === "42501") return permission(error as object, endpoint);
    const found = (code === "08P01" || code === "XX000" ? byPooler(message) : undefined) ?? byState(code);
    if (found) return found;
    if (isNetworkCode(code)) return LOST;
  }
  return byMessage(message) ?? unexpected(severity);
}

interface DriverError {
  code?: unknown;
  message?: string;
  severity?: unknown;
}

/** The driver's own errors have no code. */
function byMessage(message: string): Failure | undefined {
  if (/query read timeout/i.test(message)) {
    return {
      code: "timeout",
      message: "the statement took longer than the pool's query_timeout; the server may still carry it out",
      mayHaveCommitted: true,
    };
  }
  if (NOT_QUERYABLE.test(message)) return { code: "connection", message: LOST.message };
  if (
    /connection terminated|connection error|received invalid response|unexpected \w+ message/i.test(message)
  )
    return LOST;
  return undefined;
}

/** An error that the server did not send may have come after its work was done. */
const unexpected = (severity: unknown): Failure => ({
  code: "not_supported",
  message: "an unexpected error of the driver; see its cause",
  mayHaveCommitted: typeof severity !== "string",
});

/** Errors after which a connection must not be used again. */
export function isFatal(error: unknown): boolean {
  const { code, severity } = (error ?? {}) as DriverError;
  // Only a server's error has a severity. The connection stays usable after it, unless it is fatal.
  if (typeof severity !== "string" || severity === "FATAL" || severity === "PANIC") return true;
  // A severity may be in another language, so the code decides. A server that became read-only may
  // no longer be the primary: connect again.
  return typeof code !== "string" || /^(08|57P|25P0[34]|25006)/.test(code);
}

/** True where the connection ended before the statement was sent. Another connection can run it. */
export function isUnsent(error: unknown): boolean {
  const { code, message = "", severity } = (error ?? {}) as DriverError;
  if (code === "57P05") return true;
  if (code === "08P01") return /client_idle_timeout/.test(message);
  return typeof severity !== "string" && NOT_QUERYABLE.test(message);
}

/**
 * True where a table changed under the connection's prepared statements. Another connection
 * prepares them again.
 */
export const isStale = (error: unknown): boolean =>
  (error as { routine?: unknown } | null)?.routine === "RevalidateCachedQuery";
