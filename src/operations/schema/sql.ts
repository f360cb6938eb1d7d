import { invalid } from "../../core/errors";
import { begunName, mustBeKnown, type Steps, stateOf, stepsOf } from "../../db/schema/schema-state";
import type { SchemaScript } from "../../dialect/schema/script";
import type { UnifiedStoreManager } from "../../manager";
import { schemaScript } from "../../manager/schema-script";
import { onSchema } from "./on-schema";

export interface SchemaSqlOptions {
  engine: "sqlite" | "postgres";
  /** PostgreSQL's schema. Default `unified_store`. */
  schema?: string | undefined;
  /**
   * The last schema migration that the database has: the ones behind it are printed. Default: all,
   * for a database that has none.
   */
  from?: string | undefined;
}

export interface SchemaSql {
  /** Names of the schema migrations in it, oldest first. */
  migrations: string[];
  /** The statements, with comments; empty where there are no migrations. */
  sql: string;
}

/**
 * The statements of schema migrations, for whoever runs them by hand. They also record that the
 * migrations are applied, so that `open({ migrateSchema: false })` finds the database as it needs
 * it. Nothing is read: no database is needed.
 *
 * @param options.from the last schema migration that the database has. Default: none.
 * @throws UnifiedStoreError `validation`
 * @example
 * const { sql } = schemaSql({ engine: "postgres", from: "0015-memory-organised" });
 */
export function schemaSql({ engine, schema, from }: SchemaSqlOptions): SchemaSql {
  if (engine !== "sqlite" && engine !== "postgres")
    throw invalid("options.engine", "must be sqlite or postgres");
  const steps = stepsOf({ engine });
  const at = from === undefined ? -1 : steps.findIndex(({ name }) => name === from);
  if (from !== undefined && at < 0) throw unknownStep("options.from", steps);
  return scriptText(schemaScript(engine, schema), steps.slice(at + 1), { isNew: at < 0, begun: null });
}

/**
 * The same for the schema migrations that a database lacks.
 *
 * @throws UnifiedStoreError `schema` where a newer version has migrated the database, and this one
 * has migrations that it lacks; `connection`, `closed`
 * @example
 * const { migrations, sql } = await pendingSchemaSql(stores);
 */
export function pendingSchemaSql(stores: UnifiedStoreManager): Promise<SchemaSql> {
  return onSchema(stores, "pendingSchemaSql", {}, async ({ dialect }) => {
    const steps = stepsOf(dialect);
    const entries = await dialect.schema.applied();
    const state = stateOf(steps, entries);
    if (state.pending.length > 0) mustBeKnown(state);
    const pending = steps.filter(({ name }) => state.pending.includes(name));
    return scriptText(dialect.schema.script, pending, { isNew: entries.length === 0, begun: state.begun });
  });
}

export const unknownStep = (field: string, steps: Steps) =>
  invalid(field, `is no schema migration: use one of ${steps.map(({ name }) => name).join(", ")}`);

/** @param begun the migration of which only the online part is missing */
export function scriptText(
  script: SchemaScript,
  steps: Steps,
  { isNew, begun }: { isNew: boolean; begun: string | null },
): SchemaSql {
  const migrations = steps.map(({ name }) => name);
  if (steps.length === 0) return { migrations, sql: "" };
  const head = ["Schema migrations of unified-store.", ...script.usage].map((line) => `-- ${line}`);
  const parts = isNew ? [newDatabase(script, steps)] : steps.map((step) => onTables(script, step, begun));
  return { migrations, sql: `${[head.join("\n"), ...parts].join("\n\n")}\n` };
}

const block = (statements: readonly string[]): string => statements.map((each) => `${each};`).join("\n");

const titled = (name: string, statements: readonly string[]): string => `-- ${name}\n${block(statements)}`;

/** All of it in one transaction, so that a failure leaves nothing behind. */
function newDatabase({ begin, end, recordApplied }: SchemaScript, steps: Steps): string {
  const each = steps.map((step) =>
    titled(step.name, [...step.statements("whole"), recordApplied(step.name)]),
  );
  return [block(begin), ...each, block(end)].join("\n\n");
}

/** A transaction for each, and behind it what an application need not wait for. */
function onTables(script: SchemaScript, step: Steps[number], begun: string | null): string {
  const { begin, impatient, end, recordApplied, recordReverted } = script;
  const later = step.online.flatMap((each) => script.online(each));
  if (later.length === 0)
    return titled(step.name, [
      ...begin,
      ...impatient,
      ...step.statements("whole"),
      recordApplied(step.name),
      ...end,
    ]);
  const half = begunName(step.name);
  const first = [...begin, ...impatient, ...step.statements("without online"), recordApplied(half), ...end];
  const last = [...begin, recordReverted(half), recordApplied(step.name), ...end];
  return titled(step.name, [...(step.name === begun ? [] : first), ...later, ...last]);
}
