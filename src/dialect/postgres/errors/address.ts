import type { Pool } from "pg";
import { partsOf, serverIn } from "../../url/database-url";
import { poolInternalsOf } from "../connection/driver-internals";

/** A pool's user, database and server. */
export interface Address {
  host: string;
  port: number;
  user: string | undefined;
  database: string | undefined;
  hasPassword: boolean;
  /**
   * True where the caller did not name it, so the driver took it from PGUSER, PGDATABASE or the
   * system's user.
   */
  userAssumed: boolean;
  databaseAssumed: boolean;
}

type Named = { user?: unknown; database?: unknown };

/**
 * The address as the driver itself reads it from the pool's options and the environment, by a
 * client that never connects. Null where that fails, as with a missing certificate file.
 */
export function addressOf(pool: Pool): Address | null {
  const { Client, options } = poolInternalsOf(pool);
  try {
    // A pool hides its password from copies. A custom stream is left out, since it may connect as
    // soon as it is made.
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

function namedIn({ connectionString: url, user, database }: Named & { connectionString?: string }): Named {
  if (url === undefined) return { user, database };
  const parts = partsOf(url);
  return { user: parts.user || user, database: parts.database || database };
}

/** Database and schema for people, without user, password and parameters. */
export function addressText(options: Pool["options"], schema: string): string {
  const { connectionString, host = "localhost", port = 5432, database = "" } = options;
  const server = connectionString ? serverIn(connectionString) : `${host}:${port}/${database}`;
  return `${server}, schema ${schema}`;
}
