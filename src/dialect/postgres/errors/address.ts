import type { Pool } from "pg";
import { poolInternalsOf } from "../connection/driver-internals";

/** Whom a pool logs in as, and where. */
export interface Address {
  host: string;
  port: number;
  user: string | undefined;
  database: string | undefined;
  hasPassword: boolean;
  /**
   * The caller named neither: the driver took it from PGUSER, PGDATABASE or the user of the system.
   */
  userAssumed: boolean;
  databaseAssumed: boolean;
}

type Named = { user?: unknown; database?: unknown };

/**
 * As the driver itself reads the pool's options and the environment: a client that is made and
 * never connected tells. Null where even that fails, as with a certificate file that is not there.
 */
export function addressOf(pool: Pool): Address | null {
  const { Client, options } = poolInternalsOf(pool);
  try {
    // A pool hides its password from copies, and a stream of its owner's may connect as soon as it
    // is made.
    const { password: secret } = options as { password?: unknown };
    const client = new Client({ ...options, password: secret, stream: undefined });
    const { host, port, user, database, password } = client;
    const named = namedIn(options);
    return {
      ...{ host, port, user, database },
      hasPassword: typeof password === "function" || (typeof password === "string" && password !== ""),
      userAssumed: !named.user,
      databaseAssumed: !named.database,
    };
  } catch {
    return null;
  }
}

/** For people: `db.example.org:5432`, or the socket's file. */
export function hostAndPort({ host, port }: Address): string {
  return host.startsWith("/") ? `${host}/.s.PGSQL.${port}` : `${host}:${port}`;
}

function namedIn(options: Named & { connectionString?: string }): Named {
  const { connectionString: url, user, database } = options;
  if (url === undefined) return { user, database };
  const [, login = "", path = "", query = ""] =
    /^\w+:\/\/(?:([^@/?]*)@)?[^/?]*(?:\/([^?]*))?(?:\?(.*))?$/.exec(url) ?? [];
  const parameters = new URLSearchParams(query);
  return {
    user: parameters.get("user") || login.split(":")[0] || user,
    database: path || parameters.get("database") || database,
  };
}

/** Of the database and the schema, for people: neither user, password nor parameters. */
export function addressText(options: Pool["options"], schema: string): string {
  const { connectionString, host = "localhost", port = 5432, database = "" } = options;
  const server = connectionString ? withoutLogin(connectionString) : `${host}:${port}/${database}`;
  return `${server}, schema ${schema}`;
}

function withoutLogin(url: string): string {
  const bare = url.replace(/^\w+:\/\//, "").split("?")[0]!;
  return bare.slice(bare.lastIndexOf("@") + 1) || "localhost";
}
