import { type SchemaMigration, schemaMigrations } from "../../../migrations";
import type { StopSignal } from "../../core/call/stop-signal";
import { UnifiedStoreError, type UnifiedStoreErrorCode } from "../../core/errors";
import type { Logger } from "../../core/logger";
import { messageOf } from "../../core/message";
import type { Dialect } from "../../dialect/dialect";

/** The schema migrations of a database, compared with this version. All lists are oldest first. */
export interface SchemaState {
  applied: string[];
  /** Schema migrations that the database lacks. */
  pending: string[];
  /**
   * The pending schema migration whose transaction is committed, while its indexes and constraints
   * are still made; null for none.
   */
  begun: string | null;
  /**
   * Schema migrations that the database has and this version does not know, because a newer version
   * applied them.
   */
  unknown: string[];
}

/** The schema migrations of an engine; a test may give others. */
export type Steps = readonly SchemaMigration[];

export const stepsOf = ({ engine }: Pick<Dialect, "engine">): Steps => schemaMigrations[engine];

const BEGUN = ", begun";
/**
 * The entry of a migration whose online part is not done. Older versions see a migration that they
 * do not know, which it is.
 */
export const begunName = (name: string): string => `${name}${BEGUN}`;

export async function schemaState(dialect: Dialect, signal?: StopSignal): Promise<SchemaState> {
  return stateOf(stepsOf(dialect), await dialect.schema.applied(signal));
}

export function stateOf(steps: Steps, entries: readonly string[]): SchemaState {
  const known = steps.map(({ name }) => name);
  return {
    applied: entries.filter((name) => !known.some((each) => name === begunName(each))),
    pending: known.filter((name) => !entries.includes(name)),
    begun: known.find((name) => entries.includes(begunName(name))) ?? null,
    unknown: entries.filter((name) => !known.some((each) => name === each || name === begunName(each))),
  };
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

/** Refuses a step on a schema of another version, whose tables are unknown here. */
export function mustBeKnown({ unknown }: SchemaState): void {
  if (unknown.length === 0) return;
  throw new UnifiedStoreError(
    "schema",
    `the database has schema migrations that this version does not know (${unknown.join(", ")}): ` +
      "change its schema with the version that applied them",
  );
}

/** These codes say more than that a step failed, so they are kept. */
const OWN_CODES: readonly UnifiedStoreErrorCode[] = ["permission", "connection", "timeout", "closed"];

/** The error of a failed step. @param outcome what became of the step, as a sentence */
export function stepFailure(
  dialect: Dialect,
  error: unknown,
  { name, verb, outcome }: { name: string; verb: "apply" | "revert"; outcome: string },
): UnifiedStoreError {
  const { code, message, retryable } = dialect.explain(error);
  const own = OWN_CODES.includes(code);
  const reason = own ? message : messageOf(error);
  return new UnifiedStoreError(
    own ? code : "schema",
    `could not ${verb} schema migration ${name}: ${reason}. ${outcome}`,
    { cause: error, ...(own && retryable !== undefined && { retryable }) },
  );
}
