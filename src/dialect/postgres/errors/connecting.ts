import type { Failure } from "../../dialect";
import { hostAndPort } from "./address";
import type { Endpoint } from "./endpoint";
import { permission } from "./permission";
import { byPooler } from "./poolers";
import { byState } from "./states";

/** The driver's message for a statement on a connection that has ended. */
export const NOT_QUERYABLE = /not queryable/i;

/** OpenSSL's verdicts on a certificate, as Node names them. */
const CERTIFICATE =
  /^(CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERROR_IN_C|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/;
const TLS = /^(EPROTO|ERR_(SSL|TLS|OSSL)_)/;

/**
 * True for codes of the system, of a stream or of TLS. After each of them the connection is gone.
 */
export const isNetworkCode = (code: string): boolean =>
  /^(E[A-Z0-9]+|EAI_[A-Z]+|ERR_(STREAM|SOCKET)_\w+)$/.test(code) || CERTIFICATE.test(code) || TLS.test(code);

/**
 * The failure for a connection that could not be made. Nothing was sent, so nothing was executed.
 */
export function unconnected(error: unknown, endpoint: Endpoint): Failure {
  const { code, message = "" } = (error ?? {}) as { code?: unknown; message?: string };
  const at = whereOf(error, endpoint);
  const found =
    (typeof code === "string" ? byCode(code, message, error as object, at, endpoint) : undefined) ??
    byMessage(message, at, endpoint);
  if (found) return found;
  // An error without a code comes from the driver or from the pool's owner, such as a failing hook.
  // It would fail again.
  const retryable = typeof code === "string";
  return {
    code: "connection",
    retryable,
    message: `no connection to the server could be made${at}; see the cause`,
  };
}

function byCode(
  code: string,
  message: string,
  error: object,
  at: string,
  endpoint: Endpoint,
): Failure | undefined {
  if (code === "42501") return permission(error, endpoint);
  if (code === "08P01" || code === "XX000") {
    const saying = byPooler(message);
    if (saying) return unsent(saying);
  }
  if (code.startsWith("28") || code === "3D000") return login(code, message, at, endpoint);
  const { syscall, path } = error as { syscall?: string; path?: string };
  if (syscall === "open")
    return final(`the file ${path} that the URL names for SSL cannot be read (${code})`);
  if (CERTIFICATE.test(code)) {
    return final(
      `the server's certificate is not trusted${at} (${code}): name its certificate authority with sslrootcert=…, ` +
        "or turn the check off with sslmode=no-verify",
    );
  }
  if (TLS.test(code)) return final(`no SSL connection to the server could be made${at} (${code})`);
  const network = NETWORK.find(([codes]) => codes.test(code));
  if (network) return { code: "connection", message: network[1](at), retryable: network[2] ?? true };
  const state = byState(code);
  if (!state) return undefined;
  return state.mayHaveCommitted
    ? { code: "connection", message: `the server ended the connection${at}` }
    : state;
}

const NETWORK: readonly (readonly [RegExp, (at: string) => string, boolean?])[] = [
  [
    /^(ECONNREFUSED|ENOENT)$/,
    (at) => `the server cannot be reached${at}: check host, port and whether it is running`,
  ],
  [
    /^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL|ETIMEOUT|EREFUSED|EBADNAME)$/,
    (at) => `the server cannot be reached${at}: its name cannot be resolved, check the host in the URL`,
  ],
  [
    /^E(HOSTUNREACH|HOSTDOWN|NETUNREACH|NETDOWN|AFNOSUPPORT)$/,
    (at) => `the server cannot be reached${at}: there is no route to it, check network and firewall`,
  ],
  [/^ETIMEDOUT$/, tooLate],
  [
    /^E(MFILE|NFILE|NOBUFS|NOMEM|ADDRNOTAVAIL)$/,
    (at) =>
      `no connection to the server could be made${at}: this process has no file handle or port left, raise its limits or lower poolSize`,
  ],
  [
    /^E(ACCES|PERM)$/,
    (at) => `the server cannot be reached${at}: the system does not allow this process to connect there`,
    false,
  ],
  [/^ERR_SOCKET_BAD_PORT$/, (at) => `the port in the URL is out of range${at}`, false],
  [
    /^E(CONNRESET|PIPE|CONNABORTED|NOTCONN)$/,
    (at) => `the server ended the connection${at} while it was made`,
  ],
];

