import { type CallOptions, checkOptions } from "../../core/call/deadline";
import type { StopSignal } from "../../core/call/stop-signal";
import { invalid } from "../../core/errors";
import type { Database } from "../../db/database";
import { migrateDown, mustBeWhole } from "../../db/schema/migrate-down";
import { mustBeKnown, type SchemaState, type Steps, stateOf, stepsOf } from "../../db/schema/schema-state";
import { selection } from "../../db/table";
import { sql, TableName } from "../../dialect/sql";
import type { UnifiedStoreManager } from "../../manager";
import { onSchema } from "./on-schema";
import { unknownStep } from "./sql";

export interface RevertSchemaOptions extends CallOptions {
  /** The schema migration that is to be the newest: the ones behind it are reverted. */
  to: string;
  /** Only says what would be destroyed. Default false. */
  dryRun?: boolean;
  /** Called with the name of each migration that is reverted. */
  onProgress?: ((migration: string) => void) | undefined;
}

export interface SchemaReversal {
  dryRun: boolean;
  /** The newest schema migration afterwards. */
  to: string;
  /** The migrations that are reverted, newest first, with their tables and the rows in them. */
  reverted: { migration: string; tables: { table: string; rows: number }[] }[];
  /** All rows that are destroyed. */
  rows: number;
}

const COUNT = selection<{ rows: number }>({ rows: "count" });

/**
 * Takes back the newest schema migrations, with the tables that they made and all rows in them.
 * Each is a transaction, so that what is reverted stays reverted where a later one fails.
 *
 * @param options.to the schema migration that is to be the newest
 * @param options.dryRun only says what would be destroyed. Default false.
 * @returns the migrations, with the rows of each table as they were before
 * @throws UnifiedStoreError `validation` for a migration that is not applied; `schema` where a
 * newer version has migrated the database, or a migration is not complete; `conflict` where another
 * process changes the schema meanwhile; `permission`, `connection`, `aborted`, `timeout`
 * @example
 * const { rows } = await revertSchema(stores, { to: "0015-memory-organised", dryRun: true });
 * if (rows === 0) await revertSchema(stores, { to: "0015-memory-organised" });
 */
export function revertSchema(
  stores: UnifiedStoreManager,
  options: RevertSchemaOptions,
): Promise<SchemaReversal> {
  const { to, dryRun = false, onProgress, ...limits } = checkOptions(options, ["to", "dryRun", "onProgress"]);
  if (typeof dryRun !== "boolean") throw invalid("options.dryRun", "must be true or false");
  if (onProgress !== undefined && typeof onProgress !== "function")
    throw invalid("options.onProgress", "must be a function");
  return onSchema(stores, "revertSchema", limits, async (database, signal) => {
    const { dialect } = database;
    const steps = stepsOf(dialect);
    const state = stateOf(steps, await dialect.schema.applied(signal));
    const going = stepsBehind(to, steps, state);
    const reverted: SchemaReversal["reverted"] = [];
    for (const step of going) reverted.push(await lossOf(database, step, signal));
    const rows = reverted.flatMap(({ tables }) => tables).reduce((sum, each) => sum + each.rows, 0);
    for (const { name } of dryRun ? [] : going) {
      signal?.throwIfAborted();
      await migrateDown(dialect, { expected: name });
      onProgress?.(name);
    }
    return { dryRun, to, reverted, rows };
  });
}

/** Newest first. */
function stepsBehind(to: unknown, steps: Steps, state: SchemaState): Steps {
  const at = steps.findIndex(({ name }) => name === to);
  if (at < 0) throw unknownStep("options.to", steps);
  mustBeKnown(state);
  mustBeWhole(state.begun);
  if (!state.applied.includes(steps[at]!.name))
    throw invalid("options.to", `is not applied: the newest is ${state.applied.at(-1) ?? "none"}`);
  return steps
    .slice(at + 1)
    .filter(({ name }) => state.applied.includes(name))
    .reverse();
}

/** A full-text index has no rows of its own. */
const TEXT_INDEX = /_search_keys(_\w+)?$/;

async function lossOf(
  database: Database,
  { name, objects }: Steps[number],
  signal: StopSignal | undefined,
): Promise<SchemaReversal["reverted"][number]> {
  const made = objects.filter((each) => each.type === "table" && !TEXT_INDEX.test(each.name));
  const tables: { table: string; rows: number }[] = [];
  for (const { name: table } of made) {
    const statement = sql`select count(*) from ${new TableName(table)}`;
    const limits = { ...(signal && { signal }) };
    const [counted] = await database.run({
      ...{ statement, returns: COUNT, context: { operation: "revertSchema" } },
      ...limits,
    });
    tables.push({ table, rows: counted?.rows ?? 0 });
  }
  return { migration: name, tables };
}
