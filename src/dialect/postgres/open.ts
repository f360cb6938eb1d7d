import type { Pool } from "pg";
import { loadDriver } from "../load-driver";
import { PostgresDialect, type PostgresOptions } from "./dialect";

/**
 * The connection timeout: without it, a server that does not answer would be waited for without
 * end.
 */
const CONNECT_TIMEOUT_MS = 10_000;

/** Opens a pool. It connects at the first statement. */
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

/** A dialect over a pool that the application opened and closes. */
export function borrowPostgres(pool: Pool, options: Omit<PostgresOptions, "owned">): PostgresDialect {
  return new PostgresDialect(pool, { ...options, owned: false });
}
