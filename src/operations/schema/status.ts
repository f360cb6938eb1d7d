import { type CallOptions, checkOptions } from "../../core/call/deadline";
import type { StopSignal } from "../../core/call/stop-signal";
import { invalid, UnifiedStoreError } from "../../core/errors";
import { type SchemaState, type Steps, stateOf, stepsOf } from "../../db/schema/schema-state";
import type { Dialect } from "../../dialect/dialect";
import type { UnifiedStoreManager } from "../../manager";
import { driftOf, type SchemaDrift } from "./drift";
import { onSchema } from "./on-schema";

export interface SchemaStatusOptions extends CallOptions {
  /**
   * Says nothing of objects that no schema migration has made, as in a schema that an application
   * has tables in. Default false.
   */
  ignoreUnknown?: boolean;
}

export interface SchemaStatus {
  /**
   * `ok`: as this version needs it, or a newer version has migrated it. `pending`: schema
   * migrations are to be applied. `drift`: the tables differ from those that the applied schema
   * migrations make. `unchecked`: the tables could not be compared.
   */
  status: "ok" | "pending" | "drift" | "unchecked";
  engine: "sqlite" | "postgres";
  /** PostgreSQL's schema; null on SQLite. */
  schema: string | null;
  /** Names of the schema migrations that the database has. All lists are oldest first. */
  applied: string[];
  /** Those that it lacks. */
  pending: string[];
  /** The pending one of which some indexes or constraints are still to be made; null for none. */
  begun: string | null;
  /** Those that it has and this version does not know. */
  unknown: string[];
  drift: SchemaDrift[];
  /** Why the tables were not compared; null where they were. */
  notCompared: string | null;
}

/**
 * What a database has and lacks: schema migrations, and the tables, columns, indexes and
 * constraints that the applied ones make. It changes nothing. To compare, it makes the tables anew
 * in a temporary place of the same engine: on SQLite in memory, on PostgreSQL as temporary tables
 * in a transaction that is rolled back. Where a newer version has migrated the database, objects
 * that this version does not know are not reported.
 *
 * @param options.ignoreUnknown says nothing of objects that no schema migration has made. Default
 * false.
 * @throws UnifiedStoreError `validation`, `connection`, `aborted`, `timeout`, `closed`
 * @example
 * const { status, pending, drift } = await schemaStatus(stores);
 */
export function schemaStatus(
  stores: UnifiedStoreManager,
  options: SchemaStatusOptions = {},
): Promise<SchemaStatus> {
  const { ignoreUnknown = false, ...limits } = checkOptions(options, ["ignoreUnknown"]);
  if (typeof ignoreUnknown !== "boolean") throw invalid("options.ignoreUnknown", "must be true or false");
  return onSchema(stores, "schemaStatus", limits, ({ dialect }, signal) =>
    statusOf(dialect, { signal, ignoreUnknown }),
  );
}

/** @param steps a test may give others than those of this version */
export async function statusOf(
  dialect: Dialect,
  {
    signal,
    ignoreUnknown = false,
    steps = stepsOf(dialect),
  }: { signal?: StopSignal | undefined; ignoreUnknown?: boolean; steps?: Steps },
): Promise<SchemaStatus> {
  const state = stateOf(steps, await dialect.schema.applied(signal));
  const { applied, pending, begun, unknown } = state;
  const compared = await compare(dialect, steps, state, signal);
  const skipsUnknown = ignoreUnknown || unknown.length > 0;
  const drift = compared.drift.filter(({ problem }) => !(skipsUnknown && problem === "unknown"));
  const { notCompared } = compared;
  return {
    status:
      notCompared !== null ? "unchecked" : drift.length > 0 ? "drift" : pending.length > 0 ? "pending" : "ok",
    engine: dialect.engine,
    schema: dialect.schema.name,
    ...{ applied, pending, begun, unknown, drift, notCompared },
  };
}

async function compare(
  dialect: Dialect,
  steps: Steps,
  { applied, begun }: SchemaState,
  signal: StopSignal | undefined,
): Promise<{ drift: SchemaDrift[]; notCompared: string | null }> {
  // A database that was never migrated lacks everything, which is no drift.
  if (applied.length === 0) return { drift: [], notCompared: null };
  try {
    const catalogues = await dialect.schema.catalogues(async (runner) => {
      for (const step of steps)
        if (applied.includes(step.name)) await step.up(runner);
        else if (step.name === begun) await step.upWithoutOnline(runner);
    }, signal);
    // Some of what a begun migration makes online is there, and some is not.
    const half = steps.find(({ name }) => name === begun)?.online.map(({ name }) => name) ?? [];
    return { drift: driftOf(catalogues).filter(({ name }) => !half.includes(name)), notCompared: null };
  } catch (error) {
    const isNotAllowed = error instanceof UnifiedStoreError && !signal?.aborted;
    if (isNotAllowed && (error.code === "permission" || error.code === "not_supported"))
      return { drift: [], notCompared: error.message };
    throw error;
  }
}
