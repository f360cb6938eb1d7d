import { type CallOptions, startDeadline } from "../../core/call/deadline";
import type { Clock } from "../../core/clock";
import type { Logger } from "../../core/logger";
import type { Database } from "../database";
import { failure } from "../failure";
import type { MigrateLimits } from "./migrate-options";
import { migrateUp } from "./migrate-up";
import { lookAtSchema, type SchemaState, schemaState } from "./schema-state";

/**
 * Health check: one round trip with the engine's version, its latency in milliseconds, and the
 * state of the schema migrations.
 */
export async function ping(
  database: Database,
  options: CallOptions,
): Promise<{ version: string; latencyMs: number } & SchemaState> {
  const context = { operation: "health" };
  const { dialect } = database;
  database.enter(context);
  const { signal, clear } = startDeadline(options);
  try {
    const start = performance.now();
    const version = await dialect.version(signal);
    const latencyMs = performance.now() - start;
    return { version, latencyMs, ...(await schemaState(dialect, signal)) };
  } catch (error) {
    throw failure(error, dialect, context, signal, false);
  } finally {
    clear();
    database.leave();
  }
}

/** Connects, and checks whether the database's schema fits this version. */
export async function checkSchema({ dialect }: Database, logger: Logger, operation: string): Promise<void> {
  try {
    await lookAtSchema(dialect, logger);
  } catch (error) {
    throw failure(error, dialect, { operation }, undefined, false);
  }
}

/**
 * Applies the pending schema migrations.
 *
 * @returns their names
 */
export async function migrateSchema(
  database: Database,
  { operation, ...migrating }: { clock: Clock; logger: Logger; operation: string } & MigrateLimits,
): Promise<string[]> {
  const { dialect } = database;
  const context = { operation };
  database.enter(context);
  try {
    return await migrateUp(dialect, migrating);
  } catch (error) {
    throw failure(error, dialect, context, migrating.signal, false);
  } finally {
    database.leave();
  }
}