function tooLate(at: string): string {
  return `the server cannot be reached${at}: it did not answer in time, check host, port and firewall`;
}

/** The driver's own errors have no code. */
function byMessage(message: string, at: string, endpoint: Endpoint): Failure | undefined {
  if (/cannot use a pool after calling end/i.test(message))
    return { code: "closed", message: "the pool was closed" };
  if (/timeout exceeded when trying to connect/i.test(message)) {
    return {
      code: "timeout",
      message: "no connection of the pool was free in time: raise poolSize, or look for long transactions",
    };
  }
  if (/connection timeout|timeout expired/i.test(message))
    return { code: "connection", message: tooLate(at) };
  if (/does not support SSL/i.test(message))
    return final(`the server offers no SSL${at}: remove sslmode from the URL, or turn ssl on at the server`);
  if (/establishing an SSL connection/i.test(message))
    return { code: "connection", message: `no SSL connection to the server could be made${at}` };
  if (/server signature|server nonce|SCRAM-SERVER-FINAL/i.test(message) && !/password/i.test(message))
    return final(`the server could not prove that it knows the password of ${userOf(endpoint)}${at}`);
  if (/password must be a (non-empty )?string/i.test(message)) {
    return final(
      `the server requires a password for ${userOf(endpoint)}${at}, and there is none: write it into the URL, or set PGPASSWORD`,
    );
  }
  if (/only mechanism|requires a certificate|authenticationOk message/i.test(message))
    return final(`the server requires a method of authentication that the driver does not support${at}`);
  if (/connection terminated|connection error|received invalid response/i.test(message)) {
    return {
      code: "connection",
      message: `the server ended the connection${at} while it was made: is it PostgreSQL that listens there?`,
    };
  }
  return undefined;
}

/**
 * The server's refusal of a login. Its words may be in another language, so the code decides first.
 */
function login(code: string, message: string, at: string, endpoint: Endpoint): Failure {
  const { address } = endpoint;
  const user = userOf(endpoint);
  if (code === "3D000") {
    const assumed = address?.databaseAssumed ? " (the URL names no database, so this one was taken)" : "";
    const name = address?.database === undefined ? "the database" : `database "${address.database}"`;
    return final(`${name}${assumed} does not exist${at}: create it, or correct the URL`);
  }
  if (address && address.user === undefined)
    return final(
      `the URL names no user, and neither PGUSER nor the system has one: write postgres://user@…${at}`,
    );
  if (/SSL connection is required|connection is insecure/i.test(message))
    return final(`the server accepts ${user} only with SSL${at}: add ?sslmode=verify-full to the URL`);
  if (/pg_hba/.test(message)) {
    const name = address?.database === undefined ? "the database" : `database "${address.database}"`;
    // The server says "no encryption" for every plain connection, even where SSL would not help.
    const plain = /no encryption|SSL off/i.test(message) && !address?.host.startsWith("/");
    const cure = plain ? ", or ?sslmode=verify-full to the URL where the server asks for SSL" : "";
    const how = plain ? " without SSL" : "";
    return final(
      `the server does not accept ${user} for ${name} from this host${how}${at}: add a line to its pg_hba.conf${cure}`,
    );
  }
  if (/role .* does not exist/.test(message))
    return final(`${user} does not exist${at}: create role, or correct the URL`);
  if (/not permitted to log in/.test(message))
    return final(`${user} may not log in${at}: alter role … login`);
  const none =
    address?.hasPassword === false ? "; no password was given: write it into the URL, or set PGPASSWORD" : "";
  return final(`the server refused ${user} or the password${at}${none}`);
}

/** The user, with its origin where it is not from the URL. */
function userOf({ address }: Endpoint): string {
  if (address?.user === undefined) return "the user";
  const assumed = address.userAssumed ? " (the URL names none, so this one was taken)" : "";
  return `user "${address.user}"${assumed}`;
}

const final = (message: string): Failure => ({ code: "connection", retryable: false, message });

const unsent = ({ mayHaveCommitted: _, ...failure }: Failure): Failure => failure;

/** Host and port, which are not secret and help most. */
function whereOf(error: unknown, { address }: Endpoint): string {
  if (address) return ` at ${hostAndPort(address)}`;
  const {
    hostname,
    address: ip,
    port,
  } = (error ?? {}) as { hostname?: string; address?: string; port?: number };
  const host = hostname ?? ip;
  if (host === undefined) return "";
  return port === undefined ? ` at ${host}` : ` at ${host}:${port}`;
}
