import { Pool } from "pg";
import { Endpoint } from "../../src/dialect/postgres/errors/endpoint";
import { explain, isFatal, isUnsent } from "../../src/dialect/postgres/failures";

/** Code, `retryable`, and `mayHaveCommitted`. */
type Row = [what: string, code: string, retryable: boolean, mayHaveCommitted: boolean];
const RETRYABLE = ["serialization", "timeout", "connection"];

const endpoint = new Endpoint(
  new Pool({ connectionString: "postgres://app@db.example:5433/main" }),
  "unified_store",
);

function meaning(failure: ReturnType<typeof explain>): Row {
  const { code, retryable = RETRYABLE.includes(code), mayHaveCommitted = false } = failure;
  return ["", code, retryable, mayHaveCommitted];
}
const serverError = (code: string, message = "", severity = "ERROR"): Error =>
  Object.assign(new Error(message), { code, severity });
const systemError = (code: string): Error => Object.assign(new Error(code), { code });

describe("PostgreSQL: an error while a statement is running", () => {
  const states: Row[] = [
    ["08000 connection_exception", "connection", true, true],
    ["08001 unable_to_establish", "connection", true, false],
    ["08003 connection_does_not_exist", "connection", true, true],
    ["08004 server_rejected", "connection", true, false],
    ["08006 connection_failure", "connection", true, true],
    ["08007 transaction_resolution_unknown", "connection", true, true],
    ["08P01 protocol_violation", "connection", true, true],
    ["0A000 feature_not_supported", "not_supported", false, false],
    ["22001 string_data_right_truncation", "validation", false, false],
    ["22P02 invalid_text_representation", "validation", false, false],
    ["22P05 untranslatable_character", "validation", false, false],
    ["23502 not_null_violation", "validation", false, false],
    ["23503 foreign_key_violation", "in_use", false, false],
    ["23505 unique_violation", "unique_violation", false, false],
    ["23514 check_violation", "validation", false, false],
    ["25000 invalid_transaction_state", "not_supported", false, false],
    ["25001 active_sql_transaction", "not_supported", false, false],
    ["25006 read_only_sql_transaction", "not_supported", false, false],
    ["25P01 no_active_sql_transaction", "not_supported", false, false],
    ["25P02 in_failed_sql_transaction", "conflict", false, false],
    ["25P03 idle_in_transaction_session_timeout", "timeout", true, false],
    ["25P04 transaction_timeout", "timeout", true, false],
    ["26000 invalid_sql_statement_name", "connection", false, false],
    ["28000 invalid_authorization", "connection", false, false],
    ["28P01 invalid_password", "connection", false, false],
    ["3D000 invalid_catalog_name", "connection", false, false],
    ["3F000 invalid_schema_name", "schema", false, false],
    ["40000 transaction_rollback", "serialization", true, false],
    ["40001 serialization_failure", "serialization", true, false],
    ["40002 integrity_constraint_violation", "validation", false, false],
    ["40003 statement_completion_unknown", "connection", true, true],
    ["40P01 deadlock_detected", "serialization", true, false],
    ["42501 insufficient_privilege", "permission", false, false],
    ["42601 syntax_error", "not_supported", false, false],
    ["42701 duplicate_column", "schema", false, false],
    ["42703 undefined_column", "schema", false, false],
    ["42704 undefined_object", "not_supported", false, false],
    ["42710 duplicate_object", "schema", false, false],
    ["42883 undefined_function", "not_supported", false, false],
    ["42P01 undefined_table", "schema", false, false],
    ["42P05 duplicate_prepared_statement", "connection", false, false],
    ["42P06 duplicate_schema", "schema", false, false],
    ["42P07 duplicate_table", "schema", false, false],
    ["42P10 invalid_column_reference", "schema", false, false],
    ["44000 with_check_option_violation", "validation", false, false],
    ["53000 insufficient_resources", "connection", true, false],
    ["53100 disk_full", "connection", true, false],
    ["53200 out_of_memory", "connection", true, false],
    ["53300 too_many_connections", "connection", true, false],
    ["53400 configuration_limit_exceeded", "connection", true, false],
    ["54000 program_limit_exceeded", "validation", false, false],
    ["55000 object_not_in_prerequisite_state", "not_supported", false, false],
    ["55006 object_in_use", "timeout", true, false],
    ["55P02 cant_change_runtime_param", "not_supported", false, false],
    ["55P03 lock_not_available", "timeout", true, false],
    ["55P04 unsafe_new_enum_value_usage", "not_supported", false, false],
    ["57000 operator_intervention", "connection", true, false],
    ["57014 query_canceled", "timeout", true, false],
    ["57P01 admin_shutdown", "connection", true, true],
    ["57P02 crash_shutdown", "connection", true, true],
    ["57P03 cannot_connect_now", "connection", true, false],
    ["57P04 database_dropped", "connection", true, true],
    ["57P05 idle_session_timeout", "connection", true, false],
    ["58000 system_error", "connection", false, false],
    ["58030 io_error", "connection", true, false],
    ["58P01 undefined_file", "connection", false, false],
    ["58P02 duplicate_file", "connection", false, false],
    ["72000 snapshot_too_old", "serialization", true, false],
    ["P0001 raise_exception", "validation", false, false],
    ["XX000 internal_error", "not_supported", false, false],
    ["XX001 data_corrupted", "connection", false, false],
    ["XX002 index_corrupted", "connection", false, false],
    ["99999 never heard of", "not_supported", false, false],
  ];
  test.each(states)("%s: %s, retryable %s, may have committed %s", (what, ...expected) => {
    expect(meaning(explain(serverError(what.slice(0, 5)), endpoint)).slice(1)).toEqual(expected);
  });

  const lost = [
    ...["ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN", "ENETRESET", "EPROTO"],
    ...["ECONNABORTED", "ENOTCONN", "EBADF", "ERR_STREAM_DESTROYED", "ERR_STREAM_WRITE_AFTER_END"],
    ...["ERR_SOCKET_CLOSED", "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC"],
  ];
  test.each(lost)("%s: the connection was lost, and a write may have committed", (code) => {
    expect(meaning(explain(systemError(code), endpoint)).slice(1)).toEqual(["connection", true, true]);
    expect(isFatal(systemError(code))).toBe(true);
  });

  const driver: Row[] = [
    ["Connection terminated unexpectedly", "connection", true, true],
    ["Connection terminated", "connection", true, true],
    ["Received unexpected dataRow message from backend.", "connection", true, true],
    ["received invalid response: 48", "connection", true, true],
    ["Query read timeout", "timeout", true, true],
    ["Client has encountered a connection error and is not queryable", "connection", true, false],
    ["Client was closed and is not queryable", "connection", true, false],
    ["something that nobody thought of", "not_supported", false, true],
  ];
  test.each(driver)("%s: %s, retryable %s, may have committed %s", (message, ...expected) => {
    expect(meaning(explain(new Error(message), endpoint)).slice(1)).toEqual(expected);
  });

  test("a statement is sent on another connection only if it was never sent before", () => {
    const unsent = [
      ...driver.filter(([message]) => isUnsent(new Error(message))).map(([message]) => message),
      ...states.filter(([what]) => isUnsent(serverError(what.slice(0, 5)))).map(([what]) => what),
    ];
    expect(unsent).toEqual([
      "Client has encountered a connection error and is not queryable",
      "Client was closed and is not queryable",
      "57P05 idle_session_timeout",
    ]);
  });
});

