import type { Failure } from "../../dialect";

const refused = (message: string): Failure => ({ code: "connection", retryable: false, message });
const busy = (message: string): Failure => ({ code: "connection", message });

/**
 * Errors of poolers, known by their text. Each pooler has one SQLSTATE for all its own messages:
 * PgBouncer 08P01, Supavisor XX000. A message that is not in this list may have come while a
 * statement was running.
 */
const SAYINGS: readonly (readonly [RegExp, Failure])[] = [
  [
    /no such database|database ".*" is disabled/,
    refused("the pooler knows no such database, or has it disabled"),
  ],
  [
    /tenant or user not found/i,
    refused("the pooler knows no such user: take user and host from its settings"),
  ],
  [
    /no such user|authentication failed|login rejected|empty password|not allowed$/,
    refused("the pooler refused the user or the password"),
  ],
  [/SSL required/, refused("the pooler requires SSL: add ?sslmode=verify-full to the URL")],
  [
    /unsupported (options )?startup parameter/,
    refused(
      "the pooler does not accept a startup parameter: check options in the URL, or at ignore_startup_parameters",
    ),
  ],
  [/bouncer config error|no authentication method/, refused("the pooler is misconfigured: look at its log")],
  [
    /server login (has been failing|failed)|server_login_retry|cannot connect|connect(ion)? (failed|timeout)|DNS lookup failed|server down/,
    busy("the pooler cannot log in to the server: look at the pooler's log"),
  ],
  [
    /query_wait_timeout/,
    {
      code: "timeout",
      message: "the pooler had no connection to the server free in time (query_wait_timeout)",
    },
  ],
  [
    /no more connections allowed|connections exceeded|max clients|max client connections/i,
    busy("the pooler has no connection left: lower poolSize, or raise its limits"),
  ],
  [
    /shutting down|pause failed|suspend_timeout|resources exhaustion|no memory/,
    busy("the pooler is shutting down or out of resources"),
  ],
  [/client_(login|idle)_timeout/, busy("the pooler ended a connection that waited for too long")],
  [
    /query_?\s?timeout/,
    {
      code: "timeout",
      message: "the statement took longer than the pooler's query_timeout; the server may still carry it out",
      mayHaveCommitted: true,
    },
  ],
  [
    /(idle )?transaction timeout/,
    { code: "timeout", message: "the pooler ended a transaction that took too long" },
  ],
  [
    /transaction blocks not allowed/,
    {
      code: "not_supported",
      message: "the pooler is in statement mode: it has to be in session or transaction mode",
    },
  ],
];

export const byPooler = (message: string): Failure | undefined =>
  SAYINGS.find(([saying]) => saying.test(message))?.[1];
