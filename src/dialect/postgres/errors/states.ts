import type { Failure } from "../../dialect";

/** The statement may have reached the server, and its answer was lost. */
export const LOST: Failure = {
  code: "connection",
  message: "the connection to the server was lost",
  mayHaveCommitted: true,
};
const MIGRATE = "run migrateSchema(), or open the manager with migrateSchema: true";
const POOLER = "open the manager with preparedStatements: false";

/** Failures by SQLSTATE or its first characters; longer ones first. */
const BY_STATE: readonly (readonly [string, Failure])[] = [
  ["23505", { code: "unique_violation", message: "a row with the same id or key already exists" }],
  [
    "23503",
    {
      code: "in_use",
      message: "it refers to a row that does not exist, or other rows still refer to it",
    },
  ],
  ["23", { code: "validation", message: "a value is outside what its column allows" }],
  ["22", { code: "validation", message: "a value does not fit the type of its column" }],
  ["44000", { code: "validation", message: "a row is outside what a view allows" }],
  ["54", { code: "validation", message: "a value is larger than the server can hold" }],
  ["P0", { code: "validation", message: "a trigger or function of the database refused it; see the cause" }],
  ["40003", LOST],
  ["40002", { code: "validation", message: "a deferred constraint of the database refused the transaction" }],
  [
    "40",
    {
      code: "serialization",
      message: "another transaction changed the same rows first: run the transaction again",
    },
  ],
  ["72000", { code: "serialization", message: "the transaction's snapshot is too old: run it again" }],
  ["55P03", { code: "timeout", message: "a lock was not free in time: try again" }],
  ["55006", { code: "timeout", message: "an object of the database is in use: try again" }],
  [
    "55",
    {
      code: "not_supported",
      message: "an object of the database is in a state that does not allow it; see the cause",
    },
  ],
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
      message: "an earlier statement of this transaction failed: it can only be rolled back",
    },
  ],
  [
    "25P03",
    {
      code: "timeout",
      message:
        "the server rolled back a transaction that waited longer than its idle_in_transaction_session_timeout",
    },
  ],
  [
    "25P04",
    {
      code: "timeout",
      message: "the server rolled back a transaction that took longer than its transaction_timeout",
    },
  ],
  [
    "25006",
    {
      code: "not_supported",
      message:
        "the server accepts no writes: it is a standby (connect to the primary), or default_transaction_read_only is on",
    },
  ],
  [
    "25",
    {
      code: "not_supported",
      message:
        "the connection is not in the transaction that this belongs to: a pooler has to be in session or transaction mode",
    },
  ],
  ["42P01", { code: "schema", message: `a table does not exist: ${MIGRATE}` }],
  ["42703", { code: "schema", message: `a column does not exist: ${MIGRATE}` }],
  ["42P10", { code: "schema", message: `a unique index does not exist: ${MIGRATE}` }],
  ["3F000", { code: "schema", message: `the schema does not exist: ${MIGRATE}` }],
  ["42P07", { code: "schema", message: "a table or index of this name exists already" }],
  ["42710", { code: "schema", message: "an object of this name exists already" }],
  ["42P06", { code: "schema", message: "a schema of this name exists already" }],
  ["42701", { code: "schema", message: "a column of this name exists already" }],
  [
    "26000",
    {
      code: "connection",
      retryable: false,
      message: `a pooler lost a prepared statement: ${POOLER}`,
    },
  ],
  [
    "42P05",
    {
      code: "connection",
      retryable: false,
      message: `a pooler mixed up prepared statements: ${POOLER}`,
    },
  ],
  [
    "42",
    {
      code: "not_supported",
      message:
        "the server does not understand the statement: its version is too old, or an object is missing",
    },
  ],
  ["0A", { code: "not_supported", message: "the server does not support this; see the cause" }],
  ["28", { code: "connection", retryable: false, message: "the server refused the user or the password" }],
  ["3D000", { code: "connection", retryable: false, message: "the database does not exist on the server" }],
  [
    "53300",
    {
      code: "connection",
      message: "the server has no connection left: lower poolSize, or raise max_connections",
    },
  ],
  ["53100", { code: "connection", message: "the server's disk is full" }],
  ["53200", { code: "connection", message: "the server has no memory left" }],
  ["53", { code: "connection", message: "the server has no connection, memory or disk left" }],
  ["57P03", { code: "connection", message: "the server is starting up or shutting down: try again" }],
  ["57P05", { code: "connection", message: "the server ended a connection that was idle for too long" }],
  ["57P", LOST],
  ["57", { code: "connection", message: "an operator of the server intervened" }],
  ["58030", { code: "connection", message: "the server failed to read or write its disk" }],
  [
    "58",
    { code: "connection", retryable: false, message: "the server's system failed: look at the server's log" },
  ],
  [
    "XX001",
    { code: "connection", retryable: false, message: "the database is damaged: restore it from a backup" },
  ],
  ["XX002", { code: "connection", retryable: false, message: "an index is damaged: reindex it" }],
  ["XX", { code: "not_supported", message: "an internal error of the server: look at the server's log" }],
  ["08001", { code: "connection", message: "a pooler or proxy cannot reach the server" }],
  ["08004", { code: "connection", message: "the server refused the connection" }],
  ["08", LOST],
];

export const byState = (code: string): Failure | undefined =>
  /^[0-9A-Z]{5}$/.test(code) ? BY_STATE.find(([prefix]) => code.startsWith(prefix))?.[1] : undefined;
