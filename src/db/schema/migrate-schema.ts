import { type SchemaMigration, schemaMigrations } from "../../../migrations";
import type { StopSignal } from "../../core/call/stop-signal";
import type { Clock } from "../../core/clock";
import { UnifiedStoreError, type UnifiedStoreErrorCode } from "../../core/errors";
import type { Logger } from "../../core/logger";
import { messageOf } from "../../core/message";
import type { Dialect, SchemaRunner } from "../../dialect/dialect";

/** How a database stands to this version. Both lists are oldest first. */
export interface SchemaState {
  /** Schema migrations that the database lacks. */
  pending: string[];
  /**
   * Schema migrations that the database has and this version does not know: a newer one applied
   * them.
   */
  unknown: string[];
}

export async function schemaState(dialect: Dialect, signal?: StopSignal): Promise<SchemaState> {
  return stateOf(dialect, await dialect.schema.applied(signal));
}

/** Looks, changes nothing, and logs what an operator should know of. */
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
 * Applies what is pending and returns the names, under a lock, so that processes starting at once
 * take turns: the others then find nothing left to do. A database that is new gets all steps in one
 * transaction, so that a failure leaves nothing behind; later on each step has one of its own, so
 * that a long one need not be done again.
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
 * Takes the newest applied step back, with the tables that it made; returns its name, or null when
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

/** A step of ours on top of what another version made may find anything. */
function mustBeKnown({ unknown }: SchemaState): void {
  if (unknown.length === 0) return;
  throw new UnifiedStoreError(
    "migration",
    `the database has schema migrations that this version does not know (${unknown.join(", ")}): ` +
      "change its schema with the version that applied them",
  );
}

/**
 * What an application has there under our names would be in the way; it is not to be found out in
 * the midst of a step.
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
    "migration",
    `the database has objects of the same names, which are not of unified-store (${taken.join(", ")}): ` +
      `${schema.separation}, or rename them. Nothing was changed`,
  );
}

/** These tell more by themselves than that a step failed. */
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
      own ? code : "migration",
      `could not ${verb} schema migration ${name}: ${reason}. It was rolled back`,
      { cause: error, ...(own && retryable !== undefined && { retryable }) },
    );
  }
}
