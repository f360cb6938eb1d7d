import { name, type Sql, sql, uuid } from "../../dialect/sql";

/** Key of a step: a step of a source within a run. */
export interface StepKey {
  runId: string;
  source: string;
  step: string;
}

/** Condition that a row of the ledger is of a step. */
export const isOfStep = ({ runId, source, step }: StepKey): Sql =>
  sql`run_id = ${uuid(runId)} and source = ${name(source)} and step = ${name(step)}`;
