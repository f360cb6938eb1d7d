import { type CallLimits, type CallOptions, checkOptions } from "../../core/call/deadline";
import { invalid } from "../../core/errors";

/**
 * `signal` and `timeoutMs` end it between two steps, or while an index is made. What is done stays
 * done; the next call goes on behind it.
 */
export interface MigrateSchemaOptions extends CallOptions {
  /**
   * PostgreSQL: milliseconds for which a change of a table in use waits for a lock, 1 to 3,600,000.
   * Meanwhile the application's calls on the table queue behind it. Then it steps back and tries
   * again. Default 1000.
   */
  lockTimeoutMs?: number | undefined;
  /**
   * How often it tries to get such a lock, 1 to 10,000. Default 30, which takes about two minutes.
   */
  lockAttempts?: number | undefined;
  /** Called for each step. */
  onProgress?: ((progress: SchemaProgress) => void) | undefined;
}

/** What a call of `migrateSchema` does. */
export interface SchemaProgress {
  /** The schema migration, such as `0001-memory`. */
  migration: string;
  /** Its statements in a transaction, or an index or constraint that is made online. */
  part: "tables" | "index" | "constraint";
  /** The index or constraint; null for tables. */
  name: string | null;
  /**
   * `waiting`: a lock was not free, so it tries again; or another process makes the same. `done`
   * also where it was there already.
   */
  state: "started" | "waiting" | "done";
}

/** The same with all defaults in effect. */
export interface MigrateLimits extends CallLimits {
  lockTimeoutMs: number;
  lockAttempts: number;
  onProgress(progress: SchemaProgress): void;
}

/** @throws UnifiedStoreError `validation` */
export function checkMigrateOptions(options: MigrateSchemaOptions = {}): MigrateLimits {
  const {
    signal,
    lockTimeoutMs = 1000,
    lockAttempts = 30,
    onProgress = () => {},
  } = checkOptions(options, ["lockTimeoutMs", "lockAttempts", "onProgress"]);
  checkNumber("lockTimeoutMs", lockTimeoutMs, 3_600_000);
  checkNumber("lockAttempts", lockAttempts, 10_000);
  if (typeof onProgress !== "function") throw invalid("options.onProgress", "must be a function");
  return { signal, lockTimeoutMs, lockAttempts, onProgress };
}

function checkNumber(name: string, value: unknown, most: number): void {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > most)
    throw invalid(`options.${name}`, `must be a whole number from 1 to ${most}`);
}
