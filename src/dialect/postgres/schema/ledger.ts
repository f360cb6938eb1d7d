/** The list of the schema migrations that a database has. */
export const APPLIED = "unified_store_schema_migration";

export const CREATE_LIST = `create table ${APPLIED} (name text primary key, applied_at timestamptz(3) not null)`;

/** What the advisory lock of schema migrations is made of. */
export const lockOf = (schema: string): string => `unified-store migration ${schema}`;

/** Limits that are meant for an application's statements. */
const LIMITS =
  "'statement_timeout', 'lock_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout'";

/**
 * Turns off limits of statements. A migration step may take longer, and so may the wait for the
 * lock.
 *
 * @param scope for which they are off
 */
export const withoutLimits = (scope: "transaction" | "session"): string =>
  `select set_config(name, '0', ${scope === "transaction"}) from pg_settings where name in (${LIMITS})`;
