import type { Failure } from "../dialect";

const CONNECTION: Failure = {
  code: "connection",
  message: "the connection to the server was lost",
  mayHaveCommitted: true,
};
const UNREACHABLE: Failure = {
  code: "connection",
  message: "the server cannot be reached: check host, port and whether it is running",
};

/** By SQLSTATE, or the first characters of it. */
const BY_STATE: readonly (readonly [string, Failure])[] = [
  ["23505", { code: "unique_violation", message: "a row with the same id or key already exists" }],
  [
    "23503",
    {
      code: "foreign_key",
      message: "it refers to something that does not exist, or that others still refer to",
    },
  ],
  ["23", { code: "validation", message: "a value is outside what its column allows" }],
  ["22", { code: "validation", message: "a value does not fit the type of its column" }],
  ["54", { code: "validation", message: "a value is larger than the server can hold" }],
  [
    "40",
    {
      code: "serialization",
      message: "another transaction changed the same rows first: run the transaction again",
    },
  ],
  ["55P03", { code: "timeout", message: "a lock was not free in time: try again" }],
  [
    "57014",
    {
      code: "timeout",
      message: "the server cancelled the statement, by its statement_timeout or a request to cancel",
    },
  ],
  [
    "25P02",
    {
      code: "conflict",
      message:
        "an earlier statement of this transaction failed: nothing more can be done in it, roll it back",
    },
  ],
  [
    "25006",
    { code: "not_supported", message: "the server is read-only, such as a standby: connect to the primary" },
  ],
  [
    "42P01",
    {
      code: "migration",
      message: "a table does not exist: run migrate(), or open the manager with migrate: true",
    },
  ],
  [
    "42703",
    {
      code: "migration",
      message: "a column does not exist: run migrate(), or open the manager with migrate: true",
    },
  ],
  [
    "3F000",
    {
      code: "migration",
      message: "the schema does not exist: run migrate(), or open the manager with migrate: true",
    },
  ],
  ["42501", { code: "not_supported", message: "the role lacks a privilege that this needs" }],
  [
    "26000",
    {
      code: "connection",
      message: "a pooler lost a prepared statement: open the manager with preparedStatements: false",
    },
  ],
  [
    "42P05",
    {
      code: "connection",
      message: "a pooler mixed up prepared statements: open the manager with preparedStatements: false",
    },
  ],
  ["28", { code: "connection", retryable: false, message: "the server refused the user or the password" }],
  ["3D000", { code: "connection", retryable: false, message: "the database does not exist on the server" }],
  ["53", { code: "connection", message: "the server has no connection, memory or disk left to give" }],
  ["57P03", { code: "connection", message: "the server is starting up or shutting down: try again" }],
  ["57P", CONNECTION],
  ["08", CONNECTION],
  ["ECONNREFUSED", UNREACHABLE],
  ["ENOENT", UNREACHABLE],
  ["ENOTFOUND", UNREACHABLE],
  ["EAI_AGAIN", UNREACHABLE],
  ["ECONNRESET", CONNECTION],
  ["EPIPE", CONNECTION],
  ["ETIMEDOUT", CONNECTION],
];

type NetworkError = { address?: string; hostname?: string; port?: number };

/** Host and port are no secret, and the first thing to look at. */
function unreachable({ address, hostname, port }: NetworkError): Failure {
  const host = hostname ?? address;
  if (host === undefined) return UNREACHABLE;
  const place = port === undefined ? host : `${host}:${port}`;
  return {
    ...UNREACHABLE,
    message: `the server cannot be reached at ${place}: check host, port and whether it is running`,
  };
}

export function explain(error: unknown): Failure {
  const { code, message = "" } = (error ?? {}) as { code?: unknown; message?: string };
  if (isStale(error))
    return { code: "serialization", message: "a table was changed under a prepared statement: run it again" };
  if (typeof code === "string") {
    const found = BY_STATE.find(([prefix]) => code.startsWith(prefix));
    if (found) return found[1] === UNREACHABLE ? unreachable(error as NetworkError) : found[1];
  }
  // The driver's own errors have no code.
  if (/cannot use a pool after calling end/i.test(message))
    return { code: "closed", message: "the pool was closed" };
  if (/timeout exceeded when trying to connect|timeout expired/i.test(message)) {
    return {
      code: "timeout",
      message: "no connection was free or made in time: raise poolSize, or look for long transactions",
    };
  }
  if (/query read timeout/i.test(message)) {
    return {
      code: "timeout",
      message: "the statement took longer than the pool's query_timeout; the server may carry it out yet",
      mayHaveCommitted: true,
    };
  }
  if (/connection terminated|connection error|not queryable|client was closed/i.test(message))
    return CONNECTION;
  if (/password/i.test(message)) {
    return {
      code: "connection",
      retryable: false,
      message: "the server wants a password that the URL does not have",
    };
  }
  // What the server did not say itself may have come after it had done its work.
  const mayHaveCommitted = typeof (error as { severity?: unknown } | null)?.severity !== "string";
  return {
    code: "not_supported",
    message: "an unexpected error of the driver; the cause tells more",
    mayHaveCommitted,
  };
}

/** Errors after which a connection must not be used again. */
export function isFatal(error: unknown): boolean {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown };
  // Only a server's error has a severity, and leaves the connection in order unless it is the last.
  if (typeof severity !== "string" || severity === "FATAL" || severity === "PANIC") return true;
  return typeof code !== "string" || code.startsWith("08") || code.startsWith("57P");
}

/** The connection's prepared statements are those of a table that has changed: another connection prepares them anew. */
export const isStale = (error: unknown): boolean =>
  (error as { routine?: unknown } | null)?.routine === "RevalidateCachedQuery";
