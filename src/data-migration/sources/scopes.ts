import { nameProblem } from "../../core/input/rules";
import { ScopedDb } from "../../db/scoped";
import { RejectionError } from "../read/row/rejection";

const nothing = (): never => {
  throw new Error("a row that is moved says all about itself");
};
const EXECUTOR = {
  database: { closed: true, onClosed: nothing },
  inTransaction: false,
  run: nothing,
  transaction: nothing,
};

/**
 * Scopes for the row makers of the stores, each made once. They run no statements, and give neither
 * the time nor new ids.
 */
export function scopes(): (tenant: string, workspace: string) => ScopedDb {
  const made = new Map<string, ScopedDb>();
  return (tenant, workspace) => {
    const key = `${tenant}\0${workspace}`;
    let scope = made.get(key);
    if (!scope) {
      for (const name of [tenant, workspace]) {
        const problem = nameProblem(name);
        if (problem) throw new RejectionError(`its tenant or workspace ${problem}`);
      }
      scope = new ScopedDb(
        { executor: EXECUTOR, tenant, workspace, now: nothing, newId: nothing },
        "migrate",
      );
      made.set(key, scope);
    }
    return scope;
  };
}
