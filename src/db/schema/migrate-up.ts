import type { Clock } from "../../core/clock";
import { UnifiedStoreError } from "../../core/errors";
import type { Logger } from "../../core/logger";
import type { Dialect } from "../../dialect/dialect";
import type { SchemaRunner } from "../../dialect/schema/session";
import { withPatience } from "./lock-patience";
import type { MigrateLimits, SchemaProgress } from "./migrate-options";
import { makeOnline } from "./online-part";
import {
  begunName,
  lookAtSchema,
  mustBeKnown,
  type SchemaState,
  type Steps,
  stateOf,
  stepFailure,
  stepsOf,
} from "./schema-state";

export interface Migrating extends MigrateLimits {
  clock: Clock;
  logger: Logger;
  /** Default: the steps of this version. */
  steps?: Steps;
}

/**
 * Applies pending schema migrations under a lock and returns their names. Processes that start at
 * the same time take turns, and the later ones find nothing to do. A new database gets all steps in
 * one transaction, so that a failure leaves nothing behind. Later each step has its own
 * transaction, so that a long step need not be repeated, and its indexes and constraints follow
 * while the application goes on.
 */
export async function migrateUp(dialect: Dialect, migrating: Migrating): Promise<string[]> {
  const { logger, signal, steps = stepsOf(dialect), onProgress } = migrating;
  const { pending, unknown } = stateOf(steps, await dialect.schema.applied(signal));
  if (pending.length === 0) {
    if (unknown.length > 0) await lookAtSchema(dialect, logger);
    return [];
  }
  const done: string[] = [];
  for (;;) {
    signal?.throwIfAborted();
    const round = await withPatience(migrating, dialect, pending[done.length] ?? "", () =>
      transactionalPart(dialect, steps, migrating),
    );
    if (round === null) return done;
    const { names, online } = round;
    for (const migration of names) onProgress(tables(migration, "done"));
    if (online !== null) {
      await makeOnline(dialect, online, migrating);
      await recordWhole(dialect, online.name, migrating.clock);
      names.push(online.name);
    }
    for (const name of names)
      logger.info({ migration: name, engine: dialect.engine }, "schema migration applied");
    done.push(...names);
  }
}

interface Round {
  /** The steps that are complete. */
  names: string[];
  /** The step whose online part is next; null where there is none. */
  online: Steps[number] | null;
}

/** Null where nothing is pending. */
function transactionalPart(dialect: Dialect, steps: Steps, migrating: Migrating): Promise<Round | null> {
  const { clock, lockTimeoutMs, onProgress } = migrating;
  return dialect.schema.exclusively(async (runner, applied) => {
    const state = stateOf(steps, applied);
    const pending = steps.filter(({ name }) => state.pending.includes(name));
    const [first] = pending;
    if (first === undefined) return null;
    mustBeKnown(state);
    if (state.begun === first.name) return { names: [], online: first };
    await mustBeFree(runner, dialect, { pending, state, steps });
    const isNew = applied.length === 0;
    // The tables of a new database are used by nobody.
    if (!isNew) await runner.waitAtMost(lockTimeoutMs);
    const later = !isNew && dialect.schema.online !== null && first.online.length > 0;
    for (const step of isNew ? pending : [first]) {
      onProgress(tables(step.name, "started"));
      try {
        await (later ? step.upWithoutOnline(runner) : step.up(runner));
      } catch (error) {
        throw stepFailure(dialect, error, { name: step.name, verb: "apply", outcome: "It was rolled back" });
      }
      await runner.recordApplied(later ? begunName(step.name) : step.name, clock());
    }
    if (later) return { names: [], online: first };
    return { names: (isNew ? pending : [first]).map(({ name }) => name), online: null };
  });
}

const tables = (migration: string, state: SchemaProgress["state"]): SchemaProgress => ({
  migration,
  part: "tables",
  name: null,
  state,
});

const recordWhole = (dialect: Dialect, name: string, clock: Clock): Promise<void> =>
  dialect.schema.exclusively(async (runner, applied) => {
    // Another process may have been as far.
    if (!applied.includes(begunName(name))) return;
    await runner.recordReverted(begunName(name));
    await runner.recordApplied(name, clock());
  });

/**
 * Refuses names that an application's objects already use. This check comes before the steps: a
 * step must not fail halfway.
 */
async function mustBeFree(
  runner: SchemaRunner,
  { schema }: Dialect,
  { pending, state, steps }: { pending: Steps; state: SchemaState; steps: Steps },
): Promise<void> {
  const ours = new Set(
    steps
      .filter(({ name }) => state.applied.includes(name))
      .flatMap(({ objects }) => objects.map(({ name }) => name)),
  );
  const wanted = pending.flatMap(({ objects }) => objects).filter(({ name }) => !ours.has(name));
  const taken = await runner.taken(wanted);
  if (taken.length === 0) return;
  throw new UnifiedStoreError(
    "schema",
    `the database has objects of the same names, which do not belong to unified-store (${taken.join(", ")}): ` +
      `${schema.separation}, or rename them. Nothing was changed`,
  );
}