describe("PostgreSQL: an error before a connection exists", () => {
  const unconnected = (error: Error): ReturnType<typeof explain> => {
    endpoint.notConnected(error);
    return explain(error, endpoint);
  };
  const server = /^the server cannot be reached at db\.example:5433: /;
  const cases: [Error, string, boolean, RegExp][] = [
    [systemError("ECONNREFUSED"), "connection", true, /check host, port and whether it is running/],
    [systemError("ENOENT"), "connection", true, server],
    [systemError("ENOTFOUND"), "connection", true, /name cannot be resolved/],
    [systemError("EAI_AGAIN"), "connection", true, /name cannot be resolved/],
    [systemError("EAI_FAIL"), "connection", true, /name cannot be resolved/],
    [systemError("EAI_NODATA"), "connection", true, /name cannot be resolved/],
    [systemError("ESERVFAIL"), "connection", true, /name cannot be resolved/],
    [systemError("EHOSTUNREACH"), "connection", true, /no route to it/],
    [systemError("EHOSTDOWN"), "connection", true, /no route to it/],
    [systemError("ENETUNREACH"), "connection", true, /no route to it/],
    [systemError("ENETDOWN"), "connection", true, /no route to it/],
    [systemError("EAFNOSUPPORT"), "connection", true, /no route to it/],
    [systemError("ETIMEDOUT"), "connection", true, /did not answer in time/],
    [systemError("EMFILE"), "connection", true, /file handle or port/],
    [systemError("ENFILE"), "connection", true, /file handle or port/],
    [systemError("EADDRNOTAVAIL"), "connection", true, /file handle or port/],
    [systemError("EACCES"), "connection", false, /does not allow this process/],
    [systemError("EPERM"), "connection", false, /does not allow this process/],
    [systemError("ECONNRESET"), "connection", true, /ended the connection at db\.example:5433 while/],
    [systemError("EPIPE"), "connection", true, /ended the connection/],
    [systemError("ERR_SOCKET_BAD_PORT"), "connection", false, /port/],
    [systemError("DEPTH_ZERO_SELF_SIGNED_CERT"), "connection", false, /certificate is not trusted/],
    [systemError("SELF_SIGNED_CERT_IN_CHAIN"), "connection", false, /certificate is not trusted/],
    [systemError("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "connection", false, /certificate is not trusted/],
    [systemError("UNABLE_TO_GET_ISSUER_CERT_LOCALLY"), "connection", false, /sslrootcert/],
    [systemError("CERT_HAS_EXPIRED"), "connection", false, /CERT_HAS_EXPIRED/],
    [systemError("CERT_NOT_YET_VALID"), "connection", false, /certificate/],
    [systemError("HOSTNAME_MISMATCH"), "connection", false, /certificate/],
    [systemError("ERR_TLS_CERT_ALTNAME_INVALID"), "connection", false, /certificate/],
    [systemError("EPROTO"), "connection", false, /no SSL connection/],
    [systemError("ERR_SSL_WRONG_VERSION_NUMBER"), "connection", false, /no SSL connection/],
    [
      Object.assign(systemError("ENOENT"), { syscall: "open", path: "ca.pem" }),
      "connection",
      false,
      /ca\.pem/,
    ],
    [
      Object.assign(new AggregateError([systemError("ECONNREFUSED")]), { code: "ECONNREFUSED" }),
      "connection",
      true,
      /check host, port/,
    ],
    [
      new Error("Connection terminated due to connection timeout"),
      "connection",
      true,
      /did not answer in time/,
    ],
    [new Error("timeout expired"), "connection", true, /did not answer in time/],
    [new Error("timeout exceeded when trying to connect"), "timeout", true, /raise poolSize/],
    [new Error("Cannot use a pool after calling end on the pool"), "closed", false, /the pool was closed/],
    [new Error("Connection terminated unexpectedly"), "connection", true, /is it PostgreSQL/],
    [new Error("The server does not support SSL connections"), "connection", false, /offers no SSL/],
    [new Error("There was an error establishing an SSL connection"), "connection", true, /no SSL connection/],
    [
      new Error("SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string"),
      "connection",
      false,
      /requires a password for user "app"/,
    ],
    [
      new Error("SASL: SCRAM-SERVER-FINAL-MESSAGE: server signature does not match"),
      "connection",
      false,
      /prove/,
    ],
    [new Error("SASL: Only mechanism(s) SCRAM-SHA-256 are supported"), "connection", false, /authentication/],
    [new Error("a hook of the pool's owner"), "connection", false, /see the cause/],
    [
      serverError("28P01", 'password authentication failed for user "app"'),
      "connection",
      false,
      /refused user "app"/,
    ],
    [
      serverError("28000", 'no pg_hba.conf entry for host "1.2.3.4", no encryption'),
      "connection",
      false,
      /without SSL .*sslmode=verify-full/,
    ],
    [
      serverError("28000", 'no pg_hba.conf entry for host "1.2.3.4", SSL encryption'),
      "connection",
      false,
      /pg_hba/,
    ],
    [serverError("28000", 'role "app" does not exist'), "connection", false, /user "app" does not exist/],
    [
      serverError("3D000", 'database "main" does not exist'),
      "connection",
      false,
      /database "main" does not exist/,
    ],
    [
      serverError("42501", 'permission denied for database "main"'),
      "permission",
      false,
      /grant connect on database/,
    ],
    [serverError("53300", "sorry, too many clients already"), "connection", true, /no connection left/],
    [serverError("57P03", "the database system is starting up"), "connection", true, /starting up/],
    [serverError("57P01", "terminating connection"), "connection", true, /ended the connection/],
  ];
  const named = cases.map((each) => {
    const [{ code, message }] = each as [Error & { code?: string }, ...unknown[]];
    return [[code, message].filter(Boolean).join(" "), ...each] as const;
  });
  test.each(named)("%s", (_name, error, code, retryable, message) => {
    const failure = unconnected(error);
    expect([...meaning(failure).slice(1), failure.message]).toEqual([
      code,
      retryable,
      false,
      failure.message,
    ]);
    expect(failure.message).toMatch(message);
  });

  const poolers: Row[] = [
    ["no such database: main", "connection", false, false],
    ['database "main" is disabled', "connection", false, false],
    ["no such user", "connection", false, false],
    ["password authentication failed", "connection", false, false],
    ["SASL authentication failed", "connection", false, false],
    ["SSL required", "connection", false, false],
    ["unsupported startup parameter: search_path", "connection", false, false],
    ["server login has been failing, cached error: x (server_login_retry)", "connection", true, false],
    ["client_login_timeout (server down)", "connection", true, false],
    ["query_wait_timeout", "timeout", true, false],
    ["no more connections allowed (max_client_conn)", "connection", true, false],
    ["client connections exceeded (max_db_client_connections)", "connection", true, false],
    ["pooler is shutting down", "connection", true, false],
    ["bouncer config error", "connection", false, false],
  ];
  test.each(poolers)(
    "PgBouncer's %s: %s, retryable %s, before a connection and after",
    (text, ...expected) => {
      const error = serverError("08P01", text, "FATAL");
      expect(meaning(explain(error, endpoint)).slice(1)).toEqual(expected);
      expect(meaning(unconnected(error)).slice(1)).toEqual(expected);
    },
  );

  test.each<Row>([
    ["query_timeout", "timeout", true, true],
    ["query timeout", "timeout", true, true],
    ["idle transaction timeout", "timeout", true, false],
    ["server conn crashed?", "connection", true, true],
    ["transaction blocks not allowed in statement pooling mode", "not_supported", false, false],
  ])("PgBouncer's %s, while running: %s, retryable %s, may have committed %s", (text, ...expected) => {
    expect(meaning(explain(serverError("08P01", text, "FATAL"), endpoint)).slice(1)).toEqual(expected);
  });

  test.each<Row>([
    ["Tenant or user not found", "connection", false, false],
    ["MaxClientsInSessionMode: max clients reached", "connection", true, false],
  ])("Supavisor's %s: %s, retryable %s", (text, ...expected) => {
    expect(meaning(unconnected(serverError("XX000", text, "FATAL"))).slice(1)).toEqual(expected);
  });
});
