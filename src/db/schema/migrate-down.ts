import { UnifiedStoreError } from "../../core/errors";
import type { Dialect } from "../../dialect/dialect";
import { mustBeKnown, type Steps, stateOf, stepFailure, stepsOf } from "./schema-state";

/**
 * Reverts the newest applied step, with the tables that it made. Returns its name, or null when
 * none is left.
 *
 * @param expected the step that must be the newest by then; default: any
 */
export async function migrateDown(
  dialect: Dialect,
  { steps = stepsOf(dialect), expected }: { steps?: Steps; expected?: string } = {},
): Promise<string | null> {
  return dialect.schema.exclusively(async (runner, applied) => {
    const state = stateOf(steps, applied);
    mustBeKnown(state);
    mustBeWhole(state.begun);
    const last = steps.findLast((migration) => applied.includes(migration.name));
    if (!last) return null;
    if (expected !== undefined && last.name !== expected) throw changed(last.name);
    try {
      await last.down(runner as never);
    } catch (error) {
      throw stepFailure(dialect, error, { name: last.name, verb: "revert", outcome: "It was rolled back" });
    }
    await runner.recordReverted(last.name);
    return last.name;
  });
}

/** @throws UnifiedStoreError `schema` where half of a migration is there */
export function mustBeWhole(begun: string | null): void {
  if (begun === null) return;
  const problem = `schema migration ${begun} is not complete: its indexes or constraints are still missing`;
  throw new UnifiedStoreError("schema", `${problem}. Complete it first, with migrateSchema()`);
}

const changed = (last: string): UnifiedStoreError =>
  new UnifiedStoreError(
    "conflict",
    `another process changed the schema meanwhile: ${last} is now the newest migration. Look again`,
  );
