import type { Pool } from "pg";
import { loadDriver } from "../load-driver";
import { PostgresDialect, type PostgresOptions } from "./dialect";

/** A server that does not answer in this many milliseconds is an error, not a wait for ever. */
const CONNECT_TIMEOUT_MS = 10_000;

/** A pool of our own. Nothing is connected before the first statement. */
export function openPostgres(
  url: string,
  poolSize: number,
  options: Omit<PostgresOptions, "owned">,
): PostgresDialect {
  const { Pool } = loadDriver("pg");
  const pool = new Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "unified-store",
    // An idle pool lets the process end.
    allowExitOnIdle: true,
  });
  return new PostgresDialect(pool, { ...options, owned: true });
}

/** A pool that somebody else opened, and closes. */
export function borrowPostgres(pool: Pool, options: Omit<PostgresOptions, "owned">): PostgresDialect {
  return new PostgresDialect(pool, { ...options, owned: false });
}
