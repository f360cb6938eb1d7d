import { type SchemaMigration, schemaMigrations } from "../../../migrations";
import type { StopSignal } from "../../core/call/stop-signal";
import type { Clock } from "../../core/clock";
import { UnifiedStoreError, type UnifiedStoreErrorCode } from "../../core/errors";
import type { Logger } from "../../core/logger";
import { messageOf } from "../../core/message";
import type { Dialect, SchemaRunner } from "../../dialect/dialect";

/** The schema migrations of a database, compared with this version. Both lists are oldest first. */
export interface SchemaState {
  /** Schema migrations that the database lacks. */
  pending: string[];
  /**
   * Schema migrations that the database has and this version does not know, because a newer version
   * applied them.
   */
  unknown: string[];
}

export async function schemaState(dialect: Dialect, signal?: StopSignal): Promise<SchemaState> {
  return stateOf(dialect, await dialect.schema.applied(signal));
}

/** Reads the state without changes, and logs warnings for an operator. */
export async function lookAtSchema(dialect: Dialect, logger: Logger): Promise<SchemaState> {
  const state = await schemaState(dialect);
  const { engine } = dialect;
  const { pending, unknown } = state;
  if (unknown.length > 0)
    logger.warn({ engine, unknown }, "the database was migrated by a newer version of unified-store");
  else if (pending.length > 0)
    logger.warn({ engine, pending }, "schema migrations are pending: run migrateSchema()");
  return state;
}

/**
 * Applies pending schema migrations under a lock and returns their names. Processes that start at
 * the same time take turns, and the later ones find nothing to do. A new database gets all steps in
 * one transaction, so that a failure leaves nothing behind. Later each step has its own
 * transaction, so that a long step need not be repeated.
 */
export async function migrateUp(dialect: Dialect, clock: Clock, logger: Logger): Promise<string[]> {
  const { pending, unknown } = await schemaState(dialect);
  if (pending.length === 0) {
    if (unknown.length > 0) await lookAtSchema(dialect, logger);
    return [];
  }
  const done: string[] = [];
  for (;;) {
    const names = await dialect.schema.exclusively(async (runner, applied) => {
      const steps = stepsAfter(dialect, applied);
      if (steps.length === 0) return [];
      await mustBeFree(runner, dialect, steps, applied);
      const next = applied.length === 0 ? steps : steps.slice(0, 1);
      for (const step of next) {
        await describing(dialect, step.name, "apply", () => step.up(runner as never));
        await runner.recordApplied(step.name, clock());
      }
      return next.map(({ name }) => name);
    });
    if (names.length === 0) return done;
    for (const name of names)
      logger.info({ migration: name, engine: dialect.engine }, "schema migration applied");
    done.push(...names);
  }
}

/**
 * Reverts the newest applied step, with the tables that it made. Returns its name, or null when
 * none is left.
 */
export async function migrateDown(dialect: Dialect): Promise<string | null> {
  return dialect.schema.exclusively(async (runner, applied) => {
    mustBeKnown(stateOf(dialect, applied));
    const last = schemaMigrations[dialect.engine].findLast((migration) => applied.includes(migration.name));
    if (!last) return null;
    await describing(dialect, last.name, "revert", () => last.down(runner as never));
    await runner.recordReverted(last.name);
    return last.name;
  });
}

function stateOf({ engine }: Dialect, applied: readonly string[]): SchemaState {
  const known = schemaMigrations[engine].map(({ name }) => name);
  return {
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

function stepsAfter(dialect: Dialect, applied: readonly string[]): SchemaMigration[] {
  const steps = schemaMigrations[dialect.engine].filter(({ name }) => !applied.includes(name));
  if (steps.length > 0) mustBeKnown(stateOf(dialect, applied));
  return steps;
}

/** Refuses a step on a schema of another version, whose tables are unknown here. */
function mustBeKnown({ unknown }: SchemaState): void {
  if (unknown.length === 0) return;
  throw new UnifiedStoreError(
    "schema",
    `the database has schema migrations that this version does not know (${unknown.join(", ")}): ` +
      "change its schema with the version that applied them",
  );
}

/**
 * Refuses names that an application's objects already use. This check comes before the steps: a
 * step must not fail halfway.
 */
async function mustBeFree(
  runner: SchemaRunner,
  { engine, schema }: Dialect,
  steps: readonly SchemaMigration[],
  applied: readonly string[],
): Promise<void> {
  const ours = new Set(
    schemaMigrations[engine]
      .filter(({ name }) => applied.includes(name))
      .flatMap(({ objects }) => objects.map(({ name }) => name)),
  );
  const wanted = steps.flatMap(({ objects }) => objects).filter(({ name }) => !ours.has(name));
  const taken = await runner.taken(wanted);
  if (taken.length === 0) return;
  throw new UnifiedStoreError(
    "schema",
    `the database has objects of the same names, which do not belong to unified-store (${taken.join(", ")}): ` +
      `${schema.separation}, or rename them. Nothing was changed`,
  );
}

/** These codes say more than that a step failed, so they are kept. */
const OWN_CODES: readonly UnifiedStoreErrorCode[] = ["permission", "connection", "timeout", "closed"];

async function describing(
  dialect: Dialect,
  name: string,
  verb: string,
  step: () => Promise<void>,
): Promise<void> {
  try {
    await step();
  } catch (error) {
    const { code, message, retryable } = dialect.explain(error);
    const own = OWN_CODES.includes(code);
    const reason = own ? message : messageOf(error);
    throw new UnifiedStoreError(
      own ? code : "schema",
      `could not ${verb} schema migration ${name}: ${reason}. It was rolled back`,
      { cause: error, ...(own && retryable !== undefined && { retryable }) },
    );
  }
}
