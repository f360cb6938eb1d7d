import type { CallOptions } from "../core/call/deadline";
import type { UnifiedStoreErrorCode } from "../core/errors";
import type { Database } from "../db/database";
import { failure } from "../db/failure";
import { ping } from "../db/schema/database-schema";
import { outdatedTables, SCHEME_STEP } from "../db/search/search-scheme";
import type { PoolFigures } from "../dialect/dialect";

export interface Health {
  /**
   * `degraded`: it answers, but schema migrations or a reindex are pending. `newer`: it answers,
   * but a newer version has migrated it. `down`: it does not answer.
   */
  status: "ok" | "degraded" | "newer" | "down";
  /** `version` is null where the database did not answer. */
  engine: { name: "sqlite" | "postgres"; version: string | null };
  /** Milliseconds of one round trip; null when down. */
  latencyMs: number | null;
  pool: PoolFigures;
  /** Names of the schema migrations that the database lacks. */
  pendingSchemaMigrations: string[];
  /** Names of the schema migrations that the database has and this version does not know. */
  unknownSchemaMigrations: string[];
  /**
   * Tables with search entries of another version or another bound. Searches may miss rows until
   * `reindex`.
   */
  pendingReindex: string[];
  /** The reason why it is down. */
  error?: { code: UnifiedStoreErrorCode; message: string };
}

const DEFAULT_TIMEOUT_MS = 5000;

/** One round trip. It does not throw: a database that is down is a result. */
export async function healthOf(database: Database, call: CallOptions): Promise<Health> {
  const { dialect } = database;
  const engine = dialect.engine;
  try {
    const limits = { timeoutMs: DEFAULT_TIMEOUT_MS, ...call };
    const { version, latencyMs, pending, unknown } = await ping(database, limits);
    const outdated = pending.includes(SCHEME_STEP) ? [] : await outdatedTables(database, call);
    return {
      status: pending.length + outdated.length > 0 ? "degraded" : unknown.length > 0 ? "newer" : "ok",
      engine: { name: engine, version },
      latencyMs,
      pool: dialect.pool(),
      pendingSchemaMigrations: pending,
      unknownSchemaMigrations: unknown,
      pendingReindex: outdated,
    };
  } catch (error) {
    const { code, message } = failure(error, dialect, { operation: "health" }, undefined, false);
    return {
      status: "down",
      engine: { name: engine, version: null },
      latencyMs: null,
      pool: dialect.pool(),
      pendingSchemaMigrations: [],
      unknownSchemaMigrations: [],
      pendingReindex: [],
      error: { code, message },
    };
  }
}
