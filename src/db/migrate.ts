import { schemaMigrations } from "../../migrations";
import type { Clock } from "../core/clock";
import { UnifiedStoreError } from "../core/errors";
import type { Logger } from "../core/logger";
import type { StopSignal } from "../core/stop-signal";
import type { Dialect } from "../dialect/dialect";

/** Names of the schema migrations that the database lacks, oldest first. */
export async function pendingMigrations(dialect: Dialect, signal?: StopSignal): Promise<string[]> {
  const applied = new Set(await dialect.schema.applied(signal));
  return schemaMigrations[dialect.engine].map(({ name }) => name).filter((name) => !applied.has(name));
}

/**
 * Applies what is pending and returns the names. Each step has a transaction of its own under the lock, so that processes
 * starting at once take turns: the others then find nothing left to do.
 */
export async function migrateUp(dialect: Dialect, clock: Clock, logger: Logger): Promise<string[]> {
  const done: string[] = [];
  if ((await pendingMigrations(dialect)).length === 0) return done;
  for (;;) {
    const name = await dialect.schema.exclusively(async (runner, applied) => {
      const next = schemaMigrations[dialect.engine].find((migration) => !applied.includes(migration.name));
      if (!next) return null;
      await describing(next.name, "apply", () => next.up(runner as never));
      await runner.recordApplied(next.name, clock());
      return next.name;
    });
    if (name === null) return done;
    logger.info({ migration: name, engine: dialect.engine }, "schema migration applied");
    done.push(name);
  }
}

/** Takes the newest applied step back, with the tables that it made; returns its name, or null when none is left. */
export async function migrateDown(dialect: Dialect): Promise<string | null> {
  return dialect.schema.exclusively(async (runner, applied) => {
    const last = schemaMigrations[dialect.engine].findLast((migration) => applied.includes(migration.name));
    if (!last) return null;
    await describing(last.name, "revert", () => last.down(runner as never));
    await runner.recordReverted(last.name);
    return last.name;
  });
}

async function describing(name: string, verb: string, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnifiedStoreError(
      "migration",
      `could not ${verb} schema migration ${name}: ${reason}. Nothing of it was kept`,
      { cause: error },
    );
  }
}
